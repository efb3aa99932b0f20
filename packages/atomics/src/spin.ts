import { pause } from './atomics.ts';
import { perThread } from './context.ts';

/** For sections that are over at once, and for answers that are on their way, in microseconds. */
const SOON = 0.1;

/**
 * Then what decides is how *seldom* a spinner looks at the word, since each look steals the
 * cache line from the owner: with 2 to 8 threads on one lock, looks 100 ns apart cost half
 * of the throughput, looks 2.4 us and more apart cost nothing (measured, two cores). About
 * 45 us in all: near the latency of a sleep and a wake-up.
 */
const SELDOM = [2.4, 4.8, 9.6, 9.6, 9.6, 9.6] as const;

/** How one spins: pauses between looks, and how many of them are learned to pay. */
interface Spin {
  /** Where the thread keeps what it has learned. */
  readonly slot: string;
  /** Pauses in microseconds, a look after each. */
  readonly pauses: readonly number[];
  /** So many looks at least. */
  readonly fewest: number;
  /** A success at one of these looks says nothing about the later ones. */
  readonly always: number;
  /** So many looks more after a success. */
  readonly step: number;
  /** What is left of the looks after a failure. */
  readonly keep: number;
  /** So often all looks are tried, or a budget that shrank once would stay so for ever. */
  readonly probeEvery: number;
}

/** Between two looks at the clock, which take 45 ns themselves (Node 20). */
const TURNS_PER_LOOK_AT_CLOCK = 8;

/** Against a clock that stands still: no pause turns longer than this. */
const MOST_TURNS = 20_000;

const OFTEN: readonly number[] = Array.from({ length: 16 }, () => SOON);

/**
 * For what one spins. A `lock` becomes free again and again, so a few looks always pay. An
 * `event`, what another thread has to do first, either comes at once, or that thread has no
 * core to do it on: then no look pays, until a probe finds it otherwise. A `baton` is a lock
 * whose holder is about to pass it on. A `side` of a lock with two: whoever gets in early, beside others of its side, is in
 * the way of the next of the other one; so no look is soon.
 */
export const SPIN_FOR = {
  lock: { slot: 'spin', pauses: [SOON, SOON, SOON, ...SELDOM], fewest: 5, always: 3, step: 1, keep: 0.75, probeEvery: 32 },
  side: { slot: 'spin-side', pauses: SELDOM, fewest: 3, always: 0, step: 1, keep: 0.75, probeEvery: 32 },
  event: { slot: 'spin-event', pauses: [...OFTEN, ...SELDOM], fewest: 0, always: 0, step: Infinity, keep: 0.5, probeEvery: 64 },
  baton: { slot: 'spin-baton', pauses: OFTEN, fewest: 0, always: 0, step: Infinity, keep: 0.5, probeEvery: 64 },
} as const satisfies Record<string, Spin>;

/** How long it pays to spin, learned by each thread. */
export interface SpinBudget {
  /** Looks at the word before going to sleep; -1 in a model checker: no spinning. */
  looks: number;
  rounds: number;
}

/**
 * Looks at something a few times, with growing pauses between, until a look succeeds.
 * Returns whether one did, and learns from it: where spinning does not pay (more threads
 * that want to run than cores), it looks less often before it gives up.
 *
 * Does not sleep.
 */
export function spinUntil(look: () => boolean, how: Spin = SPIN_FOR.lock): boolean {
  const { slot, pauses, fewest, always, step, keep, probeEvery } = how;
  const mine = perThread<SpinBudget>(slot, () => ({ looks: pauses.length, rounds: 0 }));
  if (mine.looks < 0) return false;
  const looks = ++mine.rounds % probeEvery === 0 ? pauses.length : mine.looks;
  for (let turn = 0; turn < looks; turn++) {
    pauseFor(pauses[turn] ?? 0);
    if (!look()) continue;
    if (turn >= always) mine.looks = Math.min(pauses.length, mine.looks + step);
    return true;
  }
  mine.looks = Math.max(fewest, always + Math.floor((mine.looks - always) * keep));
  return false;
}

/** Keeps the processor busy without touching shared memory. */
function pauseFor(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  for (let turns = 0; turns < MOST_TURNS && performance.now() < end; turns += TURNS_PER_LOOK_AT_CLOCK) {
    for (let turn = 0; turn < TURNS_PER_LOOK_AT_CLOCK; turn++) pause();
  }
}
