import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, inject, test } from 'vitest';
import { readManifest } from '../../lib/paths.mjs';
import { project } from './project.mjs';

const LIMIT = 120_000;
const names = Object.keys(inject('tarballs'));
const lockOf = ({ folder }) => pathToFileURL(join(folder, 'node_modules/@sync/lock/dist/index.js')).href;

test('two copies of the floor with one protocol work as one', async () => {
  const [user, other] = await Promise.all([project(names), project(names)]);
  expect(await user.node('two-copies.mjs', lockOf(other))).toBe('as one\n');
}, LIMIT);

test('two copies of different protocols are told apart, naming both versions', async () => {
  const [user, other] = await Promise.all([project(names), project(names)]);
  const { version } = readManifest('packages', 'atomics');
  await rebuild(join(other.folder, 'node_modules/@sync/atomics'), '99.8.7');
  expect(await user.node('two-protocols.mjs', lockOf(other), version, '99.8.7')).toBe('told apart\n');
}, LIMIT);

/** Makes an installed floor one of another release, with another protocol, from the sources it comes with. */
async function rebuild(folder, version) {
  const source = join(folder, 'src', 'protocol.ts');
  const text = readFileSync(source, 'utf8');
  const changed = text.replace(/\bPROTOCOL = (\d+)/, (_, number) => `PROTOCOL = ${Number(number) + 1}`);
  expect(changed).not.toBe(text);
  writeFileSync(source, changed);
  await build({
    entryPoints: ['index', 'internal'].map((entry) => join(folder, 'src', `${entry}.ts`)),
    outdir: join(folder, 'dist'),
    define: { __SYNC_VERSION__: JSON.stringify(version) },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
  });
}
