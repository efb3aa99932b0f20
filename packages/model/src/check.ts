import { afterwards, drained } from './drain.ts';
import { examine, type Assignment, type Coverage } from './examination.ts';
import { settingsOf, type CheckOptions } from './options.ts';
import { patchPlatform } from './platform.ts';
import type { Scenario } from './scenario.ts';
import { session } from './session.ts';

/**
 * Runs every interleaving of a scenario's threads, which block; returns what was covered.
 * The setup is called for each thread and run. Blocks the calling thread.
 *
 * @throws ModelError a schedule fails; the message tells one with the fewest preemptions
 * @throws TypeError or RangeError: the scenario or the options are none
 */
export function check(setup: () => Scenario, options: CheckOptions = {}): Coverage {
  return drive(examine(setup, settingsOf(setup, options), false));
}

/** As {@link check}, for threads that await; rejects where that throws. Returns a promise, and keeps the event loop busy. */
export async function checkAsync(setup: () => Scenario, options: CheckOptions = {}): Promise<Coverage> {
  return driveAsync(examine(setup, settingsOf(setup, options), false));
}

/** As {@link check}, but goes on after a failure, and counts all schedules that fail. */
export function explore(setup: () => Scenario, options: CheckOptions = {}): Coverage {
  return drive(examine(setup, settingsOf(setup, options), true));
}

/** As {@link checkAsync}, but goes on after a failure, and counts all schedules that fail. */
export async function exploreAsync(setup: () => Scenario, options: CheckOptions = {}): Promise<Coverage> {
  return driveAsync(examine(setup, settingsOf(setup, options), true));
}

function drive(examination: Generator<Assignment, Coverage>): Coverage {
  const leave = enter();
  try {
    for (;;) {
      const turn = examination.next();
      if (turn.done === true) return turn.value;
      turn.value.model.learn(turn.value);
    }
  } finally {
    leave();
  }
}

async function driveAsync(examination: Generator<Assignment, Coverage>): Promise<Coverage> {
  // What the program around has begun comes first: then nothing of its comes between.
  await drained();
  const leave = enter();
  const settle = afterwards();
  try {
    for (;;) {
      const turn = examination.next();
      if (turn.done === true) return turn.value;
      await turn.value.model.learnAsync(turn.value);
    }
  } finally {
    leave();
    await settle();
  }
}

/** Outside a check nothing is patched, unless the install entry was imported. */
function enter(): () => void {
  const mine = session();
  if (mine.busy) throw new Error('check(): a check is running; await it, and do not call it from a scenario');
  mine.busy = true;
  const restore = mine.installed ? undefined : patchPlatform();
  return () => {
    mine.busy = false;
    restore?.();
  };
}
