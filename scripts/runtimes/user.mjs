import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readmeBlocks, writeExample } from '@sync/testing/readme-program';
import { installPacked, packAll } from '../lib/packed.mjs';
import { root } from '../lib/paths.mjs';
import { publicPackages } from '../lib/workspace.mjs';

const SUITE = fileURLToPath(new URL('suite', import.meta.url));

/**
 * A user's folder with all packages installed from their tarballs, the suite, and the
 * examples of all READMEs. It is removed when the process ends.
 */
export async function userFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'sync runtimes #'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const packs = join(folder, 'packs');
  mkdirSync(packs);
  const tarballs = await packAll(packs);
  await installPacked(folder, tarballs, Object.keys(tarballs));
  cpSync(SUITE, join(folder, 'suite'), { recursive: true });
  return { folder, examples: READMES.flatMap((readme) => examplesOf(readme, folder)) };
}

const READMES = ['README.md', ...publicPackages().map(({ folder }) => `${folder}/README.md`)];

function examplesOf(readme, folder) {
  return readmeBlocks(readFileSync(join(root, readme), 'utf8')).map((example) => {
    const home = join(folder, 'examples', `${readme.replaceAll('/', '-')}-${example.line}`);
    mkdirSync(home, { recursive: true });
    return { check: `${readme}, line ${example.line}`, example, file: writeExample(example, home) };
  });
}
