/**
 * Fails when: a wait ends before the word is so, or not although it is, or earlier than
 * its time; a word that was so and is otherwise now is missed; one that leaves takes
 * others along; each async waiter costs a platform waiter.
 */
import { waitUntil, waitUntilAsync, type WatchedWord } from '@sync/atomics/internal';
import { expectAtOnce, expectTimeout, pending, timed, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

const watched = (words: Int32Array, index = 0): WatchedWord => ({ subject: { label: 'Latch(jobs)' }, words, index });
const isOne = (word: number): boolean => word === 1;

/** As one that notifies all. */
const put = (words: Int32Array, value: number, index = 0): void => {
  Atomics.store(words, index, value);
  Atomics.notify(words, index);
};

describe('waitUntil and waitUntilAsync', () => {
  test('a word that is so is not waited for, whatever the time limit', async () => {
    const words = sharedWords();
    words[0] = 1;
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }]) {
      expect(waitUntil(watched(words), isOne, options)).toBe(true);
      expect(await waitUntilAsync(watched(words), isOne, options)).toBe(true);
    }
  });

  test.each([0, 1, 20, 49.9, 120])('are over after %d ms, not before, though others are woken', async (timeout) => {
    const words = sharedWords();
    const sync = await timed(() => waitUntil(watched(words), isOne, { timeout }));
    const wake = setInterval(() => Atomics.notify(words, 0), 1);
    const async = await timed(() => waitUntilAsync(watched(words), isOne, { timeout }));
    clearInterval(wake);
    expect([sync.value, async.value]).toEqual([false, false]);
    expectTimeout(sync.ms, timeout);
    expectTimeout(async.ms, timeout);
  });

  test('bad options are refused first, by the name of the subject and of the call', async () => {
    const words = sharedWords();
    words[0] = 1;
    expect(() => waitUntil(watched(words), isOne, { timeout: -1 })).toThrow(/Latch\(jobs\).*wait\(.*-1/);
    expect(() => waitUntil(watched(words), isOne, 5 as never)).toThrow(TypeError);
    await expect(waitUntilAsync(watched(words), isOne, { timeout: NaN })).rejects.toThrow(/Latch\(jobs\).*waitAsync\(.*NaN/);
  });

  test('each waits for something of its own, in one thread and in several', async () => {
    const words = sharedWords();
    const all = await threads(2);
    const far = all.map((thread, at) =>
      thread.run(
        ({ internal }, words, least) =>
          internal.waitUntil({ subject: { label: 'far' }, words, index: 0 }, (word) => word >= least),
        words,
        at + 1,
      ),
    );
    const near = [1, 2, 3].map((least) => waitUntilAsync(watched(words), (word) => word >= least));
    put(words, 1);
    expect([await far[0], await near[0]]).toEqual([true, true]);
    expect(await pending(Promise.race([near[1], near[2]]))).toBe(true);
    put(words, 2);
    expect([await far[1], await near[1]]).toEqual([true, true]);
    expect(await pending(near[2]!)).toBe(true);
    put(words, 3);
    expect(await near[2]).toBe(true);
  });

  test('one that goes by a generation is released by what it has missed', async () => {
    const words = sharedWords();
    const [thread] = await threads(1);
    const asleep = thread!.run(({ internal }, words) => {
      const first = Atomics.load(words, 0);
      Atomics.store(words, 1, 1);
      return internal.waitUntil({ subject: { label: 'far' }, words, index: 0 }, (word) => word !== first);
    }, words);
    await until('it looks', () => Atomics.load(words, 1) === 1);
    const wait = waitUntilAsync(watched(words), (word) => word !== 0);
    put(words, 1);
    put(words, 2);
    expect(await Promise.all([asleep, wait])).toEqual([true, true]);
  });

  test('an aborted wait rejects with the reason, and the others go on', async () => {
    const words = sharedWords();
    const reason = new Error('enough');
    await expect(waitUntilAsync(watched(words), isOne, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const abort = new AbortController();
    const aborted = waitUntilAsync(watched(words), isOne, { signal: abort.signal });
    const stays = waitUntilAsync(watched(words), isOne);
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect(await pending(stays)).toBe(true);
    put(words, 1);
    expect(await stays).toBe(true);
  });

  test('a time limit of 0 looks once and wins over a signal that is aborted', async () => {
    const words = sharedWords();
    const options = { timeout: 0, signal: AbortSignal.abort() };
    expect(await waitUntilAsync(watched(words), isOne, options)).toBe(false);
    put(words, 1);
    expect(await waitUntilAsync(watched(words), isOne, options)).toBe(true);
  });

  test('one whose time is up while its thread is busy looks once more', async () => {
    const words = sharedWords();
    const busy = (ms: number): void => {
      Atomics.wait(sharedWords(), 0, 0, ms);
    };
    const wait = waitUntilAsync(watched(words), isOne, { timeout: 5 });
    busy(10);
    // Nobody notifies: neither its timer nor a wake-up has been seen by now.
    Atomics.store(words, 0, 1);
    expect(await wait).toBe(true);
  });

  test('10,000 tasks of one thread cost one waiter of the platform, and go on at one wake-up', async () => {
    const words = sharedWords();
    const platform = vi.spyOn(Atomics, 'waitAsync');
    const waits = Array.from({ length: 10_000 }, () => waitUntilAsync(watched(words), isOne));
    expect(platform.mock.calls.filter(([view]) => view.buffer === words.buffer)).toHaveLength(1);
    const { value, ms } = await timed(() => {
      put(words, 1);
      return Promise.all(waits);
    });
    expect(value.every((released) => released)).toBe(true);
    expectAtOnce(ms);
  });
});
