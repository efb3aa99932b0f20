import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { publicPackages } from '../../lib/workspace.mjs';
import { root } from '../../lib/paths.mjs';
import { command } from './command.mjs';

/** Packs every public package, once for all tests: they find the tarballs by `inject`. */
export default async function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'sync-packed-'));
  const tarballs = {};
  for (const { folder: home, name, short } of publicPackages()) {
    const destination = join(folder, short);
    mkdirSync(destination);
    await command('pnpm', ['pack', '--pack-destination', destination], { cwd: join(root, home) });
    const [file] = readdirSync(destination);
    tarballs[name] = join(destination, file);
  }
  provide('tarballs', tarballs);
  return () => rmSync(folder, { recursive: true, force: true });
}
