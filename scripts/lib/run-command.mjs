import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { root } from './paths.mjs';

/** On Windows, npx and its kin are scripts for the shell. */
const shell = process.platform === 'win32';

/** The variable is called `Path` on Windows. */
const PATH = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';

/**
 * Runs a command in the root of the workspace, and answers with spawnSync's result.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ path?: string[], capture?: boolean }} [options] `path`: folders put before PATH;
 *   `capture`: keep the output instead of showing it
 */
export function runCommand(command, args, { path = [], capture = false } = {}) {
  return spawnSync(command, args, {
    cwd: root,
    shell: shell && command !== process.execPath,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    env: {
      ...process.env,
      [PATH]: [...path, process.env[PATH]].join(delimiter),
      // The tools count their users unless told not to.
      DO_NOT_TRACK: '1',
      TURBO_TELEMETRY_DISABLED: '1',
    },
  });
}

/** A command's exit code; 1 where a signal ended it, or where it never ran. */
export function exitCode({ status }) {
  return status ?? 1;
}
