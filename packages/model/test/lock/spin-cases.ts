import type { SpinLock } from '@sync/lock';
import { KILLED, type CheckOptions } from '@sync/model';
import { mutexState } from '@sync/testing';
import { DEATH, NO_SLICES, QUIET } from '../../../model-testing/src/index.ts';
import { FIRST_ID, isGone } from '../is-gone.ts';
import { Ground } from './ground.ts';
import { UP_TO_2, together, type LockCase } from './together.ts';
import { BRIEF, acquires, acquiresTwice, holds, runs, tries, type Way } from './ways-to-wait.ts';

type SpinWay = Way<Ground<SpinLock>>;

/** What a waiter sleeps at a time, in milliseconds. */
const NAP = 1;

/** Sleeps, reserves it, sleeps once more, and leaves. */
const acquiresBriefly: SpinWay = (ground) => (ground.lock.acquire({ timeout: 1.5 * NAP }) ? leave(ground) : 0);

const WAYS = { acquires, acquiresBriefly, tries, runs, holds } as const;

/** One nap ends while others go on. */
const ONE_NAP: CheckOptions = { ...NO_SLICES, timeouts: 1 };

/** All ways to wait, two at a time. */
export const SPIN_PAIRS: readonly LockCase[] = Object.entries(WAYS).flatMap(([first, way], at, all) =>
  all.slice(at).map(([second, other]) => together('SpinLock', `spin: ${first} and ${second}`, [way, other], NO_SLICES)),
);

/** Its guard outlives the hold, and ends neither the next one of its thread nor another's. */
const keepsGuard: SpinWay = (ground) => {
  const stale = ground.lock.hold();
  ground.lock.release();
  const held = ground.lock.hold();
  stale.release();
  if (stale.held || !held.held) throw new Error('a guard ended a hold that is not its own');
  const done = ground.section();
  held.release();
  stale.release();
  return done;
};

/** Its guard outlives the hold, and ends nobody's. */
const forgetsGuard: SpinWay = (ground) => {
  const stale = ground.lock.hold();
  const done = ground.section();
  ground.lock.release();
  stale.release();
  return done;
};

/** A guard of one hold during the next, which was waited for. */
const keepsGuardTimed: SpinWay = (ground) => {
  const stale = ground.lock.hold();
  ground.lock.release();
  if (!ground.lock.acquire({ timeout: BRIEF })) return 0;
  stale.release();
  if (!ground.lock.owned) throw new Error('a guard ended a hold that is not its own');
  const done = ground.section();
  ground.lock.release();
  return done;
};

/** Who holds it waits for itself in vain, and says so. */
const triesItself: SpinWay = (ground) => {
  ground.lock.acquire();
  if (ground.lock.tryAcquire() || ground.lock.acquire({ timeout: NAP })) throw new Error('it entered again');
  if (refusal(() => ground.lock.acquire()) !== 'SYNC_DEADLOCK') throw new Error('it would wait for itself');
  const done = ground.section();
  ground.lock.release();
  return done;
};

/** What a call is refused with; none: it is not. */
function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
}

/** One after the other, and among three. */
export const SPIN_AMONG: readonly LockCase[] = [
  together('SpinLock', 'spin: twice, both', [acquiresTwice, acquiresTwice], NO_SLICES),
  together('SpinLock', 'spin: a guard that outlives its hold, and another', [keepsGuard, keepsGuard], ONE_NAP),
  together('SpinLock', 'spin: a guard that outlives its hold, and one that takes it', [keepsGuard, acquires], NO_SLICES),
  together('SpinLock', 'spin: a guard that is forgotten, and another', [forgetsGuard, forgetsGuard], ONE_NAP),
  together('SpinLock', 'spin: a guard during the next hold, which was waited for', [keepsGuardTimed, acquires], NO_SLICES),
  together('SpinLock', 'spin: one that waits for itself, and another', [triesItself, acquires], ONE_NAP),
  together('SpinLock', 'spin: three', [acquires, acquires, acquires], UP_TO_2),
  together('SpinLock', 'spin: one whose time is up leaves another', [acquires, acquires, acquiresBriefly], UP_TO_2),
  together('SpinLock', 'spin: one tries where two wait', [acquires, acquiresBriefly, tries], UP_TO_2),
  together('SpinLock', 'spin: a waiter dies beside one that waits', [acquiresTwice, acquires], { ...DEATH, timeouts: 1 }),
  {
    name: 'spin: a thread that may not block takes it or throws, and leaves nothing behind',
    options: NO_SLICES,
    awaits: false,
    setup: ({ SpinLock }) => {
      const ground = new Ground(SpinLock);
      const asks = (): number => {
        const refused = refusal(() => ground.lock.acquire({ timeout: BRIEF }));
        if (refused !== undefined) {
          if (refused !== 'SYNC_BLOCKING_NOT_ALLOWED') throw new Error(refused);
          return 0;
        }
        const done = ground.section();
        ground.lock.release();
        return done;
      };
      return ground.scenario({ run: asks, canBlock: false }, () => acquires(ground));
    },
  },
];

