import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../lib/paths.mjs';
import { command } from '../../lib/command.mjs';
import { project } from './project.mjs';

/** The oldest TypeScript that is promised, one in between, and the workspace's own. */
const COMPILERS = ['typescript-5.7', 'typescript-5.9', 'typescript'];
const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const BUNDLER = { module: 'preserve', moduleResolution: 'bundler' };
const WORKER = { lib: ['ES2022', 'WebWorker'] };
const SERVER = { lib: ['ES2022'], types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] };

/** Where the code is to run, as the compiler is told. A page is what it assumes. */
const PROJECTS = [
  ['a page, nodenext', NODENEXT],
  ['a page, bundler', BUNDLER],
  ['a worker, bundler', { ...BUNDLER, ...WORKER }],
  ['a server, nodenext', { ...NODENEXT, ...SERVER }],
];

let user;
beforeAll(async () => {
  user = await project(Object.keys(inject('tarballs')), { keep: true });
  // The user's files are modules where nothing else says so.
  writeFileSync(join(user.folder, 'types', 'package.json'), '{ "type": "module" }');
}, 120_000);
afterAll(() => user.remove());

/** Compiles a file strictly: types of dependencies are checked too, and there are none of Node unless asked for. */
function compile(compiler, options, file, { fails = false } = {}) {
  const config = join(user.folder, 'types', `${compiler}-${++runs}.json`);
  const compilerOptions = { target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false, types: [], ...options };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc');
  return command(process.execPath, [tsc, '-p', config], { cwd: user.folder, fails });
}
let runs = 0;

describe.concurrent.each(COMPILERS)('%s', (compiler) => {
  test.each(PROJECTS)('takes an ES module for %s', async (_, options) => {
    expect(await compile(compiler, options, 'use.ts')).toBe('');
  });

  test('takes a CommonJS file that awaits import()', async () => {
    expect(await compile(compiler, { ...NODENEXT, ...WORKER }, 'common-lazy.cts')).toBe('');
  });

  // `require` of an ES module is known since 5.8; before, the compiler says to use import().
  test('knows whether a CommonJS file may import', async () => {
    const knows = compiler !== 'typescript-5.7';
    const said = await compile(compiler, { ...NODENEXT, ...WORKER }, 'common.cts', { fails: !knows });
    expect(said).toMatch(knows ? /^$/ : /TS1479/);
  });
});
