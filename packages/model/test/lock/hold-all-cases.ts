import type { Guard, Lock, RLock, SpinLock, holdAll, holdAllAsync } from '@sync/lock';
import { KILLED, abortSignal, type CheckOptions, type Scenario } from '@sync/model';
import { mutexState } from '@sync/testing';
import { DEATH, NO_SLICES, QUIET, isAsync, type Case } from '../../../model-testing/src/index.ts';
import { FIRST_ID } from '../is-gone.ts';

/** What the scenarios need of the package. */
export interface Holding {
  readonly Lock: typeof Lock;
  readonly RLock: typeof RLock;
  readonly SpinLock: typeof SpinLock;
  readonly holdAll: typeof holdAll;
  readonly holdAllAsync: typeof holdAllAsync;
}

type Kind = 'Lock' | 'RLock' | 'SpinLock';
type AnyLock = Lock | RLock | SpinLock;

const BYTES = 32;
const ORDER = 6;

/** Shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** Locks, and a plain count for each that it protects: two holders of one lock at once are a data race. */
class Ground {
  readonly module: Holding;
  readonly locks: readonly AnyLock[];
  readonly #words: readonly Int32Array[];
  readonly #counts: Int32Array;
  /** Nobody notifies it. */
  readonly #still = new Int32Array(new SharedArrayBuffer(4));

