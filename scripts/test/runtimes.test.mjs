import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readText } from '../lib/paths.mjs';
import { checkGroup, checkRuntime } from '../runtimes/checks.mjs';
import { fetchRuntime } from '../runtimes/fetch.mjs';
import { readOptions } from '../runtimes/options.mjs';
import { tableOf } from '../runtimes/table.mjs';
import { RUNTIMES } from '../runtimes/versions.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sync suite #'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'suite'));

const node = { file: process.execPath, args: [] };

/** What comes of a group whose suite is this program. */
function group(program, limit = undefined) {
  writeFileSync(join(folder, 'suite', 'main.mjs'), program);
  return checkGroup(node, 'smoke', folder, limit);
}

describe('a group of checks', () => {
  it('has the outcomes that its lines tell, among whatever else is printed', async () => {
    const lines = [{ begins: 'a' }, { check: 'a', note: '5 ms' }, { check: 'b', without: 'why' }, { begins: 'c' }, { check: 'c', failed: 'so' }];
    const program = lines.map((line) => `console.log(${JSON.stringify(JSON.stringify(line))}); console.log('and so on');`).join('\n');
    expect(await group(program)).toEqual([{ check: 'a', note: '5 ms' }, { check: 'b', without: 'why' }, { check: 'c', failed: 'so' }]);
  });

  it.each([
    ['throws', `throw new Error('from inside')`, /ended with code 1: [^]*from inside/],
    ['ends in the middle, as if all were well', 'process.exit(0)', /ended with code 0/],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, /ended with code null/],
    ['hangs', 'setInterval(() => undefined, 1000)', /was not done after 3 s/],
  ])('that %s has failed in the check that was going on', async (_, does, how) => {
    const outcomes = await group(`console.log('{"begins":"a"}'); ${does}`, 3000);
    expect(outcomes).toEqual([{ check: 'a', failed: expect.stringMatching(how) }]);
  });

  it('that does not even begin has failed', async () => {
    expect(await group(`await import('./no-such.mjs')`)).toEqual([{ check: 'smoke', failed: expect.stringMatching(/no-such/) }]);
  });

  it('has failed where the runtime cannot be started', async () => {
    const outcomes = await checkRuntime({ file: join(folder, 'no-such'), args: [] }, { folder, examples: [] });
    expect(outcomes.length).toBeGreaterThan(2);
    for (const { failed } of outcomes) expect(failed).toMatch(/ENOENT/);
  });
});

it('an example has to do what it promises', async () => {
  const file = join(folder, 'example.mjs');
  writeFileSync(file, 'console.log(41);');
  writeFileSync(join(folder, 'suite', 'main.mjs'), '');
  const example = { line: 1, entry: 'example.mjs', files: [{ name: 'example.mjs', source: '1; // => 42\n' }] };
  const outcomes = await checkRuntime(node, { folder, examples: [{ check: 'README', example, file }] });
  expect(outcomes.at(-1)).toEqual({ check: 'README', failed: 'it printed ["41"] instead of ["42"]' });
});

it('the table says what came of each check in each runtime, and counts', () => {
  const { text, failed } = tableOf([
    { label: 'One', outcomes: [{ check: 'first', note: 'ok' }, { check: 'second', note: '33 ms' }] },
    { label: 'Other', outcomes: [{ check: 'first', failed: 'did not' }, { check: 'second', without: 'has none' }] },
  ]);
  expect(failed).toBe(1);
  expect(text.split('\n')).toEqual([
    '        One    Other',
    'first   ok     FAILED',
    'second  33 ms  -',
    '',
    '-  Other: second: has none',
    'FAILED  Other: first: did not',
    'Tests  1 failed | 2 passed (3)',
  ]);
});

describe('the runtimes', () => {
  it('are all of them unless some are named', () => {
    expect(readOptions([], RUNTIMES)).toEqual({ chosen: RUNTIMES, withoutMissing: false });
    const { chosen, withoutMissing } = readOptions(['bun', '--', '--without-missing', 'node22'], RUNTIMES);
    expect([chosen.map(({ name }) => name), withoutMissing]).toEqual([['node22', 'bun'], true]);
  });

  it('that there are none of are answered with those there are', () => {
    expect(() => readOptions(['node21'], RUNTIMES)).toThrow('There is no runtime "node21". There are: node20, node22');
  });

  it('that cannot be fetched are said so', async () => {
    const none = { name: 'none', label: 'None', version: '0.0.0', pkg: 'file:///no-such-package', binary: 'none' };
    await expect(fetchRuntime(none)).rejects.toThrow(/^None could not be fetched from npm: /);
  });

  it('begin with the lowest Node that the packages are for', () => {
    const { engines } = JSON.parse(readText('package.json'));
    expect(`>=${RUNTIMES[0].version}`).toBe(`${engines.node}.0`);
  });

  it('have the newest Node that the benchmarks use', () => {
    const [, used] = /LATEST_NODE = '(.+)'/.exec(readText('apps', 'benchmarks', 'src', 'contenders', 'latest-node.ts'));
    expect(RUNTIMES.filter(({ name }) => name.startsWith('node')).at(-1).version).toBe(used);
  });
});
