import type { Remote, Subject } from './subject.ts';
import { until } from './until.ts';

/** The word of `subject.flags` that counts who waits. */
const WAITING = 0;

/** Other threads that count in `subject.flags[0]` how many sleep or await in them. */
export async function counting<L>(subject: Subject<L>, count: number): Promise<Remote<L>[]> {
  const threads = Array.from({ length: count }, () => subject.thread(countWaiters));
  const enter = ({ flags }: { flags: Int32Array }): void => {
    Reflect.set(globalThis, 'flags', flags);
  };
  await Promise.all(threads.map((thread) => thread.run(enter)));
  return threads;
}

/** Polls until so many sleep or await, of the threads that count. */
export function waiting({ flags }: Subject<unknown>, count: number): Promise<void> {
  return until(`${count} wait`, () => Atomics.load(flags, WAITING) === count);
}

/**
 * In a thread, before it imports anything: counts in `flags[0]`, once {@link counting} has
 * put them there, how many sleep or await.
 */
function countWaiters(): void {
  const { wait, waitAsync } = Atomics;
  const count = (by: number): void => {
    const flags = Reflect.get(globalThis, 'flags') as Int32Array | undefined;
    if (flags !== undefined) Atomics.add(flags, 0, by);
  };
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    count(1);
    const outcome = wait(...args);
    count(-1);
    return outcome;
  }) as typeof wait;
  Atomics.waitAsync = ((...args: Parameters<typeof waitAsync>) => {
    const outcome = waitAsync(...args);
    if (outcome.async) {
      count(1);
      void outcome.value.then(() => {
        count(-1);
      });
    }
    return outcome;
  }) as typeof waitAsync;
}
