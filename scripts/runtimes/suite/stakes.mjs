// What a thread can die over: how it is made, how the one that is to die takes it, and how one
// that waits for it learns of the death, blocked or, where it can be, awaiting. `learns` is what
// comes of it.
import { Barrier } from '@sync/barrier';
import { Condition } from '@sync/condition';
import { Lock, RLock, RWLock, SpinLock } from '@sync/lock';
import { Once } from '@sync/once';
import { Semaphore } from '@sync/semaphore';

const never = () => new Promise(() => undefined);
const nothing = () => undefined;
const nameOf = (error) => error.name;

function blocking(wait) {
  try {
    return wait();
  } catch (error) {
    return nameOf(error);
  }
}

/** What can be taken over from a dead owner: who waits is told, and does it. */
function recoverable(make, lockOf = (made) => made) {
  return {
    make,
    take: (made) => lockOf(made).acquire(),
    sync: (made) => {
      const lock = lockOf(made);
      const told = blocking(() => lock.acquire());
      const taken = lock.recover();
      lock.release();
      return `${told}, recovered: ${taken}`;
    },
    async: async (made) => {
      const lock = lockOf(made);
      const told = await lock.acquireAsync().catch(nameOf);
      const taken = await lock.recoverAsync();
      lock.release();
      return `${told}, recovered: ${taken}`;
    },
    learns: 'AbandonedLockError, recovered: true',
  };
}

/** By name. */
export const STAKES = {
  lock: recoverable(() => new Lock()),
  'lock, recovered silently': {
    make: () => new Lock({ onAbandoned: 'recover' }),
    take: (lock) => lock.acquire(),
    sync: (lock) => lock.acquire(),
    async: (lock) => lock.acquireAsync(),
    learns: true,
  },
  'r-lock': recoverable(() => new RLock()),
  "condition's lock": recoverable(() => new Condition()),
  'spin lock': { ...recoverable(() => new SpinLock()), async: undefined },
  'writing side of an rw-lock': recoverable(() => new RWLock(), ({ writer }) => writer),
  'reading side of an rw-lock': {
    make: () => new RWLock(),
    take: ({ reader }) => reader.acquire(),
    sync: ({ writer }) => writer.acquire(),
    async: ({ writer }) => writer.acquireAsync(),
    learns: true,
  },
  'robust semaphore': {
    make: () => new Semaphore(1, { robust: true }),
    take: (semaphore) => semaphore.acquire(),
    sync: (semaphore) => semaphore.acquire(),
    async: (semaphore) => semaphore.acquireAsync(),
    learns: true,
  },
  barrier: {
    make: () => new Barrier(3),
    take: (barrier) => void barrier.waitAsync({ unref: true }),
    sync: (barrier) => blocking(() => barrier.wait()),
    async: (barrier) => barrier.waitAsync().catch(nameOf),
    learns: 'BrokenBarrierError',
  },
  once: {
    make: () => new Once(),
    take: (once) => void once.runAsync(never),
    sync: (once) => once.run(nothing),
    async: (once) => once.runAsync(nothing),
    learns: true,
  },
};
