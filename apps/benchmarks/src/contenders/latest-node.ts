import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_LIMIT_MS = 10 * 60_000;

/** The newest Node that this program knows and was tried on. */
export const LATEST_NODE = '26.10.0';

/** Fetches the newest Node through npm into the cache, once, and says where it is; throws with the reason if it cannot. */
export async function fetchLatestNode(cacheDir: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const dir = join(cacheDir, `node-${LATEST_NODE}`);
  const binary = join(dir, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (await access(binary).then(() => true, () => false)) return binary;
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', dir, `${name}@${LATEST_NODE}`];
  const shell = process.platform === 'win32'; // npm is a script there
  await run('npm', args, { cwd: dir, timeout: INSTALL_LIMIT_MS, shell });
  await access(binary);
  return binary;
}
