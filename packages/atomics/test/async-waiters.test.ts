/**
 * Fails when: tasks whose word is another by now are not awaited there, or the wait for
 * the word that it was is taken for theirs, or more of the platform's waits are begun than
 * there are words; or a signal has more listeners than one, or keeps it when nobody waits.
 */
import { AsyncWaiters, Deadline, load, notify, watchAsync, type AsyncTask, type Awaited } from '@sync/atomics/internal';
import { pending, until } from '@sync/testing';
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sharedWords } from './thread.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const never = { deadline: Deadline.never, signal: undefined, unref: false };

/** Waits until the word of the day is 1. */
class Line implements Awaited {
  readonly words = sharedWords();
  index = 0;
  readonly inTurn = true;
  readonly passed: number[] = [];
  readonly list = new AsyncWaiters(this);

  claim(): boolean {
    return load(this.words, this.index) === 1;
  }

  announce(): number | undefined {
    const value = load(this.words, this.index);
    return value === 1 ? undefined : value;
  }

  passOn(): void {
    this.passed.push(this.index);
  }

  abandon(): void {
    return undefined;
  }

  wait(signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const task: AsyncTask = { limits: { ...never, signal }, settle: resolve, reject };
      this.list.add(task);
    });
  }
}

/** Waits for another word all the time: slices are those of all words, and platform waits are long. */
async function beside(test: () => Promise<void>): Promise<void> {
  const words = sharedWords();
  const abort = new AbortController();
  const two = [0, 1].map((index) =>
    watchAsync({ subject: { label: 'beside' }, words, index }, (word) => word === 1, { ...never, signal: abort.signal }).catch(() => false),
  );
  await test();
  abort.abort();
  await Promise.all(two);
}

describe('the word that tasks wait for changes', () => {
  const waitsOf = (line: Line): number[] => {
    const calls = vi.mocked(Atomics.waitAsync).mock.calls;
    return calls.filter(([view]) => (view as unknown) === line.words).map(([, index]) => index);
  };

  test('and the next look is for the new one, once', async () => {
    vi.spyOn(Atomics, 'waitAsync');
    await beside(async () => {
      const line = new Line();
      const waits = [line.wait(), line.wait()];
      expect(waitsOf(line)).toEqual([0]);
      line.index = 1;
      line.list.look();
      line.list.look();
      expect(waitsOf(line)).toEqual([0, 1]);
      Atomics.store(line.words, 1, 1);
      notify(line.words, 1, 1);
      expect(await Promise.all(waits)).toEqual([true, true]);
      notify(line.words, 0, 1);
      expect(await pending(Promise.all(waits))).toBe(false);
    });
  });

  test('and what comes of the wait for the old one is nothing to them', async () => {
    vi.spyOn(Atomics, 'waitAsync');
    await beside(async () => {
      const line = new Line();
      const wait = line.wait();
      line.index = 1;
      line.list.look();
      Atomics.store(line.words, 0, 1);
      expect(notify(line.words, 0, 1)).toBe(1);
      expect(await pending(wait)).toBe(true);
      expect(waitsOf(line), 'the wait for the new one goes on').toEqual([0, 1]);
      Atomics.store(line.words, 1, 1);
      expect(notify(line.words, 1, 1)).toBe(1);
      expect(await wait).toBe(true);
    });
  });

  test('by the wake-up itself, without a look in between', async () => {
    vi.spyOn(Atomics, 'waitAsync');
    const line = new Line();
    const wait = line.wait();
    line.index = 1;
    notify(line.words, 0, 1);
    await until('it waits for the new one', () => waitsOf(line).includes(1));
    Atomics.store(line.words, 1, 1);
    notify(line.words, 1, 1);
    expect(await wait).toBe(true);
  });

  test('and back, as often as one likes, and a wake-up of either is not lost', async () => {
    await beside(async () => {
      const line = new Line();
      const wait = line.wait();
      for (const index of [1, 0, 1, 0, 1]) {
        line.index = index;
        line.list.look();
      }
      Atomics.store(line.words, 1, 1);
      notify(line.words, 1, Infinity);
      expect(await wait).toBe(true);
    });
  });

  test('while nobody waits: who comes waits for the new one, and the wake-up of the old one is passed on no more', async () => {
    vi.spyOn(Atomics, 'waitAsync');
    await beside(async () => {
      const line = new Line();
      const abort = new AbortController();
      const left = line.wait(abort.signal);
      abort.abort();
      await expect(left).rejects.toBe(abort.signal.reason);
      line.index = 1;
      const wait = line.wait();
      expect(waitsOf(line)).toEqual([0, 1]);
      notify(line.words, 0, 1);
      expect(await pending(wait)).toBe(true);
      expect(line.passed).toEqual([]);
      Atomics.store(line.words, 1, 1);
      notify(line.words, 1, 1);
      expect(await wait).toBe(true);
    });
  });
});

test('a signal has one listener for all that wait with it, and none when nobody does', async () => {
  const { signal } = new AbortController();
  const watched = { subject: { label: 'Event' }, words: sharedWords(), index: 0 };
  for (let round = 0; round < 2; round++) {
    Atomics.store(watched.words, 0, 0);
    const waits = [1, 2, 3].map(() => watchAsync(watched, (word) => word === 1, { ...never, signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    Atomics.store(watched.words, 0, 1);
    notify(watched.words, 0, Infinity);
    expect(await Promise.all(waits)).toEqual([true, true, true]);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  }
});
