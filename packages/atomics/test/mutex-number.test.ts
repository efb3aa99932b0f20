/**
 * The numbers of holds, T9. Fails when: two holds of a mutex have one number, also when
 * the numbers come round; a hold that is recorded has none; a guard of a hold that is over
 * ends another; a call that is for the holder says the wrong thing to somebody else.
 */
import { NotOwnerError, threadId } from '@sync/atomics';
import { Guard, Mutex, attach, create, hold, holdAsync, notHeld, type Kind } from '@sync/atomics/internal';
import { afterEach, describe, expect, test } from 'vitest';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

const KIND: Kind = { name: 'RLock', module: '@sync/lock', words: 8 };
const RECORDED = 8;
const STATE = 1;
const HOLD = 2;
const DEPTH = 3;
const NEXT = 5;

const me = threadId() << 4;

const PLACES = [
  ['memory of the caller', (): SharedArrayBuffer => new SharedArrayBuffer(32)],
  ['the arena', (): undefined => undefined],
] as const;

/** Where the numbers begin: at rest, and before they come round. */
const BEGINNINGS = [0, 2 ** 31 - 3, -3] as const;

/** All that give a hold its number, and what ends it. */
const HOLDS: readonly (readonly [how: string, take: (mutex: Mutex) => Promise<() => void>])[] = [
  ['hold()', async (mutex) => releaseOf(hold(mutex))],
  ['hold() with a time limit', async (mutex) => releaseOf(hold(mutex, { timeout: 5 }))],
  ['holdAsync()', async (mutex) => releaseOf(await holdAsync(mutex))],
  [
    'acquireAsync()',
    async (mutex) => {
      await mutex.acquireAsync();
      return () => {
        mutex.release();
      };
    },
  ],
  [
    'acquire(), a second level',
    async (mutex) => {
      mutex.acquire();
      mutex.acquire();
      mutex.release();
      return () => {
        mutex.release();
      };
    },
  ],
  [
    'acquire(), then asked for its number',
    async (mutex) => {
      mutex.acquire();
      mutex.number();
      return () => {
        mutex.release();
      };
    },
  ],
];

const releaseOf = (guard: Guard): (() => void) => () => {
  guard.release();
};

