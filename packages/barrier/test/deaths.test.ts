import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Barrier } from '@sync/barrier';
import { FACTOR, Subject, bunch, closeSubjects, endThreads, pending, until } from '@sync/testing';
import type { Here, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BROKEN, NOTED_THREADS, PAIRS, PLACES, PRESENT, WAYS, actingSpec, barrierSpec, come, crowd, mortal, outcome, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const DIES = new URL('workers/dies.mjs', import.meta.url);

/** Who waits learns of a death within this, in milliseconds; one of several may be late on a busy machine. */
const NOTICED = 250 * FACTOR;
const LATEST = 1000 * FACTOR;

const now = (): number => performance.timeOrigin + performance.now();

/** In another thread: what came of a wait, and when. */
const TELLS = {
  sync: ({ lock }: Here<Barrier>): { end: number | string; at: number } => {
    let end: number | string;
    try {
      end = lock.wait();
    } catch (error) {
      end = (error as Error).name;
    }
    return { end, at: performance.timeOrigin + performance.now() };
  },
  async: async ({ lock }: Here<Barrier>): Promise<{ end: number | string; at: number }> => {
    const end = await lock.waitAsync().catch((error: unknown) => (error as Error).name);
    return { end, at: performance.timeOrigin + performance.now() };
  },
} as const;

/** The threads that are noted. */
function places(words: Int32Array): number[] {
  return [...words.subarray(PRESENT)].filter((_, at) => at % 2 === 0);
}

/** The median is within 250 ms, and none is very late. */
function expectNoticed(stalls: readonly number[]): void {
  const sorted = [...stalls].sort((a, b) => a - b);
  expect(sorted[sorted.length >> 1], String(stalls)).toBeLessThan(NOTICED);
  expect(sorted.at(-1), String(stalls)).toBeLessThan(LATEST);
}

describe.each(PLACES)('$name', ({ at }) => {
  test.each(PAIRS)('one that waits ($first) dies: it is broken within 250 ms for those who wait ($second)', async ({ first, second }) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const { barrier, threads, subject } = crowd(mortal(at(barrierSpec(4))), 1);
      const dies = subject.thread(() => undefined);
      const lost = come([dies], [first])[0];
      const told = threads[0]!.run(TELLS[second]);
      const task = outcome(barrier.waitAsync());
      await waiting(barrier, 3);
      await dies.terminate();
      const ended = now();
      const { end, at: when } = await told;
      expect([end, await task, barrier.broken]).toEqual([BROKEN, BROKEN, true]);
      stalls.push(when - ended);
      await expect(lost).rejects.toThrow('ended');
      barrier.reset();
      const again = [...come(threads, [second]), barrier.waitAsync(), barrier.waitAsync()];
      await waiting(barrier, 3);
      expect(barrier.wait()).toBe(3);
      expect((await Promise.all(again)).sort()).toEqual([0, 1, 2]);
      await closeSubjects();
    }
    expectNoticed(stalls);
  });

  test.each(WAYS)('one that runs the action dies: it is broken within 250 ms for those who wait and for those who come (%s)', async (way) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const { barrier, threads, subject } = crowd(mortal(at(actingSpec(2))), 2);
      const dies = subject.thread(() => undefined);
      const told = threads[0]!.run(TELLS[way]);
      await waiting(barrier, 1);
      const lost = dies.run(({ lock, flags }) => {
        Reflect.set(globalThis, 'act', () => {
          Atomics.store(flags, 1, 1);
          while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
        });
        return lock.wait();
      });
      await until('the action runs', () => Atomics.load(subject.flags, 1) === 1);
      const late = threads[1]!.run(TELLS[way]);
      expect(await pending(Promise.race([told, late]))).toBe(true);
      await dies.terminate();
      const ended = now();
      const ends = await Promise.all([told, late]);
      expect([...ends.map(({ end }) => end), barrier.broken]).toEqual([BROKEN, BROKEN, true]);
      stalls.push(...ends.map((end) => end.at - ended));
      await expect(lost).rejects.toThrow('ended');
      barrier.reset();
      const again = barrier.waitAsync();
      expect([barrier.wait(), await again]).toEqual([1, 0]);
      await closeSubjects();
    }
    expectNoticed(stalls);
  });

  test('one that runs the action dies, and nobody waits: who comes next learns of it', async () => {
    const { barrier, subject } = crowd(mortal(at(actingSpec(1))), 0);
    const dies = subject.thread(() => undefined);
    const lost = dies.run(({ lock, flags }) => {
      Reflect.set(globalThis, 'act', () => {
        Atomics.store(flags, 1, 1);
        while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      });
      return lock.waitAsync();
    });
    await until('the action runs', () => Atomics.load(subject.flags, 1) === 1);
    await dies.terminate();
    await expect(lost).rejects.toThrow('ended');
    expect(() => barrier.wait()).toThrow(/broken/);
    barrier.reset();
    expect(barrier.wait()).toBe(0);
  });

  test.each(WAYS)('each of two that wait in one thread is one that is missed (%s), and one that has gone on is not', async (way) => {
    const { barrier, threads, subject } = crowd(mortal(at(barrierSpec(3))), 1);
    const dies = subject.thread(() => undefined);
    const round = dies.run(({ lock }) => Promise.all([lock.waitAsync(), lock.waitAsync()]));
    await waiting(barrier, 2);
    expect([barrier.wait(), await round]).toEqual([2, [0, 1]]);
    // Both have gone on: its end is nobody's concern.
    const both = dies.run(({ lock }) => Promise.all([lock.waitAsync(), lock.waitAsync({ timeout: 60_000 })]));
    await waiting(barrier, 2);
    expect([barrier.wait(), await both]).toEqual([2, [0, 1]]);
    const stays = come(threads, [way]);
    await waiting(barrier, 1);
    await dies.terminate();
    expect(() => new Barrier(2).wait({ timeout: 300 })).toThrow(/300 ms/);
    expect([await pending(Promise.race(stays)), barrier.broken]).toEqual([true, false]);
    const task = barrier.waitAsync();
    expect(barrier.wait()).toBe(2);
    expect([...(await Promise.all(stays)), await task]).toEqual([0, 1]);
  });
});

