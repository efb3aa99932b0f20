// What a thread can die over: how it is made, how the one that is to die takes it, and how one
// that waits for it learns of the death, blocked or awaiting. `learns` is what comes of it.
import { Barrier } from '@sync/barrier';
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

/** By name. */
export const STAKES = {
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
