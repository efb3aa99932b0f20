import { pause } from './atomics.ts';
import { perThread } from './context.ts';

/** A few early looks, for sections that are over at once. */
const EARLY_PAUSE_US = 0.1;
const EARLY_LOOKS = 3;

/**
 * Then what decides is how *seldom* a spinner looks at the word, since each look steals the
 * cache line from the owner: with 2 to 8 threads on one lock, looks 100 ns apart cost half
 * of the throughput, looks 2.4 us and more apart cost nothing (measured, two cores).
 */
const FIRST_PAUSE_US = 2.4;
const LONGEST_PAUSE_US = 9.6;

/** About 45 us of pauses in all: near the latency of a sleep and a wake-up. */
const MOST_LOOKS = 6;
const FEWEST_LOOKS = 2;

/** So often the full budget is tried, or a budget that shrank once would stay so for ever. */
const PROBE_EVERY = 32;

/** Between two looks at the clock, which take 45 ns themselves (Node 20). */
const TURNS_PER_LOOK_AT_CLOCK = 8;

/** Against a clock that stands still: no pause turns longer than this. */
const MOST_TURNS = 20_000;

/** How long it pays to spin, learned by each thread. */
export interface SpinBudget {
  /** Looks at the word before going to sleep. 0 in a model checker: no spinning. */
  looks: number;
  rounds: number;
}

function budget(): SpinBudget {
  return perThread('spin', () => ({ looks: MOST_LOOKS, rounds: 0 }));
}

/**
 * Looks at something a few times, with growing pauses between, until a look succeeds.
 * Returns whether one did, and learns from it: where spinning does not pay (more threads
 * that want to run than cores), it looks less often before it gives up.
 *
 * Does not sleep.
 */
export function spinUntil(look: () => boolean): boolean {
  const mine = budget();
  if (mine.looks === 0) return false;
  for (let turn = 0; turn < EARLY_LOOKS; turn++) {
    pauseFor(EARLY_PAUSE_US);
    if (look()) return true;
  }
  const looks = ++mine.rounds % PROBE_EVERY === 0 ? MOST_LOOKS : mine.looks;
  let microseconds = FIRST_PAUSE_US;
  for (let turn = 0; turn < looks; turn++) {
    pauseFor(microseconds);
    if (look()) {
      mine.looks = Math.min(MOST_LOOKS, mine.looks + 1);
      return true;
    }
    microseconds = Math.min(LONGEST_PAUSE_US, microseconds * 2);
  }
  mine.looks = Math.max(FEWEST_LOOKS, Math.floor(mine.looks * 0.75));
  return false;
}

/** Keeps the processor busy without touching shared memory. */
function pauseFor(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  for (let turns = 0; turns < MOST_TURNS && performance.now() < end; turns += TURNS_PER_LOOK_AT_CLOCK) {
    for (let turn = 0; turn < TURNS_PER_LOOK_AT_CLOCK; turn++) pause();
  }
}
