/**
 * The words of a mutex, as the transitions of its source name them; what a lock promises
 * is tested with @sync/lock. Fails when: a waiter leaves no mark, or a mark is left behind;
 * nothing is reserved for one who starves, or a newcomer takes what is; a hold is not
 * recorded, counted or numbered; a release wakes nobody.
 */
import { Futex, threadId } from '@sync/atomics';
import { Mutex, attach, create, hold, holdAsync, type Kind } from '@sync/atomics/internal';
import { mutexState, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endThreads, threads, type Thread } from './thread.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

const WAITERS = 1;
const RESERVED = 2;
const RECORDED = 8;
const STATE = 1;
const HOLD = 2;
const DEPTH = 3;
const NEXT = 5;

const PLACES = [
  ['memory of the caller', (): SharedArrayBuffer => new SharedArrayBuffer(64)],
  ['the arena', (): undefined => undefined],
] as const;

const me = threadId() << 4;

/** In a thread: the mutex of some memory. */
const enter = ({ internal, kept }: any, words: Int32Array): void => {
  const kind = { name: 'Lock', module: '@sync/lock', words: 8 };
  kept.mutex = new internal.Mutex('Lock', internal.attach(kind, words.buffer, words.byteOffset), false);
};

async function inThreads(count: number, mutex: Mutex): Promise<Thread[]> {
  const all = await threads(count);
  await Promise.all(all.map((thread) => thread.run(enter, mutex.words)));
  return all;
}

const state = (mutex: Mutex): number => Atomics.load(mutex.words, STATE);

/** I4: nothing is left but the numbers of holds, the ordering id, and which class it is. */
function expectAtRest({ words }: Mutex): void {
  expect([words[STATE], words[DEPTH], words[4]]).toEqual([0, 0, 0]);
}

