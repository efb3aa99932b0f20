import type { Attached, JavaScriptContender, Need } from '../lock-shapes.ts';
import type { ConditionShape } from '../waiting-shapes.ts';
import { packageVersion } from './package-version.ts';

interface Guard {
  dispose(): void;
}

interface ForeignMutex {
  blockingLock(): Guard;
  lock(): Promise<Guard>;
}

interface ForeignSemaphore {
  blockingAcquire(): Guard;
  acquire(): Promise<Guard>;
}

interface ForeignRWLock {
  blockingRead(): Guard;
  blockingWrite(): Guard;
}

interface ForeignCondition {
  blockingWait(guard: Guard): void;
  wait(guard: Guard): Promise<void>;
  notifyOne(): void;
  notifyAll(): void;
}

interface ForeignBarrier {
  blockingWait(): unknown;
  wait(): Promise<unknown>;
}

interface Module {
  readonly Mutex: new (data: undefined, words: SharedArrayBuffer) => ForeignMutex;
  readonly Semaphore: new (permits: number, words: SharedArrayBuffer) => ForeignSemaphore;
  readonly RwLock: new (data: undefined, words: SharedArrayBuffer) => ForeignRWLock;
  readonly Condvar: new (words: SharedArrayBuffer) => ForeignCondition;
  readonly Barrier: new (parties: undefined, words: SharedArrayBuffer) => ForeignBarrier;
}

const NAME = 'multithreading';

/** One of its primitives, attached to shared words as its own handles do it. `made` gives the words that a new one has. */
function contenderOf(
  made: (need: Need) => readonly number[],
  shape: (module: Module, words: SharedArrayBuffer) => Attached,
): JavaScriptContender {
  return {
    version: () => packageVersion(NAME),
    create: async (need) => {
      await import(NAME);
      const words = made(need);
      const shared = new SharedArrayBuffer(words.length * 4);
      new Int32Array(shared).set(words);
      return shared;
    },
    attach: async (shared) => shape((await import(NAME)) as Module, shared as SharedArrayBuffer),
  };
}

/** Its mutex. */
export const multithreading: JavaScriptContender = contenderOf(() => [0], ({ Mutex }, words) => {
  const mutex = new Mutex(undefined, words);
  let guard: Guard | undefined;
  const release = (): void => guard?.dispose();
  return {
    blocking: { acquire: () => (guard = mutex.blockingLock()), release },
    awaited: { acquireAsync: async () => (guard = await mutex.lock()), release },
  };
});

/** Its semaphore: permits and waiters. A permit is given back by who took it. */
export const multithreadingSemaphore: JavaScriptContender = contenderOf(({ count }) => [count, 0], ({ Semaphore }, words) => {
  const semaphore = new Semaphore(0, words);
  let guard: Guard | undefined;
  const release = (): void => guard?.dispose();
  return {
    blocking: { acquire: () => (guard = semaphore.blockingAcquire()), release },
    awaited: { acquireAsync: async () => (guard = await semaphore.acquire()), release },
  };
});

/** Its lock for readers and writers. */
export const multithreadingRWLock: JavaScriptContender = contenderOf(() => [0], ({ RwLock }, words) => {
  const lock = new RwLock(undefined, words);
  let guard: Guard | undefined;
  const release = (): void => guard?.dispose();
  return {
    readWrite: {
      reader: { acquire: () => (guard = lock.blockingRead()), release },
      writer: { acquire: () => (guard = lock.blockingWrite()), release },
    },
  };
});

/** Its condition and its mutex, in one buffer each. */
export const multithreadingCondition: JavaScriptContender = {
  version: () => packageVersion(NAME),
  create: async () => {
    await import(NAME);
    return [new SharedArrayBuffer(4), new SharedArrayBuffer(4)];
  },
  attach: async (shared) => {
    const { Condvar, Mutex } = (await import(NAME)) as Module;
    const [first, second] = shared as readonly [SharedArrayBuffer, SharedArrayBuffer];
    return { condition: new Condition(new Mutex(undefined, first), new Condvar(second)) };
  },
};

/** Its condition wants the guard of the mutex. */
class Condition implements ConditionShape {
  readonly #mutex: ForeignMutex;
  readonly #condition: ForeignCondition;
  #guard: Guard | undefined;

  constructor(mutex: ForeignMutex, condition: ForeignCondition) {
    this.#mutex = mutex;
    this.#condition = condition;
  }

  acquire(): void {
    this.#guard = this.#mutex.blockingLock();
  }

  async acquireAsync(): Promise<void> {
    this.#guard = await this.#mutex.lock();
  }

  release(): void {
    this.#guard?.dispose();
  }

  wait(): void {
    if (this.#guard) this.#condition.blockingWait(this.#guard);
  }

  async waitAsync(): Promise<void> {
    if (this.#guard) await this.#condition.wait(this.#guard);
  }

  notify(): void {
    this.#condition.notifyOne();
  }

  notifyAll(): void {
    this.#condition.notifyAll();
  }
}

/** Its barrier: a lock, the parties, those still to come, the generation. */
export const multithreadingBarrier: JavaScriptContender = contenderOf(
  ({ threads }) => [0, threads, threads, 0],
  ({ Barrier }, words) => {
    const barrier = new Barrier(undefined, words);
    return { barrier: { wait: () => barrier.blockingWait(), waitAsync: () => barrier.wait() } };
  },
);
