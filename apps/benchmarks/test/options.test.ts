import { expect, test } from 'vitest';
import { HELP, parseOptions, UsageError } from '../src/cli/options.ts';
import { contenders } from '../src/contenders/catalogue.ts';
import { against, matching, scenariosFor } from '../src/scenarios/catalogue.ts';

test('options are read as they come from script runners', () => {
  const options = parseOptions(['--', '--quick', '--threads', '2,4', '--', '--rounds=7', '--filter', 'fair']);
  expect(options).toMatchObject({ quick: true, threads: [2, 4], rounds: 7, filter: 'fair', latestNode: false });
});

test('nonsense is a usage error, not a crash', () => {
  for (const args of [['--no-such'], ['--threads', 'two'], ['--threads', '0'], ['--rounds', '-1'], ['--threads', '2.5'], ['--against', 'c,']]) {
    expect(() => parseOptions(args)).toThrow(UsageError);
  }
});

test('the help names every option', () => {
  for (const option of ['quick', 'filter', 'against', 'threads', 'rounds', 'json', 'html', 'compare', 'list', 'latest-node', 'help']) {
    expect(HELP).toContain(`--${option}`);
  }
});

test('every scenario has its own id, and names contenders that exist', () => {
  const all = scenariosFor([1, 2, 4, 8]);
  expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
  for (const one of all) {
    const named = [...one.contenders, ...Object.keys(one.unfit ?? {}), one.ours];
    for (const id of named) expect(contenders.has(id), `${one.id}: ${id}`).toBe(true);
    for (const bar of one.bars ?? []) {
      const needed = bar.kind === 'ratio' ? [bar.ours, bar.rival] : [bar.ours];
      for (const id of needed) expect(one.contenders).toContain(id);
    }
  }
});

test('what happens when threads die is in quick runs, and so is one lock of readers and writers', () => {
  const quick = matching(scenariosFor([2, 4]), 'lock').filter((one) => one.quick !== false);
  expect(quick.filter((one) => one.group === 'death').map((one) => one.id)).toEqual(['death-notice', 'deadlock-notice']);
  expect(quick.filter((one) => one.group.startsWith('read-write')).map((one) => one.id)).toEqual(['read-write-2t-90']);
});

test('who gets a fresh process for each turn shares it with nobody', () => {
  const fresh = scenariosFor([]).filter((one) => one.fresh === true);
  expect(fresh.length).toBeGreaterThan(0);
  for (const one of fresh) for (const id of one.contenders) expect(contenders.get(id)?.host, id).toBeUndefined();
});

test('a filter finds scenarios by text', () => {
  const all = scenariosFor([2]);
  expect(matching(all, 'HANDOVER').map((one) => one.id)).toEqual(['handover', 'handover-async']);
  expect(matching(all, 'model').map((one) => one.id)).toEqual(['model-lock-3t', 'model-lock-4t', 'model-transitions']);
  expect(matching(all, undefined)).toHaveLength(all.length);
});

test('rivals are chosen by name; ours stay, and so do bars on those that are there', () => {
  const all = scenariosFor([2]);
  const [contended] = against(matching(all, 'contended-2t-0ns'), ['PThread Mutex']);
  expect(contended?.contenders).toEqual(['sync-lock', 'sync-rlock', 'sync-lock-latest', 'c-mutex', 'c-adaptive']);
  expect(contended?.bars).toHaveLength(1);
  const [alone] = against(matching(all, 'contended-2t-0ns'), ['nobody']);
  expect(alone?.contenders).toEqual(['sync-lock', 'sync-rlock', 'sync-lock-latest']);
  expect(alone?.bars).toEqual([]);
  expect(against(all, undefined)).toBe(all);
});

test.each(['barrier', 'codec', 'condition', 'event', 'latch', 'once', 'semaphore', 'shared', 'thread'])('a filter finds all of %s, of which a quick run has one', (suite) => {
  const all = scenariosFor([2, 4]);
  const own = all.filter((one) => one.suite === suite);
  expect(matching(all, suite)).toEqual(expect.arrayContaining(own));
  expect(own.length).toBeGreaterThan(2);
  expect(own.filter((one) => one.quick !== false)).toHaveLength(1);
});
