import { join } from 'node:path';
import { Explained } from './explain.mjs';
import { readManifest, root } from './paths.mjs';
import { exitCode, runCommand } from './run-command.mjs';

/** The pinned version. Exactly this one is used, since pnpm refuses to run as another. */
const version = readManifest().packageManager.split('@')[1].split('+')[0];

/**
 * The pinned pnpm, from npm's cache or fetched into it: nothing has to be installed
 * globally. `run` runs it; `path` holds the folder that has it under the name `pnpm`,
 * because turbo and changesets look for that on PATH.
 */
export function findPnpm() {
  const { bin, entry } = locate();
  const path = [join(root, 'node_modules', '.bin'), bin];
  return { path, run: (args) => exitCode(runCommand(process.execPath, [entry, ...args], { path })) };
}

function locate() {
  // The path is relative, so that no shell has to quote the workspace's.
  const finder = ['--', 'node', 'scripts/lib/find-pnpm.mjs', version];
  const found = runCommand('npx', ['--yes', `--package=pnpm@${version}`, ...finder], { capture: true });
  if (found.error !== undefined) {
    throw new Explained('npx was not found; it comes with npm, which this workspace needs beside Node.');
  }
  const line = found.stdout.split('\n').find((text) => text.startsWith('{'));
  if (found.status === 0 && line !== undefined) return JSON.parse(line);
  throw new Explained(whyNot(found.stderr));
}

function whyNot(stderr) {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.exec(stderr);
  if (offline !== null) {
    return `pnpm ${version} is not in npm's cache and could not be fetched (${offline[0]}): the first run needs the network.`;
  }
  return `npx could not fetch pnpm ${version}:\n${stderr.trim()}`;
}
