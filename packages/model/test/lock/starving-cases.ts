import { mutexState } from '@sync/testing';
import { DEATH, NO_SLICES, SLICES, isAsync } from '../../../model-testing/src/index.ts';
import { Ground } from './ground.ts';
import { UP_TO_3, together, type LockCase } from './together.ts';
import {
  acquires,
  acquiresTimed,
  acquiresTwice,
  awaits,
  awaitsAborted,
  awaitsTimed,
  awaitsTwice,
  tries,
  type Way,
} from './ways-to-wait.ts';

/** Newcomers leave a reserved word alone for so long. */
const NAP = 5;

/** Longer than the patience of one that waits. */
const IMPATIENCE = 2;

/** Two threads, and a third that makes them impatient: the virtual clock moves with time-outs alone. */
function inTime(name: string, starves: Way, comesAndGoes: Way, options: LockCase['options']): LockCase {
  return {
    name,
    options,
    awaits: isAsync(starves) || isAsync(comesAndGoes),
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      const threads = [() => starves(ground), () => comesAndGoes(ground), () => ground.passTime(IMPATIENCE)];
      if (options.kills === undefined) return ground.scenario(...threads);
      const { mayDie, ...rest } = ground.mortal(...threads);
      // Only once the word is reserved: a wake-up that is lost before that takes a slice.
      return { ...rest, mayDie: (thread) => thread === 0 && mutexState(ground.words).reserved && mayDie?.(thread) === true };
    },
  };
}

/** Somebody starves: the word is reserved for those who have slept (T6, T7, and T8 to end it). */
export const STARVING: readonly LockCase[] = [
  inTime('a starving one that blocks', acquires, acquiresTwice, NO_SLICES),
  inTime('a starving one that blocks leaves', acquiresTimed, acquiresTwice, NO_SLICES),
  inTime('a starving one that awaits', awaits, acquiresTwice, NO_SLICES),
  inTime('a starving one that awaits leaves', awaitsTimed, acquiresTwice, NO_SLICES),
  inTime('a starving one that awaits is aborted', awaitsAborted, acquiresTwice, NO_SLICES),
  inTime('one starves that blocks, by one that awaits', acquires, awaitsTwice, UP_TO_3),
  inTime('one starves that awaits, by one that awaits', awaits, awaitsTwice, UP_TO_3),
  together('Lock', 'a slice makes one that blocks starve', [acquires, acquiresTimed, tries], { ...SLICES, preemptions: 3 }),
  together('Lock', 'a slice makes one that awaits starve', [awaits, acquires, tries], { ...SLICES, preemptions: 2 }),
  together('Lock', 'a starving one dies', [acquires, acquiresTwice], { ...DEATH, timeouts: 1 }),
];

/**
 * Overtakes the one that starves, so that it reserves the word, and comes again as a
 * newcomer. Throws if it then does not nap, or naps for longer than it should.
 */
const comesThrice: Way = (ground) => {
  const done = acquires(ground);
  ground.lock.acquire();
  const again = ground.section();
  const { reserved } = mutexState(ground.words);
  const { total } = ground;
  ground.lock.release();
  const start = performance.now();
  ground.lock.acquire();
  const waited = performance.now() - start;
  const overtook = reserved && ground.total === total;
  if (overtook && waited < NAP) throw new Error('it overtook one that starves');
  if (waited > NAP) throw new Error(`it waited ${waited} ms`);
  const more = ground.section();
  ground.lock.release();
  return done + again + more;
};

const NAPPING = { ...UP_TO_3, timeouts: 1 } as const;

/** Somebody starves until the word is reserved; then comes a newcomer. */
export const RESERVED: readonly LockCase[] = [
  inTime('a newcomer leaves a reserved word to one that starves and blocks', acquires, comesThrice, NAPPING),
  inTime('a newcomer leaves a reserved word to one that starves and awaits', awaits, comesThrice, NAPPING),
  inTime('a newcomer leaves a reserved word to one that has died for a nap only', acquires, comesThrice, { ...NAPPING, kills: 1 }),
];
