import { afterwards, drained } from './drain.ts';
import { Model } from './model.ts';
import type { Node } from './node.ts';
import { settingsOf, type CheckOptions, type Settings } from './options.ts';
import { countPaths } from './paths.ts';
import { patchPlatform } from './platform.ts';
import { randomFrom } from './random.ts';
import { failure, scheduleOf } from './report.ts';
import type { Scenario } from './scenario.ts';
import { Search } from './search.ts';
import { session } from './session.ts';
import { scheduleTo } from './story.ts';
import { randomly } from './randomly.ts';
import { System } from './system.ts';
import { Walk } from './walk.ts';

/** What a check has covered. */
export interface Coverage {
  /** Distinct states of memory and threads together. */
  readonly states: number;
  /** Steps from one to another. */
  readonly transitions: number;
  /** Schedules, from start to end, that these make up. */
  readonly interleavings: bigint;
  /** Of them, those that fail: more than 0 in what `explore` returns only. */
  readonly failing: bigint;
  /** All schedules were covered, within what the options ask for. */
  readonly complete: boolean;
  /** Schedules with up to so many preemptions were all covered. */
  readonly preemptions: number;
  /** The option whose limit ended the search. */
  readonly cut: string | undefined;
  /** Random schedules that were tried after that. */
  readonly walks: number;
  /** A loop that waits by looking was cut short: see the guide. */
  readonly spins: boolean;
  /** Runs of the threads' functions. */
  readonly runs: number;
}

/** Something to be learned, by running user code. */
interface Lesson {
  readonly model: Model;
  readonly node: Node;
}

/**
 * Runs every interleaving of a scenario's threads, which block; returns what was covered.
 * The setup is called for each thread and run. Blocks the calling thread.
 *
 * @throws ModelError a schedule fails; the message tells the shortest one
 */
export function check(setup: () => Scenario, options: CheckOptions = {}): Coverage {
  return drive(examine(setup, settingsOf(setup, options), false));
}

/** As {@link check}, for threads that await. Returns a promise, and keeps the event loop busy. */
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

function drive(examination: Generator<Lesson, Coverage>): Coverage {
  const leave = enter();
  try {
    for (;;) {
      const turn = examination.next();
      if (turn.done === true) return turn.value;
      turn.value.model.learn(turn.value.node);
    }
  } finally {
    leave();
  }
}

async function driveAsync(examination: Generator<Lesson, Coverage>): Promise<Coverage> {
  // What the program around has begun comes first: then nothing of its comes between.
  await drained();
  const leave = enter();
  const settle = afterwards();
  try {
    for (;;) {
      const turn = examination.next();
      if (turn.done === true) return turn.value;
      await turn.value.model.learnAsync(turn.value.node);
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

function* examine(setup: () => Scenario, settings: Settings, countAll: boolean): Generator<Lesson, Coverage> {
  const symmetric = new System(new Model(setup, true), environmentOf(settings));
  const coverage = yield* cover(symmetric, settings, countAll);
  if (coverage !== undefined) return coverage;
  const system = new System(new Model(setup, false), environmentOf(settings));
  return (yield* cover(system, settings, countAll)) as Coverage;
}

function environmentOf({ notifyOrder, ...rest }: Settings): Settings & { anyOrder: boolean } {
  return { ...rest, notifyOrder, anyOrder: notifyOrder === 'any' };
}

/** Undefined: threads that were taken to be interchangeable are not. */
function* cover(system: System, settings: Settings, countAll: boolean): Generator<Lesson, Coverage | undefined> {
  if (settings.replay !== undefined) return yield* replay(system, settings, settings.replay);
  const search = new Search(system, { ...settings, countAll });
  if (!(yield* learning(system, search))) return undefined;
  if (search.found !== undefined && !countAll) {
    const schedule = scheduleTo(search, system, search.found.state);
    throw failure(system, schedule, settings, `Preemptions: ${search.preemptions + 1}, the fewest possible.`);
  }
  let walks = 0;
  if (search.cut !== undefined) {
    const random = randomFrom(settings.seed);
    let length = 64;
    for (; walks < settings.walks; walks++) {
      const walk = new Walk(system, randomly(random, system.model.threads.length, length));
      if (!(yield* learning(system, walk))) return undefined;
      length = Math.max(length, walk.schedule.length);
      if (walk.fault !== undefined) throw failure(system, walk.schedule, settings, 'Found by a random walk: not the shortest story.');
    }
    console.warn(
      `@sync/model: the scenario is too large: ${search.cut} was reached. Covered: ${search.preemptions < 0 ? 'no bound' : `all schedules with up to ${search.preemptions} preemptions`}` +
        `; beyond that, ${walks} random ones (seed ${settings.seed}). Give a bound with preemptions, or raise the limit.`,
    );
  }
  const { good, failing } = countPaths(search);
  return {
    states: search.states.size,
    transitions: search.graph.edges,
    interleavings: good + failing,
    failing,
    complete: search.complete,
    preemptions: search.complete ? Infinity : search.preemptions,
    cut: search.cut,
    walks,
    spins: system.spins,
    runs: system.model.runs,
  };
}

/** Runs a search or a walk to its end, with lessons between; false: the model is broken. */
function* learning(system: System, task: { run(): boolean }): Generator<Lesson, boolean> {
  while (!task.run()) {
    yield { model: system.model, node: system.missing as Node };
    if (system.model.isBroken) return false;
  }
  return true;
}

/** Runs the one schedule of a token. */
function* replay(system: System, settings: Settings, token: string): Generator<Lesson, Coverage | undefined> {
  const schedule = scheduleOf(token);
  const walk = new Walk(system, (choices, at) => {
    const choice = schedule[at];
    if (choice === undefined || choices.includes(choice)) return choice;
    throw new TypeError('check(): this token is of another scenario, or of other options');
  });
  if (!(yield* learning(system, walk))) return undefined;
  throw failure(system, walk.schedule, settings, 'Replayed.');
}
