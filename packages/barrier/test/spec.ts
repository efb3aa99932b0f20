import { Barrier } from '@sync/barrier';
import { Subject, moduleUrl, until } from '@sync/testing';
import type { Here, Remote, SubjectSpec } from '@sync/testing';
import { expect } from 'vitest';

/** Slots of a barrier's words. */
export const STATE = 1;
export const PARTIES = 2;
export const PRESENT = 16;
/** So many threads are noted while they wait. */
export const NOTED_THREADS = 32;

/** Nobody waits. */
function atRest(words: Int32Array): void {
  const tasks = [...words.subarray(PRESENT)].filter((_, at) => at % 2 === 1).map((here) => here & 0xffff);
  expect(tasks.every((count) => count === 0), 'nobody waits').toBe(true);
}

/** How a test reaches a barrier for so many. */
export function barrierSpec(parties: number, options: { readonly timeout?: number } = {}): SubjectSpec {
  return {
    how: { module: moduleUrl(import.meta.url, '@sync/barrier'), export: 'Barrier' },
    byteLength: Barrier.byteLength,
    byteOffset: 'own',
    make: (place) => new Barrier(parties, { ...place, ...options }),
    atRest,
  };
}

/** The same with an action: in each thread the function that the test leaves at `globalThis.act`. */
export function actingSpec(parties: number): SubjectSpec {
  return {
    ...barrierSpec(parties),
    how: { module: new URL('workers/acting.mjs', import.meta.url).href, export: 'Acting' },
    make: (place) => new Barrier(parties, { ...place, action: act }),
  };
}

/** One whose threads the test ends: what they have left in the words is forgotten later. */
export function mortal(spec: SubjectSpec): SubjectSpec {
  return { ...spec, atRest: () => undefined };
}

/** The action in this thread. */
export function act(): unknown {
  return (Reflect.get(globalThis, 'act') as (() => unknown) | undefined)?.();
}

/** Both kinds of memory. */
export const PLACES: readonly { readonly name: string; readonly at: (spec: SubjectSpec) => SubjectSpec }[] = [
  { name: 'Barrier', at: (spec) => spec },
  { name: 'Barrier in a buffer', at: (spec) => ({ ...spec, byteOffset: 4 * 37 }) },
];

/** In another thread: the index, or the error's name. */
export const COMES = {
  sync: ({ lock }: Here<Barrier>, options?: { timeout?: number }): number | string => {
    try {
      return lock.wait(options);
    } catch (error) {
      return (error as Error).name;
    }
  },
  async: ({ lock }: Here<Barrier>, options?: { timeout?: number }): Promise<number | string> =>
    lock.waitAsync(options).catch((error: unknown) => (error as Error).name),
} as const;

/** The two kinds of calls. */
export const WAYS = ['sync', 'async'] as const;
export type WayName = (typeof WAYS)[number];
/** Who waits, and whom he meets. */
export const PAIRS = WAYS.flatMap((first) => WAYS.map((second) => ({ first, second })));

/** The names of what a test expects. */
export const BROKEN = 'BrokenBarrierError';

/** Threads that come, each in its way; the ways are dealt out in turn. */
export function come(threads: readonly Remote<Barrier>[], ways: readonly WayName[], options?: { timeout?: number }): Promise<number | string>[] {
  return threads.map((thread, at) => thread.run(COMES[ways[at % ways.length] ?? 'sync'], options));
}

/** What came of a promise in this thread: its value, or the error's name. */
export function outcome<T>(promise: Promise<T>): Promise<T | string> {
  return promise.catch((error: unknown) => (error as Error).name);
}

/** Polls until so many have come. */
export function waiting(barrier: Barrier, count: number): Promise<void> {
  return until(`${count} wait`, () => barrier.waiting === count);
}

/** What sorting makes of the indices of so many. */
export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A subject for so many, and as many other threads. */
export function crowd(spec: SubjectSpec, threads: number): { barrier: Barrier; subject: Subject<Barrier>; threads: Remote<Barrier>[] } {
  const subject = new Subject<Barrier>(spec);
  return { barrier: subject.lock, subject, threads: subject.threads(threads) };
}
