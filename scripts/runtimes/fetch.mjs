import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../lib/command.mjs';
import { Explained } from '../lib/explain.mjs';
import { whyNot } from '../lib/why-not.mjs';
import { root } from '../lib/paths.mjs';

const CACHE = join(root, 'node_modules', '.cache', 'runtimes');

/** Where a runtime is: in the cache, fetched into it by npm if it is not there yet. */
export async function fetchRuntime({ name, label, version, pkg, binary }) {
  const home = join(CACHE, `${name}-${version}`);
  const file = join(home, 'node_modules', pkg, binary);
  if (existsSync(file)) return file;
  // Under another name until it is whole, since a fetch may be cut short.
  const scratch = `${home}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', scratch, `${pkg}@${version}`];
  try {
    await command('npm', args, { cwd: scratch });
    if (!existsSync(file)) renameSync(scratch, home);
  } catch (error) {
    throw new Explained(`${label} could not be fetched from npm: ${whyNot(error.message)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return file;
}
