import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../../lib/packed.mjs';

/** Packs every public package, once for all tests: they find the tarballs by `inject`. */
export default async function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'sync-packed-'));
  provide('tarballs', await packAll(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}
