import { Once } from '@sync/once';
import { moduleUrl, until } from '@sync/testing';
import type { Here, Remote, Subject, SubjectSpec } from '@sync/testing';
import { expect } from 'vitest';

/** The slot that says whether it is done, or who is doing it. */
export const STATE = 1;
const OPEN = 0;
const DONE = 1;

/** How a test reaches one; the words of a waiter look like those of nobody. */
export const onceSpec: SubjectSpec = {
  how: { module: moduleUrl(import.meta.url, '@sync/once'), export: 'Once' },
  byteLength: Once.byteLength,
  byteOffset: 'own',
  make: (options) => new Once(options),
  atRest: (words) => {
    expect([OPEN, DONE], 'nobody is doing it').toContain(words[STATE]);
  },
};

/** Both kinds of memory. */
export const PLACES: readonly { readonly name: string; readonly spec: SubjectSpec }[] = [
  { name: 'Once', spec: onceSpec },
  { name: 'Once in a buffer', spec: { ...onceSpec, byteOffset: 4 * 37 } },
];

/** The test's own words, after the one that counts who waits: how often it was done, whether the runner has begun, how it is to end. */
export const RUNS = 1;
export const BEGUN = 2;
export const END = 3;
/** Values of {@link END}. */
export const WELL = 1;
export const BADLY = 2;

/** In another thread: does it until the test says how it ends. */
export const HOLDS = {
  sync: ({ lock, flags }: Here<Once>): boolean =>
    lock.run(() => {
      Atomics.store(flags, 2, 1);
      while (Atomics.load(flags, 3) === 0) Atomics.wait(flags, 3, 0, 1000);
      if (Atomics.load(flags, 3) === 2) throw new Error('it failed');
      flags[8] = 42;
    }),
  async: ({ lock, flags }: Here<Once>): Promise<boolean> =>
    lock.runAsync(async () => {
      Atomics.store(flags, 2, 1);
      while (Atomics.load(flags, 3) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (Atomics.load(flags, 3) === 2) throw new Error('it failed');
      flags[8] = 42;
    }),
} as const;

/** In another thread: does it, if nobody has, and counts that; tells what its runner had written. */
export const COMES = {
  sync: ({ lock, flags }: Here<Once>): readonly [boolean, number | undefined] => [lock.run(() => Atomics.add(flags, 1, 1)), flags[8]],
  async: async ({ lock, flags }: Here<Once>): Promise<readonly [boolean, number | undefined]> => [
    await lock.runAsync(() => Atomics.add(flags, 1, 1)),
    flags[8],
  ],
} as const;

/** The two kinds of calls. */
export const WAYS = ['sync', 'async'] as const;
/** Whose call it is, and whose it meets. */
export const PAIRS = WAYS.flatMap((first) => WAYS.map((second) => ({ first, second })));

/** Another thread that is doing it now; `end` lets it. */
export async function runner(
  subject: Subject<Once>,
  way: (typeof WAYS)[number],
): Promise<{ thread: Remote<Once>; outcome: Promise<boolean>; end(how: number): void }> {
  const { flags } = subject;
  Atomics.store(flags, BEGUN, 0);
  Atomics.store(flags, END, 0);
  const thread = subject.thread();
  const outcome = thread.run(HOLDS[way]);
  await until('it has begun', () => Atomics.load(flags, BEGUN) === 1);
  return {
    thread,
    outcome,
    end: (how) => {
      Atomics.store(flags, END, how);
      Atomics.notify(flags, END);
    },
  };
}
