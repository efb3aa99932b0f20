/**
 * Holds that are given up for a while. Fails when: something of one is left in the words,
 * and others cannot come in; levels, mode or number are lost, so that a guard no longer
 * releases it, or that of another hold does; it is taken again while others have it.
 */
import { threadId } from '@sync/atomics';
import {
  Mutex,
  attach,
  create,
  hold,
  holdAsync,
  pauseHold,
  resumeHold,
  resumeHoldAsync,
  type Kind,
  type PausedHold,
} from '@sync/atomics/internal';
import { until } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

const [STATE, DEPTH] = [1, 3];
const [WAITERS, RECORDED, ASYNC_HOLD] = [1, 8, 2 ** 30];

const PLACES = [
  ['memory of the caller', (): SharedArrayBuffer => new SharedArrayBuffer(64)],
  ['the arena', (): undefined => undefined],
] as const;

const me = threadId() << 4;

const RESUMES: readonly (readonly [name: string, resume: (mutex: Mutex, held: PausedHold) => void | Promise<void>])[] = [
  ['blocking', resumeHold],
  ['awaited', (mutex, held) => resumeHoldAsync(mutex, held, false)],
];

/** Nobody has it, and others may come in. */
function expectAtRest({ words }: Mutex): void {
  expect([words[STATE], words[DEPTH]]).toEqual([0, 0]);
}

/** Holds of others, with and without numbers. */
async function othersUse(mutex: Mutex): Promise<void> {
  mutex.acquire();
  mutex.release();
  hold(mutex).release();
  (await holdAsync(mutex)).release();
}

describe.each(PLACES)('a mutex in %s', (_, memory) => {
  describe.each(RESUMES)('resumed, %s', (_, resume) => {
    const make = (reentrant = true): Mutex => new Mutex('Lock', create(KIND, { buffer: memory() }), reentrant);

    test.each([true, false])('a plain hold is one again (re-entrant: %s)', async (reentrant) => {
      const mutex = make(reentrant);
      mutex.acquire();
      const held = pauseHold(mutex);
      expect(held).toEqual({ number: undefined, depth: 0 });
      expectAtRest(mutex);
      await othersUse(mutex);
      await resume(mutex, held);
      expect([mutex.owned, mutex.words[DEPTH], mutex.tryAcquire()]).toEqual([true, 0, reentrant]);
      if (reentrant) mutex.release();
      mutex.release();
      expectAtRest(mutex);
    });

    test('all levels come back', async () => {
      const mutex = make();
      for (const levels of [2, 3, 20]) {
        for (let level = 0; level < levels; level++) mutex.acquire();
        const held = pauseHold(mutex);
        expectAtRest(mutex);
        await othersUse(mutex);
        await resume(mutex, held);
        expect(mutex.depth).toBe(levels);
        for (let level = 1; level < levels; level++) mutex.release();
        expect(mutex.owned).toBe(true);
        mutex.release();
        expectAtRest(mutex);
      }
    });

    test('its guards release it, those of other holds do not', async () => {
      const mutex = make();
      const stale = hold(mutex);
      mutex.release();
      const [outer, inner] = [hold(mutex), hold(mutex)];
      const held = pauseHold(mutex);
      expect([outer.held, inner.held]).toEqual([false, false]);
      const other = await holdAsync(mutex);
      other[Symbol.dispose]();
      await resume(mutex, held);
      expect([stale.held, outer.held, inner.held, other.held, mutex.depth]).toEqual([false, true, true, false, 2]);
      stale.release();
      other.release();
      expect(mutex.depth).toBe(2);
      inner.release();
      outer.release();
      expectAtRest(mutex);
    });

    test('a guard of a hold that came meanwhile, and was not released, does not end it', async () => {
      const mutex = make();
      mutex.acquire();
      const held = pauseHold(mutex);
      const meanwhile = hold(mutex);
      mutex.release();
      await resume(mutex, held);
      expect(meanwhile.held).toBe(false);
      meanwhile.release();
      expect(mutex.owned).toBe(true);
      mutex.release();
      expectAtRest(mutex);
    });

    test('an async hold is async again', async () => {
      const mutex = make();
      const guard = await holdAsync(mutex);
      const held = pauseHold(mutex);
      expect(held.depth).toBe(ASYNC_HOLD);
      expectAtRest(mutex);
      await othersUse(mutex);
      await resume(mutex, held);
      expect([guard.held, mutex.words[DEPTH], mutex.tryAcquire()]).toEqual([true, ASYNC_HOLD, false]);
      guard.release();
      expectAtRest(mutex);
    });

    test('can be paused again and again', async () => {
      const mutex = make();
      const guard = hold(mutex);
      mutex.acquire();
      for (let round = 0; round < 5; round++) {
        const held = pauseHold(mutex);
        await othersUse(mutex);
        await resume(mutex, held);
        expect([guard.held, mutex.depth]).toEqual([true, 2]);
      }
      mutex.release();
      guard.release();
      expectAtRest(mutex);
    });
  });

  test('a pause lets one in that waits, and a hold is resumed once that one has gone', async () => {
    const mutex = new Mutex('Lock', create(KIND, { buffer: memory() }), true);
    const [one] = await threads(1);
    await one!.run(({ internal, kept }, words) => {
      const kind = { name: 'Lock', module: '@sync/lock', words: 8 };
      kept.mutex = new internal.Mutex('Lock', internal.attach(kind, words.buffer as SharedArrayBuffer, words.byteOffset), true);
    }, mutex.words);
    for (const [, resume] of RESUMES) {
      const guard = hold(mutex);
      const flags = sharedWords();
      const section = one!.run(({ kept }, words, flags) => {
        kept.mutex.acquire();
        Atomics.store(flags, 0, 1);
        // Until the other has waited for a while to resume its hold, and has reserved the word.
        while ((Atomics.load(words, 1) & 2) === 0) Atomics.wait(flags, 1, 0, 1);
        kept.mutex.release();
        return true;
      }, mutex.words, flags);
      await until('it waits', () => (Atomics.load(mutex.words, STATE) & WAITERS) !== 0);
      const held = pauseHold(mutex);
      await until('it has it', () => Atomics.load(flags, 0) === 1);
      await resume(mutex, held);
      expect([guard.held, Atomics.load(mutex.words, STATE) & ~WAITERS]).toEqual([true, me | RECORDED]);
      guard.release();
      expect(await section).toBe(true);
      expectAtRest(mutex);
    }
  });
});

test('another object over the same words resumes it, too', () => {
  const buffer = new SharedArrayBuffer(32);
  const one = new Mutex('Lock', create(KIND, { buffer }), true);
  const two = new Mutex('Lock', attach(KIND, buffer), true);
  const guard = hold(one);
  const held = pauseHold(two);
  expectAtRest(one);
  resumeHold(two, held);
  guard.release();
  expectAtRest(two);
});
