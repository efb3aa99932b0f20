import { Event } from '@sync/event';
import { moduleUrl } from '@sync/testing';
import type { Remote, SubjectSpec , Subject} from '@sync/testing';

/** The slot that counts changes: odd while it is set. */
export const CHANGES = 1;

/** How a test reaches an event; the words of a waiter look like those of nobody. */
export const eventSpec: SubjectSpec = {
  how: { module: moduleUrl(import.meta.url, '@sync/event'), export: 'Event' },
  byteLength: Event.byteLength,
  byteOffset: 'own',
  make: (options) => new Event(options),
  // Whatever the count is, a waiter that left has left nothing in the words.
  atRest: () => undefined,
};

/** Both kinds of memory. */
export const PLACES: readonly { readonly name: string; readonly spec: SubjectSpec }[] = [
  { name: 'Event', spec: eventSpec },
  { name: 'Event in a buffer', spec: { ...eventSpec, byteOffset: 4 * 37 } },
];

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
export async function counting(subject: Subject<Event>, count: number): Promise<Remote<Event>[]> {
  const threads = Array.from({ length: count }, () => subject.thread(countWaiters));
  const enter = ({ flags }: { flags: Int32Array }): void => {
    Reflect.set(globalThis, 'flags', flags);
  };
  await Promise.all(threads.map((thread) => thread.run(enter)));
  return threads;
}