  constructor(module: Holding, kinds: readonly Kind[]) {
    this.module = module;
    const buffers = kinds.map(() => new SharedArrayBuffer(BYTES));
    this.#words = buffers.map((buffer) => new Int32Array(buffer));
    this.locks = kinds.map((kind, at) => new module[kind]({ buffer: buffers[at]! }));
    // Not drawn: in a checker each thread draws the same numbers.
    for (const [at, words] of this.#words.entries()) words.set([at + 1, 1], ORDER);
    this.#counts = new Int32Array(new SharedArrayBuffer(kinds.length * 4));
  }

  /** Some of the locks, in this order. */
  some(...listed: readonly number[]): AnyLock[] {
    return listed.map((at) => this.locks[at]!);
  }

  /** With these locks held. */
  section(...listed: readonly number[]): number {
    for (const at of listed) this.#counts[at]!++;
    return listed.length;
  }

  /** Lets the virtual clock go on. */
  passTime(milliseconds: number): void {
    Atomics.wait(this.#still, 0, 0, milliseconds);
  }

  /** Every lock is free, but for those of a dead thread. */
  final(results: readonly unknown[]): void {
    const counts = results.filter((count): count is number => count !== KILLED);
    const done = counts.reduce((sum, count) => sum + count, 0);
    const counted = this.#counts.reduce((sum, count) => sum + count, 0);
    const killed = results.indexOf(KILLED);
    if (counted < done || (killed < 0 && counted > done)) throw new Error(`${done} were done, ${counted} were counted`);
    for (const words of this.#words) {
      const { atRest, owner } = mutexState(words);
      if (!atRest && !(killed >= 0 && owner === FIRST_ID + killed)) throw new Error(`a word is not at rest: ${words[1]}`);
    }
  }
}

type Way = (ground: Ground) => number | Promise<number>;

/** Holds some, works, releases. */
const holds =
  (...listed: readonly number[]): Way =>
  (ground) => {
    const held = ground.module.holdAll(ground.some(...listed));
    return leave(ground, held, listed);
  };

const holdsTimed =
  (...listed: readonly number[]): Way =>
  (ground) => {
    let held: Guard;
    try {
      held = ground.module.holdAll(ground.some(...listed), { timeout: BRIEF });
    } catch (error) {
      return refused(error, 'SYNC_TIMEOUT');
    }
    return leave(ground, held, listed);
  };

const holdsAsync =
  (...listed: readonly number[]): Way =>
  async (ground) => {
    const held = await ground.module.holdAllAsync(ground.some(...listed) as Lock[]);
    return leave(ground, held, listed);
  };

const holdsAborted =
  (...listed: readonly number[]): Way =>
  async (ground) => {
    const signal = abortSignal();
    let held: Guard;
    try {
      held = await ground.module.holdAllAsync(ground.some(...listed) as Lock[], { signal });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return 0;
      throw error;
    }
    return leave(ground, held, listed);
  };

const holdsAsyncTimed =
  (...listed: readonly number[]): Way =>
  async (ground) => {
    let held: Guard;
    try {
      held = await ground.module.holdAllAsync(ground.some(...listed) as Lock[], { timeout: BRIEF });
    } catch (error) {
      return refused(error, 'SYNC_TIMEOUT');
    }
    return leave(ground, held, listed);
  };

/** Takes one of them alone. */
const takes =
  (at: number): Way =>
  (ground) => {
    const lock = ground.locks[at]!;
    lock.acquire();
    const done = ground.section(at);
    lock.release();
    return done;
  };

/** Takes one of them alone, for longer than others have time. */
const takesLong =
  (at: number): Way =>
  (ground) => {
    const lock = ground.locks[at]!;
    lock.acquire();
    ground.passTime(3 * BRIEF);
    const done = ground.section(at);
    lock.release();
    return done;
  };

/** Throws if it comes back late. */
const holdsPunctually =
  (...listed: readonly number[]): Way =>
  (ground) => {
    const start = performance.now();
    const done = holdsTimed(...listed)(ground);
    const waited = performance.now() - start;
    if (waited > BRIEF) throw new Error(`it waited ${waited} ms`);
    return done;
  };

/** Has one already: an RLock is entered once more, and any other is a deadlock, which leaves nothing held. */
const holdsOneAlready =
  (own: number, ...listed: readonly number[]): Way =>
  (ground) => {
    const lock = ground.locks[own]!;
    lock.acquire();
    let done = 0;
    try {
      const held = ground.module.holdAll(ground.some(...listed));
      if (!('depth' in lock)) throw new Error('it would wait for itself');
      expectDepth(lock, 2);
      done = leave(ground, held, listed);
      expectDepth(lock, 1);
    } catch (error) {
      refused(error, 'SYNC_DEADLOCK');
    }
    for (const one of ground.some(...listed)) if (one !== lock && one.owned) throw new Error('one stays held');
    done += ground.section(own);
    lock.release();
    return done;
  };

/** Takes what it can get, and recovers what a dead thread left. */
const recovers =
  (...listed: readonly number[]): Way =>
  (ground) => {
    const locks = ground.some(...listed);
    for (;;) {
      try {
        return leave(ground, ground.module.holdAll(locks), listed);
      } catch (error) {
        refused(error, 'SYNC_ABANDONED_LOCK');
      }
      if (locks.some(({ owned }) => owned)) throw new Error('one stays held');
      for (const lock of locks) {
        lock.recover();
        lock.release();
      }
    }
  };

function expectDepth({ depth }: RLock, expected: number): void {
  if (depth !== expected) throw new Error(`the depth is ${depth}, not ${expected}`);
}

function refused(error: unknown, code: string): number {
  if ((error as { code?: string }).code !== code) throw error;
  return 0;
}

function leave(ground: Ground, held: Guard, listed: readonly number[]): number {
  if (!held.held) throw new Error('its own guard says that it is not held');
  const done = ground.section(...listed);
  held.release();
  held.release();
  return done;
}

function together(
  name: string,
  kinds: readonly Kind[],
  ways: readonly Way[],
  options: CheckOptions,
  mayDie?: Scenario['mayDie'],
): Case<Holding> {
  return {
    name: `all: ${name}`,
    options,
    awaits: ways.some((way) => isAsync(way)),
    setup: (module) => {
      const ground = new Ground(module, kinds);
      return {
        threads: ways.map((way) => () => way(ground)),
        final: (results) => {
          ground.final(results);
        },
        ...(mayDie && { mayDie }),
      };
    },
  };
}

const LOCKS: readonly Kind[] = ['Lock', 'Lock'];
const UP_TO_2: CheckOptions = { ...NO_SLICES, preemptions: 2 };
const UP_TO_3: CheckOptions = { ...NO_SLICES, preemptions: 3 };

/** Two threads that list the same two locks in different orders. */
export const HOLD_ALL_PAIRS: readonly Case<Holding>[] = [
  together('both block', LOCKS, [holds(0, 1), holds(1, 0)], NO_SLICES),
  together('one blocks for a time', LOCKS, [holds(0, 1), holdsTimed(1, 0)], NO_SLICES),
  together('both block for a time', LOCKS, [holdsTimed(0, 1), holdsTimed(1, 0)], NO_SLICES),
  together('one blocks, one awaits', LOCKS, [holds(0, 1), holdsAsync(1, 0)], UP_TO_3),
  together('both await', LOCKS, [holdsAsync(0, 1), holdsAsync(1, 0)], UP_TO_3),
  together('one blocks, one is aborted', LOCKS, [holds(0, 1), holdsAborted(1, 0)], UP_TO_3),
  together('one blocks, one awaits for a time', LOCKS, [holds(0, 1), holdsAsyncTimed(1, 0)], UP_TO_3),
  together('one holds all, one takes the first', LOCKS, [holds(0, 1), takes(0)], NO_SLICES),
  together('one holds all, one takes the last', LOCKS, [holdsTimed(1, 0), takes(1)], NO_SLICES),
  together('one takes the last, one awaits for a time', LOCKS, [takes(1), holdsAsyncTimed(1, 0)], NO_SLICES),
  together('one takes the last, one is aborted', LOCKS, [takes(1), holdsAborted(0, 1)], NO_SLICES),
  together('one takes the last for long', LOCKS, [takesLong(1), holdsPunctually(0, 1)], QUIET),
  together('one takes the first for long', LOCKS, [takesLong(0), holdsPunctually(1, 0)], QUIET),
  together('of different kinds', ['RLock', 'Lock'], [holds(0, 1), holds(1, 0)], NO_SLICES),
  together('a SpinLock among them', ['SpinLock', 'Lock'], [holds(0, 1), holds(1, 0)], UP_TO_3),
  together('one has a Lock already', LOCKS, [holdsOneAlready(1, 0, 1), takes(0)], NO_SLICES),
  together('one has the RLock already', ['RLock', 'Lock'], [holdsOneAlready(0, 1, 0), holds(1, 0)], NO_SLICES),
];

/** Each two of three locks, so that they would wait in a circle. */
export const HOLD_ALL_RINGS: readonly Case<Holding>[] = [
  together('a ring of three that block', ['Lock', 'Lock', 'Lock'], [holds(0, 1), holds(1, 2), holds(2, 0)], UP_TO_2),
  together('a ring, and one whose time is up', ['Lock', 'Lock', 'Lock'], [holds(0, 1), holds(1, 2), holdsTimed(2, 0)], UP_TO_2),
  together('a ring, and one that awaits', ['Lock', 'RLock', 'Lock'], [holds(0, 1), holds(1, 2), holdsAsync(2, 0)], UP_TO_2),
];

const FIRST_DIES = (thread: number): boolean => thread === 0;

/** Who holds some of them dies: nothing stays held by the others. */
export const HOLD_ALL_ORPHANED: readonly Case<Holding>[] = [
  together('one dies, and another recovers', LOCKS, [holds(0, 1), recovers(1, 0)], DEATH, FIRST_DIES),
  together('one dies that has the last alone', LOCKS, [takes(1), recovers(1, 0)], DEATH, FIRST_DIES),
  together('one dies, and two recover', LOCKS, [holds(0, 1), recovers(1, 0), recovers(0, 1)], { ...DEATH, preemptions: 1 }, FIRST_DIES),
];
