import { CountDownLatch } from '@sync/latch';
import { moduleUrl, until } from '@sync/testing';
import type { Remote, Subject, SubjectSpec } from '@sync/testing';

/** The slot that counts openings, on which waiters sleep. */
export const BELL = 1;

/** What the latches of a test begin with. */
export interface LatchSpec {
  readonly name: string;
  spec(count: number): SubjectSpec;
}

function spec(count: number, byteOffset: number | 'own'): SubjectSpec {
  return {
    how: { module: moduleUrl(import.meta.url, '@sync/latch'), export: 'CountDownLatch' },
    byteLength: CountDownLatch.byteLength,
    byteOffset,
    make: (options) => new CountDownLatch(count, options),
    // Whatever the count is, a waiter that left has left nothing in the words.
    atRest: () => undefined,
  };
}

/** Both kinds of memory. */
export const PLACES: readonly LatchSpec[] = [
  { name: 'CountDownLatch', spec: (count) => spec(count, 'own') },
  { name: 'CountDownLatch in a buffer', spec: (count) => spec(count, 8 * 19) },
];

/** In memory of its own. */
export const latchSpec = (count: number): SubjectSpec => spec(count, 'own');

/** Polls until so many sleep or await, of the threads that count. */
export function waiting({ flags }: Subject<CountDownLatch>, count: number): Promise<void> {
  return until(`${count} wait`, () => Atomics.load(flags, 0) === count);
}

/**
 * In a thread, before it imports anything: counts in `flags[0]`, once a test has put them
 * there, how many sleep or await.
 */
export function countWaiters(): void {
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

/** Other threads that count in `subject.flags[0]` who waits in them. */
export async function counting(subject: Subject<CountDownLatch>, count: number): Promise<Remote<CountDownLatch>[]> {
  const threads = Array.from({ length: count }, () => subject.thread(countWaiters));
  const enter = ({ flags }: { flags: Int32Array }): void => {
    Reflect.set(globalThis, 'flags', flags);
  };
  await Promise.all(threads.map((thread) => thread.run(enter)));
  return threads;
}