test.each(['process.exit()', 'an error that nobody catches', 'having nothing else to do'])('who awaits ends by %s: it is broken', async (how) => {
  const { lock: barrier, record } = new Subject<Barrier>(mortal(barrierSpec(3)));
  const task = outcome(barrier.waitAsync());
  const dying = bunch(1, DIES, { handle: record.handle, how });
  await expect(dying.join()).rejects.toThrow(/uncaught|ended with code/);
  expect([await task, barrier.broken]).toEqual([BROKEN, true]);
});

test('many die, one after the other: each time it breaks, and their places in the words are used again', async () => {
  const { barrier, subject } = crowd(mortal(barrierSpec(3)), 0);
  for (let death = 0; death < NOTED_THREADS + 2; death++) {
    const dies = subject.thread(() => undefined);
    const lost = come([dies], ['async'])[0];
    const task = outcome(barrier.waitAsync());
    await waiting(barrier, 2);
    await dies.terminate();
    await expect(lost).rejects.toThrow('ended');
    expect(await task).toBe(BROKEN);
    barrier.reset();
  }
}, 60_000);

test(`${NOTED_THREADS} threads come and end while nobody waits: who comes then is missed when it dies`, async () => {
  const { barrier, subject } = crowd(mortal(barrierSpec(3)), 0);
  const gone = Array.from({ length: NOTED_THREADS }, () => subject.thread(() => undefined));
  for (const thread of gone) await thread.run(({ lock }) => lock.arrive());
  await Promise.all(gone.map((thread) => thread.terminate()));
  while (barrier.waiting > 0) barrier.arrive();
  const task = outcome(barrier.waitAsync());
  const dies = subject.thread(() => undefined);
  const lost = come([dies], ['sync'])[0];
  await waiting(barrier, 2);
  // It finds a place of one that is gone once it has learned of that, in its slices.
  await until('it is noted', () => places(subject.words).includes(dies.threadId + 1));
  await dies.terminate();
  await expect(lost).rejects.toThrow('ended');
  expect(await task).toBe(BROKEN);
}, 60_000);

test('a thread is noted once, by however many objects it waits, as each message brings one', async () => {
  const { barrier, threads, subject } = crowd({ ...barrierSpec(2), byteOffset: 0 }, 1);
  for (let message = 0; message < NOTED_THREADS + 8; message++) {
    const met = threads[0]!.run(async ({ load }, module, handle) => {
      const { Barrier } = (await load(module)) as { Barrier: typeof import('@sync/barrier').Barrier };
      return Barrier.from(handle).wait();
    }, subject.record.how.module, subject.record.handle as ReturnType<Barrier['share']>);
    expect([await barrier.waitAsync(), await met].sort()).toEqual([0, 1]);
  }
  expect(places(subject.words).filter((thread) => thread !== 0)).toHaveLength(2);
});

test('a thread is noted once, though the objects that it waited by are collected', async () => {
  const buffer = new SharedArrayBuffer(Barrier.byteLength);
  new Barrier(1, { buffer }).wait();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let object = 0; object < 5; object++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    Barrier.at(buffer).wait();
  }
  expect(places(new Int32Array(buffer)).filter((thread) => thread !== 0)).toHaveLength(1);
});

test('who finds no place looks for one each time it comes, too', async () => {
  const { subject } = crowd(mortal(barrierSpec(1)), 0);
  const gone = Array.from({ length: NOTED_THREADS }, () => subject.thread(() => undefined));
  await Promise.all(gone.map((thread) => thread.run(({ lock }) => lock.arrive())));
  await Promise.all(gone.map((thread) => thread.terminate()));
  const late = subject.thread(() => undefined);
  await late.run(async ({ lock, words }, id) => {
    // It comes alone, and never waits.
    while (!words.includes(id, 16)) {
      lock.arrive();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, late.threadId + 1);
}, 60_000);

test(`more than ${NOTED_THREADS} threads meet; the death of one of the first is noticed, that of another is not`, async () => {
  const count = NOTED_THREADS + 4;
  const subject = new Subject<Barrier>(mortal(barrierSpec(count + 1)));
  const { lock: barrier } = subject;
  const threads: Remote<Barrier>[] = Array.from({ length: count }, () => subject.thread(() => undefined));
  let waits = come(threads.slice(0, NOTED_THREADS), ['sync', 'async']);
  await waiting(barrier, NOTED_THREADS);
  waits.push(...come(threads.slice(NOTED_THREADS), ['sync', 'async']));
  await waiting(barrier, count);
  // This thread has no place either.
  expect(barrier.wait()).toBe(count);
  expect((await Promise.all(waits)).map(Number).sort((a, b) => a - b)).toEqual(threads.map((_, at) => at));
  waits = come(threads, ['async', 'sync']);
  await waiting(barrier, count);
  await threads.at(-1)?.terminate();
  expect(() => new Barrier(2).wait({ timeout: 300 })).toThrow(/300 ms/);
  expect(barrier.broken).toBe(false);
  await threads[0]?.terminate();
  const ends = await Promise.allSettled(waits);
  expect(ends.filter((end) => end.status === 'rejected')).toHaveLength(2);
  expect(ends.filter((end) => end.status === 'fulfilled' && end.value === BROKEN)).toHaveLength(count - 2);
}, 60_000);
