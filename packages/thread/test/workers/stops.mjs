// Threads that are asked to stop: while they wait for something, before, or while they compute.
import { AtomicInt32, Futex } from '@sync/atomics';
import { holdAll } from '@sync/lock';
import { currentThread, mainThread, sleep, sleepAsync } from '@sync/thread';

/** In `board`: 1 while the thread sleeps in a call that blocks. */
const ASLEEP = 0;
/** How many of its waits have ended. */
const ENDED = 1;
/** 1: what a predicate waits for has come. */
const CAME = 2;

const acquires = (lock) => ({
  waits: (limits) => lock.acquire(limits),
  leaves: () => lock.release(),
});

/** By kind: how a thread waits, what it has to do after a wait that ended in vain, and how it leaves. */
const WAYS = {
  Lock: acquires,
  RLock: acquires,
  'RWLock, to read': ({ reader }) => acquires(reader),
  'RWLock, to write': ({ writer }) => acquires(writer),
  'RWLock, to write while it is read': ({ writer }) => acquires(writer),
  SpinLock: acquires,
  'Lock.run': (lock) => ({ waits: (limits) => lock.run(() => true, limits) }),
  'Lock.hold': (lock) => ({ waits: (limits) => (lock.hold(limits).release(), true) }),
  holdAll: (locks) => ({ waits: (limits) => (holdAll(locks, limits).release(), true) }),
  Semaphore: (permits) => ({ waits: (limits) => permits.acquire({ ...limits, count: 2 }) }),
  'Semaphore, robust': acquires,
  BoundedSemaphore: (permits) => ({ waits: (limits) => permits.acquire(limits) }),
  Event: (event) => ({ waits: (limits) => event.wait(limits) }),
  CountDownLatch: (latch) => ({ waits: (limits) => latch.wait(limits) }),
  Barrier: (barrier) => ({
    waits: (limits) => barrier.wait(limits) >= 0,
    again: () => {
      if (!barrier.broken) throw new Error('it is not broken');
      barrier.reset();
    },
  }),
  Condition: (condition) => ({
    begins: () => condition.acquire(),
    waits: (limits) => condition.wait(limits),
    again: () => checkOwned(condition),
    leaves: () => condition.release(),
  }),
  'Condition.waitFor': (condition, board) => ({
    begins: () => condition.acquire(),
    waits: (limits) => condition.waitFor(() => Atomics.load(board, CAME) === 1, limits),
    again: () => checkOwned(condition),
    leaves: () => condition.release(),
  }),
  Once: (once) => ({ waits: (limits) => !once.run(() => undefined, limits) }),
  'Futex.wait': (words) => ({ waits: (limits) => Futex.wait(words, 0, 0, limits) === 'ok' }),
  'AtomicInt32.wait': (int) => ({ waits: (limits) => AtomicInt32.from(int.share()).wait(0, limits) === 'ok' }),
  join: (thread) => ({ waits: (limits) => thread.join(limits) }),
  result: (thread) => ({ waits: (limits) => thread.result(limits) === 'its result' }),
  'join of the main thread': () => ({ waits: (limits = { timeout: 60_000 }) => mainThread().join(limits), inVain: true }),
  sleep: () => ({ waits: ({ timeout } = { timeout: 2 ** 40 }) => sleep(timeout), inVain: true }),
};

function checkOwned(condition) {
  if (!condition.owned) throw new Error('the lock is not held again');
}

/** What all threads read alike, in milliseconds. */
const now = () => performance.timeOrigin + performance.now();

/** Says in the board when the calling thread sleeps: then it is in a call that blocks. */
function noteSleep(board) {
  const { wait } = Atomics;
  Atomics.wait = (...args) => {
    Atomics.store(board, ASLEEP, 1);
    const outcome = wait(...args);
    Atomics.store(board, ASLEEP, 0);
    return outcome;
  };
}

