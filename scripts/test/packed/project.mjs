import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { command } from '../../lib/command.mjs';
import { installPacked } from '../../lib/packed.mjs';

const CONSUMERS = fileURLToPath(new URL('consumers', import.meta.url));

/**
 * A user's project in an empty folder, with these packages installed from their tarballs.
 *
 * @param {string[]} names
 * @param {{ keep?: boolean }} [options] `keep`: the caller removes the folder
 */
export async function project(names, { keep = false } = {}) {
  // A name that has broken many a tool.
  const folder = mkdtempSync(join(tmpdir(), 'sync user #'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (!keep) onTestFinished(remove);
  cpSync(CONSUMERS, folder, { recursive: true });
  await installPacked(folder, inject('tarballs'), names);

  /** Runs one of the programs in consumers/. */
  const node = (program, ...args) => command(process.execPath, [program, ...args], { cwd: folder });
  return { folder, node, remove };
}
