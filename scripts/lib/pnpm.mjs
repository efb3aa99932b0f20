import { join } from 'node:path';
import { Explained } from './explain.mjs';
import { readManifest, root } from './paths.mjs';
import { exitCode, runCommand } from './run-command.mjs';
import { whyNot } from './why-not.mjs';

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
  const start = (args, options) => runCommand(process.execPath, [entry, ...args], { path, ...options });
  return {
    path,
    run: (args) => exitCode(start(args)),
    /** As `run`, but an error, in one sentence, where it fails; its output is kept back. */
    quietly(args, what) {
      const { status, stdout, stderr } = start(args, { capture: true });
      if (status !== 0) throw new Explained(`${what}: ${whyNot(stdout + stderr)}`);
    },
  };
}

function locate() {
  // From the cache first: npx would ask the registry all the same, and wait for an answer.
  const cached = askNpx('--offline');
  if (cached.pnpm !== undefined) return cached.pnpm;
  console.error(`Fetching pnpm ${version}, which this machine does not have yet ...`);
  const fetched = askNpx();
  if (fetched.pnpm !== undefined) return fetched.pnpm;
  throw new Explained(`pnpm ${version} could not be fetched: ${whyNot(fetched.said)}`);
}

/** What find-pnpm.mjs found, if npx could run it. */
function askNpx(...options) {
  // The path is relative, so that no shell has to quote the workspace's.
  const finder = ['--', 'node', 'scripts/lib/find-pnpm.mjs', version];
  const { error, status, stdout, stderr } = runCommand('npx', ['--yes', ...options, `--package=pnpm@${version}`, ...finder], {
    capture: true,
  });
  if (error !== undefined) {
    throw new Explained('npx was not found; it comes with npm, which this workspace needs beside Node.');
  }
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  return { pnpm: status === 0 && line !== undefined ? JSON.parse(line) : undefined, said: stderr };
}
