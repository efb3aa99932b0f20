import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { command } from './command.mjs';

const CONSUMERS = fileURLToPath(new URL('consumers', import.meta.url));

/**
 * A user's project in an empty folder, with these packages installed by npm from their
 * tarballs. What they need in turn comes as their manifests ask for it: of our own, the
 * tarball; of others, whatever npm finds, in its cache if it can.
 *
 * @param {string[]} names
 * @param {{ keep?: boolean }} [options] `keep`: the caller removes the folder
 */
export async function project(names, { keep = false } = {}) {
  // A name that has broken many a tool.
  const folder = mkdtempSync(join(tmpdir(), 'sync user #'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (!keep) onTestFinished(remove);

  const tarballs = Object.entries(inject('tarballs')).map(([name, file]) => [name, `file:${file}`]);
  const asked = ([name]) => names.includes(name);
  const manifest = {
    private: true,
    dependencies: Object.fromEntries(tarballs.filter(asked)),
    overrides: Object.fromEntries(tarballs.filter((entry) => !asked(entry))),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  cpSync(CONSUMERS, folder, { recursive: true });
  await command('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });

  /** Runs one of the programs in consumers/. */
  const node = (program, ...args) => command(process.execPath, [program, ...args], { cwd: folder });
  return { folder, node, remove };
}
