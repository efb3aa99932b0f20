import { fileURLToPath } from 'node:url';
import { check } from '@sync/model';
import { expect, test } from 'vitest';
import { EXTENTS, mutexOf } from '../src/checker/mutex.ts';
import { oneByOne } from '../src/checker/one-by-one.ts';
import { confirm, type Covered } from '../src/checker/process.ts';
import { ContenderProcess } from '../src/child/contender-process.ts';
import type { Command } from '../src/child/protocol.ts';

const LIMIT_MS = 20_000;

async function withChecker<T>(name: string, use: (process: ContenderProcess) => Promise<T>): Promise<T> {
  const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));
  const process = new ContenderProcess({ command: globalThis.process.execPath, args: [entry, '--checker', name] });
  try {
    await process.ready(LIMIT_MS);
    return await use(process);
  } finally {
    await process.close();
  }
}

const commandFor = (contender: string, work: string, threads: number): Command => ({ contender, work, threads, privateNs: 0, sectionNs: 0, ms: 1 });

test.each(['sync-model', 'one-by-one'])('%s finds all schedules, and says how long that took', { timeout: 60_000 }, async (name) => {
  const answer = await withChecker(name, (process) => process.run(commandFor(name, 'first-check', 3), LIMIT_MS));
  expect(answer).toMatchObject({ operations: 1, exact: true });
  expect(answer.seconds).toBeGreaterThan(0);
  expect(answer.seconds).toBeLessThan(LIMIT_MS / 1000);
});

test('only the first check of a process is a first check', { timeout: 60_000 }, async () => {
  await withChecker('sync-model', async (process) => {
    await process.run(commandFor('sync-model', 'first-check', 3), LIMIT_MS);
    await expect(process.run(commandFor('sync-model', 'first-check', 3), LIMIT_MS)).rejects.toThrow(/has checked before/);
  });
});

test('transitions are those of whole checks, of which there is one at least', { timeout: 60_000 }, async () => {
  const answer = await withChecker('sync-model', (process) => process.run(commandFor('sync-model', 'transitions', 3), LIMIT_MS));
  expect(answer.operations).toBeGreaterThan(0);
  expect(answer.operations % (EXTENTS.get(3)?.transitions ?? 0)).toBe(0);
});

test('a checker that is not there is named', async () => {
  await expect(withChecker('no-such', () => Promise.resolve())).rejects.toThrow(/no checker is called no-such/);
});

test('a checker that has not found exactly what there is has failed', () => {
  const right: Covered = { states: 964, transitions: 1447, interleavings: 19_722n, complete: true };
  expect(confirm(right, 3)).toMatchObject({ transitions: 1447 });
  expect(confirm({ interleavings: 19_722n }, 3)).toMatchObject({ transitions: 1447 });
  expect(() => confirm({ ...right, states: 963 }, 3)).toThrow('found 963 states instead of 964');
  expect(() => confirm({ ...right, transitions: 1448 }, 3)).toThrow('found 1448 transitions instead of 1447');
  expect(() => confirm({ interleavings: 19_721n }, 3)).toThrow('found 19721 interleavings instead of 19722');
  expect(() => confirm({ ...right, complete: false }, 3)).toThrow('cut short');
  expect(() => confirm(right, 4)).toThrow('found 964 states instead of 67411');
  expect(() => confirm(right, 5)).toThrow('nobody knows');
});

test('playing schedules one by one gives as many as the model checker counts', () => {
  for (const threads of [1, 2]) expect(oneByOne(mutexOf(threads)).interleavings).toBe(check(mutexOf(threads)).interleavings);
  expect(oneByOne(mutexOf(2)).interleavings).toBe(16n);
});

test('playing schedules one by one meets the one that loses a wake-up, and leaves Atomics as it was', () => {
  const before = { ...Object.getOwnPropertyDescriptors(Atomics) };
  const lost = () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const sleep = (): void => {
      Atomics.wait(words, 0, 0);
    };
    const wake = (): void => {
      Atomics.notify(words, 0, 1);
    };
    return { threads: [wake, sleep] };
  };
  expect(() => oneByOne(lost)).toThrow('threads sleep that nobody wakes');
  expect(Object.getOwnPropertyDescriptors(Atomics)).toEqual(before);
});