/** Waits for ever, is stopped; waits for a time, is stopped; waits until it comes through. */
export function waitsThrice({ kind, gate, board }) {
  noteSleep(board);
  const { begins, waits, again, leaves, inVain = false } = WAYS[kind](gate, board);
  begins?.();
  const stops = [];
  for (const limits of [undefined, { timeout: 60_000 }]) {
    try {
      waits(limits);
      throw new Error('it was not stopped');
    } catch (error) {
      stops.push({ error, at: now() });
    }
    again?.();
    Atomics.store(board, ASLEEP, 0);
    Atomics.add(board, ENDED, 1);
  }
  const last = waits(inVain ? { timeout: 20 } : undefined);
  leaves?.();
  return { stops, last, isSame: stops[0].error === stops[1].error };
}

/** Until it is asked to stop, before it does anything that would wait: what does not wait goes on. */
export function goesOn({ lock, semaphore, event, latch, condition, once, other, board }) {
  while (!currentThread().stopRequested);
  const done = [
    lock.acquire(), lock.tryAcquire(), semaphore.acquire({ timeout: 0 }), semaphore.acquire({ timeout: 0 }), event.wait(), latch.wait({ timeout: 1 }),
    condition.acquire({ timeout: 1 }), once.run(() => undefined), other.join(), other.isAlive, sleep(0), Futex.wait(board, 0, 1),
  ];
  lock.release();
  condition.release();
  try {
    event.clear();
    event.wait({ timeout: 60_000 });
  } catch (error) {
    return [done, error, event.wait({ timeout: 1 })];
  }
  throw new Error('it was not stopped');
}

/** Computes until it is asked to stop. */
export function computes() {
  while (!currentThread().stopRequested);
  return true;
}

/** In all ways in which one can learn of a stop, what it is told; `board`: 1 once it has begun to wait. */
export async function learns(board) {
  const thread = currentThread();
  const { signal } = thread;
  const atOnce = signal.aborted;
  const told = new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener('abort', () => resolve(signal.reason));
  });
  const slept = sleepAsync(60_000).catch((error) => error);
  Atomics.store(board, 0, 1);
  const reasons = [await told, await slept, signal.reason, thread.signal.reason];
  reasons.push(await sleepAsync(1).catch((error) => error));
  try {
    sleep(60_000);
  } catch (error) {
    reasons.push(error);
  }
  return { reason: reasons[0], areSame: new Set(reasons).size === 1, atOnce, requested: thread.stopRequested, name: reasons[0]?.constructor?.name };
}

/** Sleeps until it is stopped, as often as it is told; says that it has begun. */
export function sleeps(board, times) {
  Atomics.store(board, CAME, 1);
  noteSleep(board);
  for (let stop = 0; stop < times; stop++) {
    try {
      sleep(2 ** 40);
    } catch {
      Atomics.store(board, ASLEEP, 0);
      Atomics.add(board, ENDED, 1);
    }
  }
}

/** What a thread gives that others join. */
export function waitsFor(event) {
  event.wait();
  return 'its result';
}

/** Sleeps, and does not catch what ends that. */
export function throwsIt() {
  sleep(60_000);
}

/** Stops another one when all are there. */
export function stopsAnother(thread, reason, board, count) {
  Atomics.add(board, 0, 1);
  while (Atomics.load(board, 0) < count);
  thread.stop(reason);
}

/** Takes what there is, until it is told that this is all; counts what it got, and how often it was stopped. */
export function takes({ kind, gate, board, at }) {
  const ways = WAYS[kind](gate, board);
  for (;;) {
    try {
      ways.begins?.();
      const got = ways.waits();
      if (Atomics.load(board, 0) === 1) return;
      if (got !== true) throw new Error('in vain, and without a limit');
      Atomics.add(board, at, 1);
    } catch (error) {
      if (error !== currentThread().signal.reason) throw error;
      Atomics.add(board, at + 1, 1);
    } finally {
      if (ways.begins) ways.leaves();
    }
  }
}
