import { Model } from './model.ts';
import type { Settings } from './options.ts';
import { countPaths } from './paths.ts';
import { randomFrom } from './random.ts';
import { randomly } from './randomly.ts';
import { failure, scheduleOf } from './report.ts';
import type { Scenario } from './scenario.ts';
import { Search } from './search.ts';
import { scheduleTo } from './story.ts';
import { System, type Lesson } from './system.ts';
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
  /** No schedule was left out, neither by `preemptions` nor by a limit. With `spins`: but for loops that were cut. */
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

/** A lesson, for whom runs user code in whichever way it can. */
export interface Assignment extends Lesson {
  readonly model: Model;
}

/** Goes through a scenario, and asks for lessons on the way; throws what fails, or counts it. */
export function* examine(setup: () => Scenario, settings: Settings, countAll: boolean): Generator<Assignment, Coverage> {
  for (const symmetric of [true, false]) {
    const model = new Model(setup, symmetric, settings.kills > 0);
    const system = new System(model, settings);
    const coverage =
      settings.replay === undefined ? yield* cover(system, settings, countAll) : yield* replay(system, settings, settings.replay);
    if (coverage !== undefined) return coverage;
  }
  throw new Error('unreachable: threads of a scenario that are taken to be different are');
}

/** Undefined: threads that were taken to be interchangeable are not. */
function* cover(system: System, settings: Settings, countAll: boolean): Generator<Assignment, Coverage | undefined> {
  const search = yield* searching(system, settings, countAll);
  if (search === undefined) return undefined;
  if (search.found !== undefined && !countAll) {
    const schedule = scheduleTo(search, system, search.found.state);
    throw failure(system, schedule, settings, `Preemptions: ${search.preemptions + 1}, the fewest possible.`);
  }
  for (const node of system.model.samples) yield { model: system.model, node, image: -1, waiters: [] };
  const walks = search.cut === undefined ? 0 : yield* wander(system, settings);
  if (walks === undefined) return undefined;
  const { good, failing } = countPaths(search);
  const coverage: Coverage = {
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
  if (coverage.cut !== undefined) console.warn(warning(coverage, settings));
  if (coverage.transitions === 0) console.warn('@sync/model: no thread touches shared memory of the setup: nothing was checked');
  return coverage;
}

/** Of the time: until then the first search, and the second; random schedules get the rest. */
const QUICK_SHARE = 0.4;
const SEARCH_SHARE = 0.8;

/** For the simplest story, in milliseconds. */
const LEAST_PATIENCE = 1000;

/** First without counting turns: where nothing is wrong, as nearly always, that is enough. */
function* searching(system: System, settings: Settings, countAll: boolean): Generator<Assignment, Search | undefined> {
  const begin = performance.now();
  let known: number[] | undefined;
  if (settings.preemptions === Infinity) {
    system.countsTurns = false;
    const quick = new Search(system, countAll, begin + QUICK_SHARE * settings.maxMilliseconds);
    if (!(yield* learning(system, quick))) return undefined;
    if (quick.complete && (quick.found === undefined || countAll)) return quick;
    if (quick.found !== undefined) known = scheduleTo(quick, system, quick.found.state);
  }
  system.countsTurns = true;
  // What is known to be wrong is told soon, if not in the simplest way.
  const patience = known === undefined ? Infinity : Math.max(LEAST_PATIENCE, 10 * (performance.now() - begin));
  const until = Math.min(begin + SEARCH_SHARE * settings.maxMilliseconds, performance.now() + patience);
  const search = new Search(system, countAll, until);
  if (!(yield* learning(system, search))) return undefined;
  if (search.cut === undefined || search.found !== undefined || known === undefined || countAll) return search;
  throw failure(system, known, settings, `There may be stories with fewer preemptions: ${search.cut} was reached.`);
}

/** Random schedules, where there are too many for all; undefined as above. */
function* wander(system: System, settings: Settings): Generator<Assignment, number | undefined> {
  const random = randomFrom(settings.seed);
  const end = performance.now() + (1 - SEARCH_SHARE) * settings.maxMilliseconds;
  let length = 64;
  let walks = 0;
  for (; walks < settings.walks && performance.now() < end; walks++) {
    const walk = new Walk(system, randomly(random, system.model.threads.length, length));
    if (!(yield* learning(system, walk))) return undefined;
    length = Math.max(length, walk.schedule.length);
    if (walk.fault !== undefined) throw failure(system, walk.schedule, settings, 'Found by a random walk: not the shortest story.');
  }
  return walks;
}

function warning({ cut = '', preemptions, walks }: Coverage, { seed }: Settings): string {
  const covered = preemptions < 0 ? 'not even the schedules without preemptions' : `all schedules with up to ${preemptions} preemptions`;
  return (
    `@sync/model: the scenario is too large: ${cut} was reached. Covered: ${covered}; ` +
    `beyond that, ${walks} random ones (seed ${seed}). Give a bound with preemptions, or raise the limit.`
  );
}

/** Runs a search or a walk to its end, with lessons between; false: the model is broken. */
function* learning(system: System, task: { run(): boolean }): Generator<Assignment, boolean> {
  while (!task.run()) {
    yield { model: system.model, ...(system.missing() as Lesson) };
    if (system.model.isBroken) return false;
  }
  return !system.model.isBroken;
}

/** Runs the one schedule of a token. */
function* replay(system: System, settings: Settings, token: string): Generator<Assignment, Coverage | undefined> {
  const schedule = scheduleOf(token);
  const walk = new Walk(system, (choices, at) => {
    const choice = schedule[at];
    if (choice === undefined || choices.includes(choice)) return choice;
    throw new TypeError('check(): this token is of another scenario, or of other options');
  });
  if (!(yield* learning(system, walk))) return undefined;
  throw failure(system, walk.schedule, settings, 'Replayed.');
}