describe.each(PLACES)('a mutex in %s', (_, memory) => {
  const make = (begin = 0): Mutex => {
    const mutex = new Mutex('RLock', create(KIND, { buffer: memory(), name: 'jobs' }), true);
    mutex.words[NEXT] = begin;
    return mutex;
  };

  test.each(HOLDS)('%s: the hold is recorded, and has the next number', async (_, take) => {
    for (const begin of BEGINNINGS) {
      const mutex = make(begin);
      for (const number of [begin, begin + 1, begin + 2, (begin + 3) | 0]) {
        const release = await take(mutex);
        expect([mutex.words[STATE]! & ~1, mutex.words[HOLD], mutex.words[NEXT]]).toEqual([me | RECORDED, number, (number + 1) | 0]);
        expect([mutex.number(), mutex.isHeld(number), mutex.isHeld(number - 1), mutex.isHeld((number + 1) | 0)]).toEqual([number, true, false, false]);
        release();
        expect([mutex.words[STATE], mutex.words[DEPTH], mutex.isHeld(number)]).toEqual([0, 0, false]);
      }
    }
  });

  test('a plain hold has no number, and takes none', () => {
    const mutex = make(7);
    mutex.acquire();
    expect([mutex.isHeld(6), mutex.isHeld(7), mutex.isHeld(0)]).toEqual([false, false, false]);
    new Guard(mutex, 0).release();
    new Guard(mutex, 7).release();
    expect(mutex.owned).toBe(true);
    mutex.release();
    expect([mutex.words[HOLD], mutex.words[NEXT]]).toEqual([0, 7]);
  });

  test.each(BEGINNINGS)('guards of all holds that are over end none that comes later: from %d', async (begin) => {
    const mutex = make(begin);
    const stale: Guard[] = [];
    for (const [, take] of [...HOLDS, ...HOLDS]) {
      const release = await take(mutex);
      stale.push(new Guard(mutex, mutex.number()));
      release();
      // What comes later: recorded or not, with a level more or not, async or not.
      for (const [, takeNext] of [...HOLDS, ['acquire()', plain] as const]) {
        const releaseNext = await takeNext(mutex);
        for (const guard of stale) {
          expect(guard.held).toBe(false);
          guard.release();
        }
        expect(mutex.owned).toBe(true);
        releaseNext();
      }
    }
    expect(mutex.words[STATE]).toBe(0);
  });

  test('a level more, by whichever call, has the number of the hold', () => {
    const mutex = make(41);
    const outer = hold(mutex);
    const inner = hold(mutex);
    mutex.acquire();
    mutex.tryAcquire();
    expect([mutex.number(), mutex.depth, mutex.words[NEXT]]).toEqual([41, 4, 42]);
    outer.release();
    inner.release();
    expect([mutex.depth, mutex.isHeld(41)]).toEqual([2, true]);
    mutex.release();
    mutex.release();
    expect(mutex.locked).toBe(false);
  });

  test('a guard ends nothing of another thread’s hold, whatever its number', async () => {
    const mutex = make();
    const guard = hold(mutex);
    guard.release();
    const [thread] = await threads(1);
    const number = await thread!.run(
      ({ internal, kept }, { buffer, byteOffset }) => {
        const kind = { name: 'RLock', module: '@sync/lock', words: 8 };
        kept.mutex = new internal.Mutex('RLock', internal.attach(kind, buffer as SharedArrayBuffer, byteOffset), true);
        kept.guard = internal.hold(kept.mutex);
        return kept.mutex.number();
      },
      mutex.words,
    );
    expect(number).toBe(1);
    expect([guard.held, mutex.isHeld(number)]).toEqual([false, false]);
    guard.release();
    new Guard(mutex, number).release();
    expect(mutex.locked).toBe(true);
    expect(await thread!.run(({ kept }) => (kept.guard.release(), kept.mutex.locked))).toBe(false);
  });

  test('two objects over the same words know each other’s numbers', () => {
    const one = make();
    const { buffer, byteOffset } = one.words;
    const two = new Mutex('RLock', attach(KIND, buffer as SharedArrayBuffer, byteOffset), true);
    hold(one).release();
    const held = hold(one);
    expect([two.number(), two.isHeld(1)]).toEqual([1, true]);
    new Guard(two, 1).release();
    expect(held.held).toBe(false);
    expect(hold(two).held).toBe(true);
    expect(one.number()).toBe(2);
  });

  test('a call that is for the holder tells who holds it, or that nobody does', async () => {
    const mutex = make();
    const subject = { label: 'Condition(ready)' };
    const nobodys = notHeld(subject, 'notify', mutex, threadId());
    expect(nobodys).toBeInstanceOf(NotOwnerError);
    expect(nobodys).toMatchObject({ code: 'SYNC_NOT_OWNER', owner: 0 });
    expect(nobodys.message).toBe('Condition(ready): notify() by MainThread, but nobody holds RLock(jobs). Acquire it first.');
    const [thread] = await threads(1);
    const owner = await thread!.run(
      ({ internal, kept, threadId }, { buffer, byteOffset }) => {
        const kind = { name: 'RLock', module: '@sync/lock', words: 8 };
        kept.mutex = new internal.Mutex('RLock', internal.attach(kind, buffer as SharedArrayBuffer, byteOffset), true);
        kept.mutex.acquire();
        return threadId();
      },
      mutex.words,
    );
    const theirs = notHeld(subject, 'wait', mutex, threadId());
    expect(theirs.owner).toBe(owner);
    expect(theirs.message).toBe(`Condition(ready): wait() by MainThread, but Worker-${owner - 1} holds RLock(jobs). Acquire it first.`);
  });
});

async function plain(mutex: Mutex): Promise<() => void> {
  mutex.acquire();
  return () => {
    mutex.release();
  };
}
