import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ContenderProcess } from '../src/child/contender-process.ts';
import { workCalled } from '../src/javascript/loops/catalogue.ts';
import { BYTES, INT32, OBJECTS, type Items } from '../src/javascript/loops/queue-items.ts';
import { poolScenarios } from '../src/scenarios/pool.ts';
import { queueScenarios } from '../src/scenarios/queue.ts';
import type { Pool } from '../src/pool/pool-shape.ts';
import { Results } from '../src/pool/work.ts';
import { poolWork } from '../src/pool/works/catalogue.ts';

const LIMIT_MS = 20_000;

/** A pool without threads, whose results are what `answer` makes of them. */
function fakePool(answer: (argument: number) => number): Pool {
  return { run: (_, argument) => Promise.resolve(answer(argument as number)), close: () => undefined };
}

test.each(['pool-window-16', 'pool-burst', 'pool-steady', 'pool-latency-0', 'pool-latency-1'])('%s sees a wrong result among many', async (work) => {
  const run = async (answer: (argument: number) => number): Promise<boolean> => {
    const results = new Results();
    const pool = fakePool(answer);
    const { operations } = await poolWork(work).run({ pool, workers: 1, ms: 20, results, makePool: () => pool });
    expect(operations).toBeGreaterThan(0);
    return results.right;
  };
  expect(await run((a) => a + 1)).toBe(true);
  expect(await run((a) => (a === 3 ? 0 : a + 1))).toBe(false);
});

test('a process with a pool answers, with the waits and the delay of its loop', async () => {
  const host = new ContenderProcess({ command: process.execPath, args: [fileURLToPath(new URL('../dist/index.js', import.meta.url)), '--pool', 'bare-pool'] });
  await host.ready(LIMIT_MS);
  const common = { contender: 'bare-pool', threads: 2, privateNs: 0, sectionNs: 0, ms: 50 };
  const window = await host.run({ ...common, work: 'pool-window-16' }, LIMIT_MS);
  expect(window).toMatchObject({ exact: true, counts: [window.operations] });
  expect(window.loopDelayMs).toBeGreaterThanOrEqual(0);
  const latency = await host.run({ ...common, work: 'pool-latency-0' }, LIMIT_MS);
  expect(latency.waits?.max).toBeGreaterThanOrEqual(latency.waits?.p50 ?? Infinity);
  await expect(host.run({ ...common, work: 'no-such' }, LIMIT_MS)).rejects.toThrow('no work of pools is called no-such');
  await host.close();
});

test('work of a row of queues, and of pools, is there under its name', () => {
  for (const { work } of queueScenarios) expect(workCalled(work)).toBeDefined();
  for (const { work } of poolScenarios) expect(poolWork(work)).toBeDefined();
});

function numbersOf<T>(items: Items<T>): readonly number[] {
  return [items.end, items.make(5), items.makeNew?.(6) ?? items.make(6)].map((item) => items.numberOf(item));
}

test('an item has its number, and one that is damaged has none', () => {
  for (const numbers of [numbersOf(INT32), numbersOf(OBJECTS), numbersOf(BYTES)]) expect(numbers).toEqual([0, 5, 6]);
  const bytes = BYTES.make(7);
  bytes[bytes.length - 1] = 0;
  expect(BYTES.numberOf(bytes)).toBeNaN();
  expect(OBJECTS.numberOf({ ...OBJECTS.make(7), done: false })).toBeNaN();
});
