import type { RLock } from '@sync/lock';
import { DEATH, NO_SLICES } from '../../../model-testing/src/index.ts';
import type { Ground } from './ground.ts';
import { UP_TO_2, UP_TO_3, together, type LockCase } from './together.ts';
import { BRIEF, acquires, acquiresTimed, awaits, awaitsAborted, awaitsTimed, tries, type Way } from './ways-to-wait.ts';

/** Takes the lock in a way that only a re-entrant one has. */
type DeepWay = Way<Ground<RLock>>;

function expectDepth({ lock }: Ground<RLock>, depth: number): void {
  if (lock.depth !== depth) throw new Error(`the depth is ${lock.depth}, not ${depth}`);
}

/** Enters again by a call. */
const nests: DeepWay = (ground) => {
  const { lock } = ground;
  lock.acquire();
  lock.acquire();
  lock.release();
  expectDepth(ground, 1);
  const done = ground.section();
  lock.release();
  return done;
};

/** Enters again by calls that have a time limit, or none to wait for. */
const nestsTimed: DeepWay = (ground) => {
  const { lock } = ground;
  if (!lock.acquire({ timeout: BRIEF })) return 0;
  if (!lock.tryAcquire()) throw new Error('it did not enter again');
  if (!lock.acquire({ timeout: BRIEF })) throw new Error('it did not enter a third time');
  lock.release();
  lock.release();
  const done = ground.section();
  lock.release();
  return done;
};

/** Enters again by callbacks. */
const nestsRuns: DeepWay = (ground) => ground.lock.run(() => ground.lock.run(() => ground.section()));

/** Enters again by guards, which end in the wrong order: each ends one level. */
const nestsGuards: DeepWay = (ground) => {
  const outer = ground.lock.hold();
  const inner = ground.lock.hold();
  outer.release();
  expectDepth(ground, 1);
  const done = ground.section();
  inner.release();
  return done;
};

/** Its guard outlives the hold, and then ends nobody's. */
const keepsGuard: DeepWay = (ground) => {
  const held = ground.lock.hold();
  const done = ground.section();
  ground.lock.release();
  held.release();
  if (held.held) throw new Error('the guard of a hold that is over says that it is held');
  return done;
};

/** A guard of one hold during the next of the same thread. */
const keepsGuardInNext: DeepWay = (ground) => {
  const stale = ground.lock.hold();
  ground.lock.release();
  const held = ground.lock.hold();
  stale.release();
  if (!held.held) throw new Error('a guard ended a hold that is not its own');
  const done = ground.section();
  held.release();
  return done;
};

/** A guard of one hold during the next of the same thread, which is an async one. */
const keepsGuardInAsync: DeepWay = async (ground) => {
  const stale = ground.lock.hold();
  ground.lock.release();
  const held = await ground.lock.holdAsync();
  stale.release();
  if (!held.held) throw new Error('a guard ended an async hold, which is not its own');
  const done = ground.section();
  held.release();
  return done;
};

/** A guard of one hold during the next of the same thread, which is recorded for its levels. */
const keepsGuardInLevels: DeepWay = (ground) => {
  const stale = ground.lock.hold();
  ground.lock.release();
  ground.lock.acquire();
  ground.lock.acquire();
  stale.release();
  expectDepth(ground, 2);
  ground.lock.release();
  const done = ground.section();
  ground.lock.release();
  return done;
};

/** An async hold is not entered, by no call. */
const awaitsAndTries: DeepWay = async (ground) => {
  await ground.lock.acquireAsync();
  expectDepth(ground, 1);
  if (ground.lock.tryAcquire()) throw new Error('it entered an async hold');
  if (ground.lock.acquire({ timeout: BRIEF })) throw new Error('it entered an async hold');
  const done = ground.section();
  ground.lock.release();
  return done;
};

/** The second task waits until the first has done. */
const awaitsInTwoTasks: DeepWay = async (ground) => {
  const task = async (): Promise<number> => {
    using held = await ground.lock.holdAsync();
    expectDepth(ground, 1);
    if (!held.held) throw new Error('its own guard says that it is not held');
    return ground.section();
  };
  const [first, second] = await Promise.all([task(), task()]);
  return first + second;
};

/** An async call waits its turn, also behind a sync hold of its own thread, which may go deeper meanwhile. */
const awaitsDuringHold: DeepWay = async (ground) => {
  ground.lock.acquire();
  const pending = awaits(ground);
  ground.lock.acquire();
  ground.lock.release();
  const done = ground.section();
  ground.lock.release();
  return done + (await pending);
};

const ONCE = { nests, nestsTimed, nestsRuns, nestsGuards, keepsGuard, awaitsAndTries } as const;
const TWICE = { keepsGuardInNext, keepsGuardInAsync, keepsGuardInLevels, awaitsInTwoTasks, awaitsDuringHold } as const;
const PLAIN = { acquires, awaits } as const;

/** All ways that only a re-entrant lock has, two at a time. */
export const RE_ENTERING: readonly LockCase[] = [
  ...Object.entries(ONCE).flatMap(([first, way], at, all) =>
    all.slice(at).map(([second, other]) => together('RLock', `${first} and ${second}`, [way, other], NO_SLICES)),
  ),
  ...Object.entries(TWICE).flatMap(([first, way]) =>
    Object.entries(PLAIN).map(([second, other]) => together('RLock', `${first} and ${second}`, [way, other], NO_SLICES)),
  ),
];

/** Beside threads that take it once, and that leave. */
export const RE_ENTERING_AMONG: readonly LockCase[] = [
  together('RLock', 'two levels, and one that blocks and one that awaits', [nests, acquires, awaits], UP_TO_2),
  together('RLock', 'two levels, and one whose time is up leaves another', [nests, acquires, acquiresTimed], UP_TO_2),
  together('RLock', 'two guards, and one that is aborted leaves another', [nestsGuards, acquires, awaitsAborted], UP_TO_2),
  together('RLock', 'an async hold, and one whose time is up leaves another', [awaitsAndTries, awaits, awaitsTimed], UP_TO_2),
  together('RLock', 'a guard that outlives its hold, and two that take it', [keepsGuard, acquires, tries], UP_TO_3),
  together('RLock', 'two levels, beside one that dies waiting', [nests, nests], DEATH),
  together('RLock', 'two guards, beside one that dies waiting', [nestsGuards, awaits], DEATH),
];
