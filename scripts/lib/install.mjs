import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root } from './paths.mjs';
import { workspacePackages } from './workspace.mjs';

/** npm's own record: where it is, an `npm install` has been at work. */
const NPM_WAS_HERE = join(root, 'node_modules', '.package-lock.json');

/**
 * Installs what the lockfile says, unless that is what is there. There are no install
 * hooks: this is asked before each task, and takes a millisecond when all is well.
 */
export function ensureInstalled(pnpm) {
  if (isInstalled()) return;
  // With its record gone, nobody takes npm's leftovers for an installation.
  rmSync(NPM_WAS_HERE, { force: true });
  console.error('Installing what pnpm-lock.yaml says ...');
  pnpm.quietly(['install', '--frozen-lockfile', '--prefer-offline'], 'The packages could not be installed');
}

/** pnpm keeps the lockfile that it installed from, byte for byte. */
function isInstalled() {
  if (existsSync(NPM_WAS_HERE)) return false;
  if (readText('node_modules', '.pnpm', 'lock.yaml') !== readText('pnpm-lock.yaml')) return false;
  return workspacePackages().every(({ folder, manifest }) => {
    const needs = { ...manifest.dependencies, ...manifest.devDependencies };
    return Object.keys(needs).every((name) => existsSync(join(root, folder, 'node_modules', name)));
  });
}
