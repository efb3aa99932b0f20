import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
  makeForeign(join(other.folder, 'node_modules/@sync/atomics/dist'), version, '99.8.7');
  expect(await user.node('two-protocols.mjs', lockOf(other), version, '99.8.7')).toBe('told apart\n');
}, LIMIT);

/** Makes an installed floor one of another release, with another protocol. */
function makeForeign(dist, version, otherVersion) {
  let changed = 0;
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(join(dist, file), 'utf8');
    const patched = text
      .replace(/\bPROTOCOL = (\d+)/g, (_, number) => (changed++, `PROTOCOL = ${Number(number) + 1}`))
      .replaceAll(JSON.stringify(version), JSON.stringify(otherVersion));
    writeFileSync(join(dist, file), patched);
  }
  expect(changed).toBe(1);
}
