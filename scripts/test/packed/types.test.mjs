import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../lib/paths.mjs';
import { command } from './command.mjs';
import { project } from './project.mjs';

/** The oldest TypeScript that is promised, one in between, and the workspace's own. */
const COMPILERS = ['typescript-5.7', 'typescript-5.9', 'typescript'];
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
};
/** Where the code is to run, and what the compiler knows of it. A page is its default. */
const ENVIRONMENTS = {
  page: {},
  worker: { lib: ['ES2022', 'WebWorker'] },
  server: { lib: ['ES2022'], types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
};

let user;
beforeAll(async () => {
  user = await project(Object.keys(inject('tarballs')), { keep: true });
  // The user's files are modules where nothing else says so.
  writeFileSync(join(user.folder, 'types', 'package.json'), '{ "type": "module" }');
}, 120_000);
afterAll(() => user.remove());

/** Compiles files strictly: types of dependencies are checked too, and there are no types of Node unless asked for. */
function compile(compiler, options, files, { fails = false } = {}) {
  const config = join(user.folder, 'types', 'tsconfig.json');
  const compilerOptions = { target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false, types: [], ...options };
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc');
  return command(process.execPath, [tsc, '-p', config], { cwd: user.folder, fails });
}

describe.each(COMPILERS)('%s', (compiler) => {
  describe.each(Object.entries(RESOLUTIONS))('with %s resolution', (_, resolution) => {
    test.each(Object.entries(ENVIRONMENTS))('takes an ES module for a %s', async (_, environment) => {
      expect(await compile(compiler, { ...resolution, ...environment }, ['use.ts'])).toBe('');
    });
  });

  test('takes a CommonJS file that awaits import()', async () => {
    expect(await compile(compiler, RESOLUTIONS.nodenext, ['common-lazy.cts'])).toBe('');
  });
});

test.each(['typescript-5.9', 'typescript'])('%s takes a CommonJS file that imports', async (compiler) => {
  expect(await compile(compiler, RESOLUTIONS.nodenext, ['common.cts'])).toBe('');
});

test('TypeScript 5.7 does not, and says to use import()', async () => {
  const said = await compile('typescript-5.7', RESOLUTIONS.nodenext, ['common.cts'], { fails: true });
  expect(said).toContain('TS1479');
});
