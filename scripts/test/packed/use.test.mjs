import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readManifest } from '../../lib/paths.mjs';
import { publicPackages } from '../../lib/workspace.mjs';
import { project } from './project.mjs';

const LIMIT = 120_000;
const names = Object.keys(inject('tarballs'));

describe('installed, the packages', () => {
  let user;
  beforeAll(async () => {
    user = await project(names, { keep: true });
  }, LIMIT);
  afterAll(() => user.remove());

  test('are used from an ES module', async () => {
    expect(await user.node('use.mjs')).toBe('used\n');
  });

  test('are used from CommonJS, without a warning', async () => {
    expect(await user.node('use.cjs')).toBe('used\n');
  });

  test('do nothing when they are imported', async () => {
    expect(await user.node('import-only.mjs', ...names)).toBe('harmless\n');
  });

  test('say what is missing where there is no shared memory, and not before they are used', async () => {
    expect(await user.node('no-shared-memory.mjs')).toBe('harmless\n');
  });
});

/** Of our packages, what one brings: itself, the floor, and what its manifest names. */
function brings({ name, manifest }) {
  const ours = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@sync/'));
  return [...new Set([name, '@sync/atomics', ...ours])].sort();
}

describe.each(publicPackages())('installed alone, $name', (one) => {
  test('brings the floor and nothing else', async () => {
    const { folder } = await project([one.name]);
    const modules = join(folder, 'node_modules');
    const listing = readdirSync(join(modules, '@sync')).map((short) => `@sync/${short}`);
    expect(listing).toEqual(brings(one));
    const foreign = readdirSync(modules).filter((entry) => !entry.startsWith('.') && entry !== '@sync');
    // The codec stands on a library of others; no other package does.
    if (!listing.includes('@sync/codec')) expect(foreign).toEqual([]);
  }, LIMIT);
});

test('the packages of one release have one version', () => {
  const versions = publicPackages().map(({ folder }) => readManifest(folder).version);
  expect(new Set(versions).size).toBe(1);
});