/**
 * Holds it until one that has slept reserves it, and comes again as a newcomer. Throws if it
 * then does not nap, or naps twice for one that is dead.
 */
const comesAgain: SpinWay = (ground) => {
  ground.lock.acquire();
  ground.passTime(2 * NAP);
  const done = ground.section();
  const { reserved } = mutexState(ground.words);
  const { total } = ground;
  const dead = isGone(FIRST_ID + 1);
  ground.lock.release();
  const start = performance.now();
  ground.lock.acquire();
  const waited = performance.now() - start;
  if (reserved && ground.total === total && waited < NAP) throw new Error('it overtook one that has slept');
  if (dead && waited > NAP) throw new Error(`it waited ${waited} ms for one that is dead`);
  const more = ground.section();
  ground.lock.release();
  return done + more;
};

/** Holds it until all others sleep, again and again: whoever has waited so long has reserved it. */
const holdsForLong: SpinWay = (ground) => {
  ground.lock.acquire();
  ground.passTime(BRIEF);
  if (ground.total === 0 && !mutexState(ground.words).reserved) throw new Error('one that has slept has not reserved it');
  return leave(ground);
};

const NAPS: CheckOptions = { ...NO_SLICES, timeouts: 3 };

/** Somebody has slept, and comes before newcomers, unless it has gone. */
export const SPIN_RESERVED: readonly LockCase[] = [
  together('SpinLock', 'spin: one that has slept reserves it', [holdsForLong, acquires], QUIET),
  together('SpinLock', 'spin: a newcomer leaves a reserved word to one that has slept', [comesAgain, acquires], NAPS),
  together('SpinLock', 'spin: a newcomer waits for one that has died for a nap only', [comesAgain, acquires], { ...DEATH, timeouts: 3 }),
];

/** Takes it, or takes it over from one that is dead. */
const recovers: SpinWay = (ground) => {
  const refused = refusal(() => ground.lock.acquire());
  if (refused !== undefined && refused !== 'SYNC_ABANDONED_LOCK') throw new Error(refused);
  if (refused !== undefined && !ground.lock.recover()) throw new Error('there is no time limit');
  return leave(ground);
};

/** The same, without waiting. */
const recoversAtOnce: SpinWay = (ground) => {
  let taken = isGone(FIRST_ID) && mutexState(ground.words).owner === FIRST_ID;
  if (taken && refusal(() => ground.lock.tryAcquire()) === undefined) throw new Error('it does not see that its owner is dead');
  if (refusal(() => (taken = ground.lock.tryAcquire())) !== undefined) taken = ground.lock.recover({ timeout: 0 });
  return taken ? leave(ground) : 0;
};

/** Takes it over silently. */
const inherits: SpinWay = (ground) => acquires(ground);

/** Lives longer than others wait before they look whether it is dead. */
const holdsLong: SpinWay = (ground) => {
  ground.lock.acquire();
  ground.passTime(LONG_HOLD);
  return leave(ground);
};

/** A slice, and a nap. */
const LONG_HOLD = 52;

function leave(ground: Ground<SpinLock>): number {
  const done = ground.section();
  ground.lock.release();
  return done;
}

/** The first may die at any step, the others take it over: from it alone, and when it is dead. */
function orphaned(name: string, ways: readonly SpinWay[], options: CheckOptions, policy: 'throw' | 'recover' = 'throw'): LockCase {
  return {
    name,
    options,
    awaits: false,
    setup: ({ SpinLock }) => {
      const ground = new Ground(
        class extends SpinLock {
          constructor(place: { buffer: SharedArrayBuffer }) {
            super({ ...place, onAbandoned: policy });
          }
        },
      );
      return {
        threads: ways.map((way) => () => way(ground)),
        mayDie: (thread) => thread === 0,
        final: (results) => {
          const counts = results.filter((count): count is number => count !== KILLED);
          const done = counts.reduce((sum, count) => sum + count, 0);
          const killed = results[0] === KILLED;
          if (ground.total < done || ground.total > done + Number(killed)) throw new Error(`${done} sections, ${ground.total} counted`);
          // The others had come and gone before.
          const { atRest, owner } = mutexState(ground.words);
          if (!atRest && !(killed && owner === FIRST_ID)) throw new Error(`the word is not at rest: ${ground.words[1]}`);
        },
      };
    },
  };
}

/** Its owner dies. */
export const SPIN_ORPHANED: readonly LockCase[] = [
  orphaned('spin: an owner dies, and one that waits recovers it', [holdsLong, recovers], DEATH),
  orphaned('spin: an owner dies with a guard, and one that waits recovers it', [holds, recovers], DEATH),
  orphaned('spin: an owner dies, and one that tries recovers it', [acquires, recoversAtOnce], DEATH),
  orphaned('spin: an owner dies, and one of two that wait recovers it first', [acquires, recovers, recovers], { ...DEATH, preemptions: 2 }),
  orphaned('spin: an owner dies, and one that waits inherits it', [holdsLong, inherits], DEATH, 'recover'),
  orphaned('spin: an owner dies, and two that wait inherit it', [acquires, inherits, inherits], { ...DEATH, preemptions: 2 }, 'recover'),
];
