/**
 * Fails when: who waits does not look after what the dead have left in each slice, sync or
 * async, for one word or for several, or does not see what came of it; somebody looks
 * where nobody waits, or much more often than once in a slice.
 */
import { Deadline, waitUntil, waitUntilAsync, watch, watchAsync, type WatchedWord } from '@sync/atomics/internal';
import { FACTOR, pause, pending, timed, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

const SLICE = 50;
/** Slices that a test waits for. */
const SOME = 6;
const isOne = (word: number): boolean => word === 1;
const never = { deadline: Deadline.never, signal: undefined, unref: false };

/** A word that is tended: counts how often, and then does something. */
function tended(words: Int32Array, index = 0, then?: (times: number) => void): { watched: WatchedWord; times: () => number } {
  let times = 0;
  const tend = (): void => {
    times++;
    then?.(times);
  };
  return { watched: { subject: { label: 'Latch' }, words, index, tend }, times: () => times };
}

const put = (words: Int32Array, index: number): void => {
  Atomics.store(words, index, 1);
  Atomics.notify(words, index);
};

/** Once in each slice: fewer on a busy machine, never more, but for one that is cut short. */
function expectEachSlice(times: number, ms: number): void {
  expect(times).toBeGreaterThan(0);
  expect(times).toBeLessThanOrEqual(Math.ceil(ms / SLICE) + 1);
}

describe('what is watched is tended once in a slice', () => {
  test('by one that blocks', async () => {
    const { watched, times } = tended(sharedWords());
    const { value, ms } = await timed(() => waitUntil(watched, isOne, { timeout: SOME * SLICE }));
    expect(value).toBe(false);
    expectEachSlice(times(), ms);
  });

  test('by one that awaits, and no more when its time is up', async () => {
    const { watched, times } = tended(sharedWords());
    const { value, ms } = await timed(() => waitUntilAsync(watched, isOne, { timeout: SOME * SLICE }));
    expect(value).toBe(false);
    expectEachSlice(times(), ms);
    const before = times();
    await pause(3 * SLICE);
    expect(times()).toBe(before);
  });

  test('by many that await it, together', async () => {
    const words = sharedWords();
    const { watched, times } = tended(words);
    const waits = Array.from({ length: 100 }, () => watchAsync(watched, isOne, never));
    const start = performance.now();
    await until('some slices are over', () => times() >= 3);
    expectEachSlice(times(), performance.now() - start);
    put(words, 0);
    await Promise.all(waits);
  });

  test('each of several words, as long as it is awaited, and the last one when it is alone again', async () => {
    const words = sharedWords();
    const all = [0, 1, 2].map((index) => tended(words, index));
    const waits = all.map(({ watched }) => watchAsync(watched, isOne, never));
    const start = performance.now();
    await until('each was tended', () => all.every(({ times }) => times() >= 3));
    for (const { times } of all) expectEachSlice(times(), performance.now() - start);
    for (const index of [0, 1]) {
      put(words, index);
      expect(await waits[index]).toBe(true);
    }
    const before = all.map(({ times }) => times());
    const later = before[2]! + 5;
    await until('the last is still tended', () => all[2]!.times() >= later);
    expect(all.slice(0, 2).map(({ times }) => times())).toEqual(before.slice(0, 2));
    put(words, 2);
    expect(await waits[2]).toBe(true);
    const end = all[2]!.times();
    await pause(3 * SLICE);
    expect(all[2]!.times()).toBe(end);
  });

  test('by one that comes back to a wait that it left', async () => {
    const words = sharedWords();
    const { watched, times } = tended(words);
    const [abort, other] = [new AbortController(), tended(words, 1)];
    const beside = watchAsync(other.watched, isOne, never);
    const left = watchAsync(watched, isOne, { ...never, signal: abort.signal });
    await until('it was tended', () => times() > 0);
    abort.abort();
    await expect(left).rejects.toBe(abort.signal.reason);
    put(words, 1);
    await beside;
    const before = times();
    await pause(2 * SLICE);
    expect(times(), 'nobody waits').toBe(before);
    const back = watchAsync(watched, isOne, never);
    await until('it is tended again', () => times() > before + 2);
    put(words, 0);
    expect(await back).toBe(true);
  });

  test('also where the platform has no async waits', async () => {
    const prelude = (): void => {
      Reflect.deleteProperty(Atomics, 'waitAsync');
    };
    const [thread] = await threads(1, { prelude });
    const words = sharedWords();
    const [found, times] = await thread!.run(async ({ internal }, words) => {
      let times = 0;
      const watched = {
        subject: { label: 'far' },
        words,
        index: 0,
        tend: () => {
          if (++times === 3) Atomics.store(words, 0, 1);
        },
      };
      return [await internal.waitUntilAsync(watched, (word: number) => word === 1, { timeout: 10_000 }), times];
    }, words);
    expect([found, times]).toEqual([true, 3]);
  });
});

describe('what tending changes is seen at once', () => {
  test.each(['by one that blocks', 'by one that awaits', 'by one that awaits another word, too'])('%s', async (how) => {
    const words = sharedWords();
    // It notifies nobody.
    const { watched, times } = tended(words, 0, (times) => {
      if (times === 2) Atomics.store(words, 0, 1);
    });
    const beside = how.endsWith('too') ? watchAsync(tended(words, 1).watched, isOne, never) : undefined;
    const timeout = 10_000 * FACTOR;
    const { value, ms } = await timed(() =>
      how.endsWith('blocks') ? watch(watched, isOne, Deadline.after(timeout)) : watchAsync(watched, isOne, { ...never, deadline: Deadline.after(timeout) }),
    );
    expect([value, times()]).toEqual([true, 2]);
    expect(ms).toBeLessThan(timeout / 2);
    if (beside !== undefined) expect(await pending(beside)).toBe(true);
    put(words, 1);
    await beside;
  });
});

describe('nobody tends', () => {
  test('a word that is so, or that is looked at once', async () => {
    const words = sharedWords();
    const { watched, times } = tended(words);
    expect(waitUntil(watched, isOne, { timeout: 0 })).toBe(false);
    expect(await waitUntilAsync(watched, isOne, { timeout: 0 })).toBe(false);
    words[0] = 1;
    expect(waitUntil(watched, isOne)).toBe(true);
    expect(await waitUntilAsync(watched, isOne)).toBe(true);
    expect(watch(watched, isOne, Deadline.after(0))).toBe(true);
    expect(await watchAsync(watched, isOne, never)).toBe(true);
    await pause(2 * SLICE);
    expect(times()).toBe(0);
  });

  test('where a wake-up comes within the slice', async () => {
    const words = sharedWords();
    const { watched, times } = tended(words);
    const [thread] = await threads(1);
    const wake = (): Promise<void> =>
      thread!.run((_, words) => {
        Atomics.wait(words, 8, 0, 5);
        Atomics.store(words, 0, 1);
        Atomics.notify(words, 0);
      }, words);
    let quick = 0;
    for (let turn = 0; turn < 20; turn++) {
      words[0] = 0;
      const woken = wake();
      const before = times();
      const { ms } = await timed(() => (turn % 2 === 0 ? watch(watched, isOne, Deadline.never) : watchAsync(watched, isOne, never)));
      // On a busy machine it may come later.
      if (ms < SLICE) {
        expect(times()).toBe(before);
        quick++;
      }
      await woken;
    }
    expect(quick).toBeGreaterThan(0);
  });
});

test('a time limit that was over before is over after one look, and not late for what it tends', async () => {
  const { watched, times } = tended(sharedWords());
  const over = Deadline.after(0);
  expect(watch(watched, isOne, over)).toBe(false);
  expect(await watchAsync(watched, isOne, { ...never, deadline: over })).toBe(false);
  expect(times()).toBe(0);
});