describe.each(PLACES)('a mutex in %s', (_, memory) => {
  const make = (reentrant = false): Mutex => new Mutex('Lock', create(KIND, { buffer: memory() }), reentrant);

  test('T1, T2: a plain hold is the owner’s id and nothing else', () => {
    const mutex = make();
    expectAtRest(mutex);
    for (const take of [() => mutex.acquire(), () => mutex.acquire({ timeout: 5 }), () => mutex.tryAcquire()]) {
      expect(take()).toBe(true);
      expect(state(mutex)).toBe(me);
      mutex.release();
      expectAtRest(mutex);
    }
    expect([mutex.words[HOLD], mutex.words[NEXT]], 'no hold had a number').toEqual([0, 0]);
  });

  test('T9: a level more is recorded in DEPTH, and leaves nothing', () => {
    const mutex = make(true);
    mutex.acquire();
    mutex.acquire();
    mutex.tryAcquire();
    expect([state(mutex), mutex.words[DEPTH], mutex.depth]).toEqual([me | RECORDED, 2, 3]);
    mutex.release();
    mutex.release();
    expect([state(mutex), mutex.words[DEPTH], mutex.depth]).toEqual([me | RECORDED, 0, 1]);
    mutex.release();
    expectAtRest(mutex);
  });

  test('an async hold is recorded, and marked as async in DEPTH', async () => {
    const mutex = make(true);
    await mutex.acquireAsync();
    expect([state(mutex), mutex.words[DEPTH], mutex.depth]).toEqual([me | RECORDED, 2 ** 30, 1]);
    expect(mutex.tryAcquire(), 'it is not entered again').toBe(false);
    mutex.release();
    expectAtRest(mutex);
    const guard = await holdAsync(mutex);
    guard.release();
    expectAtRest(mutex);
  });

  test('T3, T4, T5: a waiter marks the word, a release wakes it, and it takes the word with the mark', async () => {
    const mutex = make();
    const [one] = await inThreads(1, mutex);
    mutex.acquire();
    const taken = one!.run(({ kept }) => kept.mutex.acquire());
    await until('it has announced itself', () => (state(mutex) & WAITERS) !== 0);
    expect(state(mutex) >>> 4).toBe(threadId());
    mutex.release();
    expect(await taken).toBe(true);
    // I2: it cannot know that it was the last.
    expect(state(mutex)).toBe((one!.worker.threadId + 1) * 16 + WAITERS);
    await one!.run(({ kept }) => kept.mutex.release());
    expectAtRest(mutex);
  });

  test('T2, T4: a release wakes one if the word is marked, and makes no call where nobody waits', () => {
    const mutex = make();
    const notify = vi.spyOn(Atomics, 'notify');
    mutex.acquire();
    mutex.release();
    hold(mutex).release();
    expect(notify).not.toHaveBeenCalled();
    for (const take of [
      () => {
        mutex.acquire();
        return mutex;
      },
      () => hold(mutex),
    ]) {
      const held = take();
      Atomics.or(mutex.words, STATE, WAITERS);
      held.release();
      expect(notify.mock.calls).toEqual([[mutex.words, STATE, 1]]);
      notify.mockClear();
    }
    expectAtRest(mutex);
  });

  test('T6: one that has waited more than a millisecond reserves the word, and takes it so', async () => {
    const mutex = make();
    const [one] = await inThreads(1, mutex);
    mutex.acquire();
    const taken = one!.run(({ kept }) => kept.mutex.acquire());
    await until('it is reserved', () => (state(mutex) & RESERVED) !== 0);
    expect(state(mutex)).toBe(me | RESERVED | WAITERS);
    expect(mutexState(mutex.words)).toMatchObject({ waiters: true, reserved: true });
    mutex.release();
    expect(await taken).toBe(true);
    expect(state(mutex) & RESERVED).toBe(0);
    await one!.run(({ kept }) => kept.mutex.release());
    expectAtRest(mutex);
  });

  test('T6 by one that awaits: the same, and its hold is recorded', async () => {
    const mutex = make();
    const [holder] = await inThreads(1, mutex);
    await holder!.run(({ kept }) => kept.mutex.acquire());
    const taken = mutex.acquireAsync();
    await until('it is reserved', () => (state(mutex) & RESERVED) !== 0);
    await holder!.run(({ kept }) => kept.mutex.release());
    expect(await taken).toBe(true);
    expect(state(mutex)).toBe(me | WAITERS | RECORDED);
    mutex.release();
    expectAtRest(mutex);
  });

  test('T7: a newcomer leaves a reserved word alone at first, and is not locked out by one that has died', async () => {
    const mutex = make();
    // As the reservation of a thread that was ended.
    Atomics.store(mutex.words, STATE, RESERVED);
    const start = performance.now();
    expect(mutex.acquire({ timeout: 5000 })).toBe(true);
    const ms = performance.now() - start;
    expect(ms, 'it napped').toBeGreaterThan(3);
    expect(state(mutex)).toBe(me | WAITERS);
    mutex.release();
    expectAtRest(mutex);
    Atomics.store(mutex.words, STATE, RESERVED);
    expect(await mutex.acquireAsync({ timeout: 5000 })).toBe(true);
    mutex.release();
    expectAtRest(mutex);
  });

  test('tryAcquire takes a reserved word, and the reservation stays', () => {
    const mutex = make();
    Atomics.store(mutex.words, STATE, RESERVED);
    expect([mutex.tryAcquire(), state(mutex)]).toEqual([true, me | RESERVED]);
    mutex.release();
    expect(state(mutex)).toBe(RESERVED);
  });

  test.each(['a time limit', 'an abort', 'a time limit while it blocks'])('T8: one that leaves by %s takes its reservation with it, and keeps the mark', async (how) => {
    const mutex = make();
    const [holder, other] = await inThreads(2, mutex);
    await holder!.run(({ kept }) => kept.mutex.acquire());
    const abort = new AbortController();
    const left = {
      'a time limit': () => mutex.acquireAsync({ timeout: 150 }),
      'an abort': () => mutex.acquireAsync({ signal: abort.signal }).catch(() => false),
      'a time limit while it blocks': () => other!.run(({ kept }) => kept.mutex.acquire({ timeout: 150 })),
    }[how]!();
    await until('it is reserved', () => (state(mutex) & RESERVED) !== 0);
    abort.abort();
    expect(await left).toBe(false);
    expect(state(mutex)).toBe((holder!.worker.threadId + 1) * 16 + WAITERS);
    await holder!.run(({ kept }) => kept.mutex.release());
    expectAtRest(mutex);
  });

  test('I1: sleepers sleep on the word itself, and a release wakes one of them', async () => {
    const mutex = make();
    const all = await inThreads(3, mutex);
    mutex.acquire();
    const taken = all.map((thread) =>
      thread.run(({ kept }) => {
        kept.mutex.acquire();
        kept.mutex.release();
      }),
    );
    await until('somebody waits', () => (state(mutex) & WAITERS) !== 0);
    mutex.release();
    await Promise.all(taken);
    await until('the last has left', () => state(mutex) === 0);
    expectAtRest(mutex);
    expect(Futex.notify(mutex.words, STATE)).toBe(0);
  });

  test('its text tells it free, held, how deep, and waited for', async () => {
    const mutex = new Mutex('RLock', create(KIND, { buffer: memory(), name: 'jobs' }), true);
    const [one] = await inThreads(1, mutex);
    const texts = [String(mutex)];
    mutex.acquire();
    texts.push(String(mutex));
    mutex.acquire();
    texts.push(String(mutex));
    const taken = one!.run(({ kept }) => kept.mutex.acquire());
    await until('somebody waits', () => (state(mutex) & WAITERS) !== 0);
    texts.push(String(mutex));
    mutex.release();
    mutex.release();
    await taken;
    expect(texts).toEqual([
      'RLock(jobs)[free]',
      'RLock(jobs)[held by MainThread]',
      'RLock(jobs)[held by MainThread, depth 2]',
      'RLock(jobs)[held by MainThread, depth 2, others waiting]',
    ]);
  });
});

test('two objects over the same words in one thread are one mutex, with one line of waiters', async () => {
  const buffer = new SharedArrayBuffer(32);
  const one = new Mutex('Lock', create(KIND, { buffer }), false);
  const two = new Mutex('Lock', attach(KIND, buffer), false);
  one.acquire();
  expect([two.owned, two.tryAcquire()]).toEqual([true, false]);
  const order: number[] = [];
  const waits = [one, two, one, two].map(async (mutex, index) => {
    await mutex.acquireAsync();
    order.push(index);
    mutex.release();
  });
  two.release();
  await Promise.all(waits);
  expect(order).toEqual([0, 1, 2, 3]);
  expectAtRest(one);
});
