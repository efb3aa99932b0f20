import { Guarded, SharedCell } from '@sync/shared';
import { moduleUrl, until } from '@sync/testing';
import type { Here, LockSpec, MakeOptions, Remote, Subject, SubjectSpec } from '@sync/testing';
import { GuardedLock } from './workers/guarded-lock.mjs';

const module = moduleUrl(import.meta.url, '@sync/shared');

/** Room for what the tests share. */
export const MAX = 200;

/** The words before the value's buffers, written down here a second time on purpose. */
const HEAD_BYTES = 64;
/** Slots: how the value is committed, and how long it may be. */
export const COMMIT = 8;
export const LIMIT = 9;

const options = ({ onAbandoned: _, ...where }: MakeOptions): object => where;

/** A cell with a number. */
export const cellSpec: SubjectSpec = {
  how: { module, export: 'SharedCell' },
  byteLength: HEAD_BYTES,
  byteOffset: 'own',
  make: (where) => new SharedCell({ initial: 0, maxBytes: MAX, ...options(where) }),
};

/** A guarded list. */
export const guardedSpec: SubjectSpec = {
  how: { module, export: 'Guarded' },
  byteLength: HEAD_BYTES,
  byteOffset: 'own',
  make: (where) => new Guarded<number[]>({ initial: [], maxBytes: MAX, ...options(where) }),
};

/** A guarded number as a lock. */
export const lockSpec: LockSpec = {
  how: { module: new URL('workers/guarded-lock.mjs', import.meta.url).href, export: 'GuardedLock' },
  byteLength: Guarded.byteLengthFor({ maxBytes: 16 }),
  byteOffset: 'own',
  make: (where) => new GuardedLock(options(where)),
  reentrant: false,
};

const inBuffer = { byteLength: SharedCell.byteLengthFor({ maxBytes: MAX }), byteOffset: 4 * 37 } as const;

/** Both kinds of memory. */
export const CELLS: readonly { readonly name: string; readonly spec: SubjectSpec }[] = [
  { name: 'SharedCell', spec: cellSpec },
  { name: 'SharedCell in a buffer', spec: { ...cellSpec, ...inBuffer } },
];
/** Both kinds of memory. */
export const GUARDEDS: readonly { readonly name: string; readonly spec: SubjectSpec }[] = [
  { name: 'Guarded', spec: guardedSpec },
  { name: 'Guarded in a buffer', spec: { ...guardedSpec, ...inBuffer } },
];

/** The test's own words: whether a thread has it, and whether it is to go on. */
const HAS = 1;
const GOES_ON = 2;

/** In another thread: changes the value, and has the lock until the test says so. */
const HOLDS = {
  cell: ({ lock, flags }: Here<SharedCell<number>>): number =>
    lock.update((value) => {
      Atomics.store(flags, 1, 1);
      while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      return value + 100;
    }),
  guarded: ({ lock, flags }: Here<Guarded<number[]>>): number =>
    lock.run((list) => {
      list.push(100);
      Atomics.store(flags, 1, 1);
      while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      return list.length;
    }),
} as const;

/** Another thread that has the lock now, until it is let go on. */
export async function holder<L>(
  subject: Subject<L>,
  what: keyof typeof HOLDS,
): Promise<{ thread: Remote<L>; outcome: Promise<number>; goOn(): void }> {
  const { flags } = subject;
  Atomics.store(flags, HAS, 0);
  Atomics.store(flags, GOES_ON, 0);
  const thread = subject.thread();
  const outcome: Promise<number> = thread.run(HOLDS[what] as never);
  outcome.catch(() => undefined);
  await until('it has the lock', () => Atomics.load(flags, HAS) === 1);
  return {
    thread,
    outcome,
    goOn: () => {
      Atomics.store(flags, GOES_ON, 1);
      Atomics.notify(flags, GOES_ON);
    },
  };
}
