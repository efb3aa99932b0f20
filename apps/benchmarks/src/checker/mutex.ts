import type { Scenario } from '@sync/model';

/** What there is to find: a checker that finds anything else has not done the work. */
export interface Extent {
  readonly states: number;
  readonly transitions: number;
  /** Schedules from start to end. */
  readonly interleavings: bigint;
}

/** By the number of threads. States and transitions: interchangeable threads are not told apart. */
export const EXTENTS: ReadonlyMap<number, Extent> = new Map([
  [3, { states: 964, transitions: 1447, interleavings: 19_722n }],
  [4, { states: 67_411, transitions: 115_722, interleavings: 695_547_216n }],
]);

/** A setup: the textbook's futex mutex (Drepper, "Futexes Are Tricky"), taken and given back once by each thread. */
export function mutexOf(threads: number): () => Scenario {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(16));
    const lock = (): void => {
      let state = Atomics.compareExchange(words, 0, 0, 1);
      if (state === 0) return;
      if (state !== 2) state = Atomics.exchange(words, 0, 2);
      while (state !== 0) {
        Atomics.wait(words, 0, 2);
        state = Atomics.exchange(words, 0, 2);
      }
    };
    const unlock = (): void => {
      if (Atomics.exchange(words, 0, 0) === 2) Atomics.notify(words, 0, 1);
    };
    const body = (): void => {
      lock();
      unlock();
    };
    return { threads: Array.from({ length: threads }, () => body) };
  };
}
