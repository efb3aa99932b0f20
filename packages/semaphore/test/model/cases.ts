import type { CheckOptions } from '@sync/model';
import { NO_SLICES, QUIET, isAsync, type Case } from '@sync/model-testing';
import { Ground, type Beginning, type SemaphoreWay, type Semaphores } from './ground.ts';
import {
  awaitsAround, awaitsBehindItself, awaitsBlocked, awaitsInTurn, awaitsOneAndThree, awaitsTwiceBlocked, drainsSlowly, opensTheGate,
  releasesInTurn, releasesThreeAndTwo, takesBehind, takesBetween, takesInTurn, takesTwiceInTurn, triesAround, triesBeside,
} from './ways-in-turn.ts'; // prettier-ignore
import {
  abortsItself, awaits, both, drains, looks, releases, releasesOrNot, releasesTo, takes, takesAndGives, takesOneThenTwo,
  takesTwoGivesOnes, tries, visits, visitsAborted, visitsAsync, visitsTimed, visitsTimedAsync,
} from './ways.ts'; // prettier-ignore

/** A scenario of a semaphore. */
export type SemaphoreCase = Case<Semaphores>;

const TRUE = [true] as const;
const MAYBE = [true, false] as const;
const ENDS = [true, false, 'aborted'] as const;
const NOTHING = [undefined] as const;

/** What a case is, but for its name. */
export interface Plan {
  readonly ways: readonly SemaphoreWay[];
  readonly outcomes: readonly (readonly unknown[])[];
  /** How many permits there may be at the end. */
  readonly left: number | readonly number[];
  readonly begin?: Beginning;
  readonly options?: CheckOptions;
  /** Who may be killed. */
  readonly mayDie?: (thread: number, ground: Ground) => boolean;
}

/** A case: it ends as planned in all interleavings. */
export function caseOf(name: string, { ways, outcomes, left, begin = {}, options = NO_SLICES, mayDie }: Plan): SemaphoreCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (semaphores) => {
      const ground = new Ground(semaphores, begin);
      const scenario = ground.scenario(ways, outcomes, [left].flat());
      return mayDie === undefined ? scenario : { ...scenario, mayDie: (thread) => mayDie(thread, ground) };
    },
  };
}

/** Up to so many switches more than there must be: with three threads, all is too much. */
const TRIPLE: CheckOptions = { ...NO_SLICES, preemptions: 2 };
const BRIEF_TRIPLE: CheckOptions = { ...NO_SLICES, preemptions: 1 };
/** The same for two threads that do much. */
const LONGER_PAIR: CheckOptions = { ...NO_SLICES, preemptions: 4 };
const LONG_PAIR: CheckOptions = { ...NO_SLICES, preemptions: 3 };

/** One permit for two: it is never had twice, and never lost. */
export const ONE_PERMIT: readonly SemaphoreCase[] = [
  caseOf('two go to it', { ways: [visits(), visits()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1 } }),
  caseOf('one goes to it, one awaits it', { ways: [visits(), visitsAsync()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1 } }),
  caseOf('two await it', { ways: [visitsAsync(), visitsAsync()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1 } }),
  caseOf('one goes to it, one tries', { ways: [visits(), tries], outcomes: [TRUE, MAYBE], left: 1, begin: { permits: 1 } }),
  caseOf('one awaits it, one tries', { ways: [visitsAsync(), tries], outcomes: [TRUE, MAYBE], left: 1, begin: { permits: 1 } }),
  caseOf('two of one thread await it, and one goes to it', {
    ways: [both(visitsAsync(), visitsAsync()), visits()],
    outcomes: [TRUE, TRUE],
    left: 1,
    begin: { permits: 1 },
    options: BRIEF_TRIPLE,
  }),
];

/** One waits, one releases. */
export const PAIRS: readonly SemaphoreCase[] = [
  caseOf('one waits, one releases', { ways: [takes(), releases(1)], outcomes: [TRUE, NOTHING], left: 0 }),
  caseOf('one awaits, one releases', { ways: [awaits(), releases(1)], outcomes: [TRUE, NOTHING], left: 0 }),
  caseOf('one waits for two, which come one by one', { ways: [takes(2), releases(1, 1)], outcomes: [TRUE, NOTHING], left: 0 }),
  caseOf('one awaits two, which come one by one', { ways: [awaits(2), releases(1, 1)], outcomes: [TRUE, NOTHING], left: 0 }),
  caseOf('one waits for a time, one releases', { ways: [visitsTimed(), releases(1)], outcomes: [MAYBE, NOTHING], left: 1 }),
  caseOf('one awaits for a time, one releases', { ways: [visitsTimedAsync(), releases(1)], outcomes: [MAYBE, NOTHING], left: 1 }),
  caseOf('one awaits until it is aborted, one releases', { ways: [visitsAborted(), releases(1)], outcomes: [ENDS, NOTHING], left: 1 }),
  caseOf('of two tasks the first gives up, one releases', {
    ways: [both(visitsAborted(), awaits()), releases(1)],
    outcomes: [ENDS, NOTHING],
    left: 0,
    options: TRIPLE,
  }),
];

/** Three threads: one that gives up, one that stays, one that releases. */
export const TRIPLES: readonly SemaphoreCase[] = [
  ...([
    ['one waits, one waits for a time', takes(), visitsTimed(), 0],
    ['one waits, one awaits for a time', takes(), visitsTimedAsync(), 0],
    // It need not be aborted, so the other has to bring it back.
    ['one awaits, one awaits until it is aborted', visitsAsync(), visitsAborted(), 1],
  ] as const).map(([who, stays, leaves, left]) =>
    caseOf(`${who}, one releases`, {
      ways: [stays, leaves, releases(1)],
      outcomes: [TRUE, ENDS, NOTHING],
      left,
      options: BRIEF_TRIPLE,
    }),
  ),
  caseOf('two wait, one releases two', { ways: [takes(), takes(), releases(2)], outcomes: [TRUE, TRUE, NOTHING], left: 0, options: BRIEF_TRIPLE }),
  caseOf('one waits, one awaits, one releases two', { ways: [takes(), awaits(), releases(2)], outcomes: [TRUE, TRUE, NOTHING], left: 0, options: BRIEF_TRIPLE }),
  caseOf('one waits for two, one for one, one releases three', { ways: [takes(2), takes(), releases(3)], outcomes: [TRUE, TRUE, NOTHING], left: 0, options: BRIEF_TRIPLE }),
  caseOf('one waits for two, one awaits one, one releases them one by one', {
    ways: [takes(2), awaits(), releases(1, 1, 1)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: { ...NO_SLICES, preemptions: 0 },
  }),
  caseOf('one waits, two of one thread await one and two, one releases four', {
    ways: [takes(), both(awaits(), awaits(2)), releases(4)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: { ...NO_SLICES, preemptions: 0 },
  }),
  caseOf('two threads await two times, of different weight, one releases three and three', {
    ways: [both(awaits(), awaits(2)), both(awaits(2), awaits()), releases(3, 3)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: { ...NO_SLICES, preemptions: 0 },
  }),
  caseOf('one waits while all are taken and come back', { ways: [takes(), drains], outcomes: [TRUE, NOTHING], left: 0 }),
  caseOf('two bring one each', { ways: [releases(1), releases(1)], outcomes: [NOTHING, NOTHING], left: 2 }),
  caseOf('two bring back the one that is missing: one of them', {
    ways: [releasesOrNot, releasesOrNot],
    outcomes: [['released', 'RangeError'], ['released', 'RangeError']],
    left: 2,
    begin: { permits: 2, bounded: true, taken: 1 },
  }),
];

const WAITS_FOR_TWO = visitsTimed(2);

/** One that wants many gives up: those behind it go on. */
export const LARGE: readonly SemaphoreCase[] = [
  ...([
    ['waits', takes()],
    ['awaits', awaits()],
  ] as const).flatMap(([who, stays]) =>
    ([
      ['waits for two, for a time', WAITS_FOR_TWO],
      ['awaits two for a time', visitsTimedAsync(2)],
      ['awaits two and aborts that', abortsItself(2)],
    ] as const).map(([other, leaves]) =>
      caseOf(`one ${other}, of the one that is there; one ${who}`, {
        ways: [leaves, stays],
        outcomes: [[false, 'aborted'], TRUE],
        left: 0,
        begin: { permits: 1 },
        options: leaves === WAITS_FOR_TWO && who === 'waits' ? LONGER_PAIR : LONG_PAIR,
      }),
    ),
  ),
  caseOf('two sleeps before one: it is not overtaken', {
    ways: [takes(2), triesAround(1)],
    outcomes: [TRUE, ['false, false']],
    left: 0,
    begin: { permits: 1 },
    options: QUIET,
  }),
  caseOf('two are awaited before one: it is not overtaken', {
    ways: [awaits(2), triesAround(1)],
    outcomes: [TRUE, ['false, false']],
    left: 0,
    begin: { permits: 1 },
    options: QUIET,
  }),
  caseOf('two are awaited before one: who leaves it enough goes on', {
    ways: [awaitsBlocked(2), triesBeside(2)],
    outcomes: [TRUE, ['false, true, false']],
    left: 0,
    begin: { permits: 1 },
    options: QUIET,
  }),
];

/** Who waits first takes first, in any mix, also where tickets begin anew. */
export const IN_TURN: readonly SemaphoreCase[] = [
  ...([
    ['one waits, one waits', takesInTurn(0, 2), takesInTurn(5), 0],
    ['one waits, one awaits', takesInTurn(0, 2), awaitsInTurn(5), 0],
    ['one awaits, one waits', awaitsInTurn(0, 2), takesInTurn(5), 0],
    ['one awaits, one awaits', awaitsInTurn(0, 2), awaitsInTurn(5), 0],
    ['one waits, one waits; tickets pass 2^31', takesInTurn(0, 2), takesInTurn(5), 2 ** 31 - 2],
    ['one awaits, one waits; tickets pass 2^32', awaitsInTurn(0, 2), takesInTurn(5), -2],
  ] as const).map(([who, first, second, ticket]) =>
    caseOf(`${who}: in turn`, {
      ways: [first, second, releasesInTurn(1, 1)],
      outcomes: [['turn 0'], ['turn 1'], NOTHING],
      left: 0,
      begin: { permits: 1, ticket },
      options: QUIET,
    }),
  ),
  caseOf('two of one thread await, then one waits: in turn', {
    ways: [both(awaitsInTurn(0), awaitsInTurn(0, 2)), takesInTurn(5), releasesInTurn(1, 1, 1, 1)],
    outcomes: [['turn 0', 'turn 1'], ['turn 2'], NOTHING],
    left: 0,
    options: QUIET,
  }),
  caseOf('two of one thread await and are blocked, then one waits: in turn', {
    ways: [awaitsTwiceBlocked, takesInTurn(5), releasesInTurn(2, 1)],
    outcomes: [['turn 0', 'turn 1'], ['turn 2'], NOTHING],
    left: 0,
    options: QUIET,
  }),
  caseOf('two of one thread await one and three, one comes while they go on: in turn', {
    ways: [awaitsOneAndThree, takesBehind, releasesThreeAndTwo],
    outcomes: [['turn 0', 'turn 1'], ['turn 2'], NOTHING],
    left: 0,
    options: { ...QUIET, preemptions: 1 },
  }),
  caseOf('the first entry has the last ticket: in turn', {
    ways: [takesTwiceInTurn, takesInTurn(5), releasesInTurn(1, 1, 2)],
    outcomes: [['turn 0, turn 2'], ['turn 1'], NOTHING],
    left: 0,
    options: QUIET,
  }),
  caseOf('one awaits, one waits, then a second of the first thread awaits: in turn', {
    ways: [both(awaitsInTurn(0), awaitsInTurn(10)), takesInTurn(5, 2), releasesInTurn(1, 1, 1, 1)],
    outcomes: [['turn 0', 'turn 2'], ['turn 1'], NOTHING],
    left: 0,
    options: QUIET,
  }),
];

/** Each has owners. */
export const ROBUST: readonly SemaphoreCase[] = [
  caseOf('robust: two go to it', { ways: [visits(), visits()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1, robust: true }, options: LONGER_PAIR }),
  caseOf('robust: one goes to it, one awaits it', { ways: [visits(), visitsAsync()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1, robust: true }, options: LONG_PAIR }),
  caseOf('robust: two await it', { ways: [visitsAsync(), visitsAsync()], outcomes: [TRUE, TRUE], left: 1, begin: { permits: 1, robust: true }, options: LONG_PAIR }),
  caseOf('robust: one takes two of two, one takes one', { ways: [visits(2), visits()], outcomes: [TRUE, TRUE], left: 2, begin: { permits: 2, robust: true }, options: LONG_PAIR }),
  caseOf('robust: one brings them back one by one, one goes to it', {
    ways: [takesTwoGivesOnes, takesAndGives(1)],
    outcomes: [TRUE, TRUE],
    left: 2,
    begin: { permits: 2, robust: true },
    options: LONG_PAIR,
  }),
  caseOf('robust: permits change hands while one looks', {
    ways: [takesAndGives(1), takesOneThenTwo, looks],
    outcomes: [TRUE, NOTHING, [0, 1, 2]],
    left: 2,
    begin: { permits: 2, robust: true },
    options: { ...QUIET, preemptions: 2 },
  }),
];

/** The line is full: who comes then waits for a place. */
export const CROWDED: readonly SemaphoreCase[] = [
  caseOf('one place: two wait', { ways: [takes(), takes(), releases(2)], outcomes: [TRUE, TRUE, NOTHING], left: 0, begin: { places: 1 }, options: BRIEF_TRIPLE }),
  caseOf('one place: one waits, one awaits', { ways: [takes(), awaits(), releases(2)], outcomes: [TRUE, TRUE, NOTHING], left: 0, begin: { places: 1 }, options: BRIEF_TRIPLE }),
  caseOf('one place: two await', { ways: [awaits(), awaits(), releases(2)], outcomes: [TRUE, TRUE, NOTHING], left: 0, begin: { places: 1 }, options: BRIEF_TRIPLE }),
];

/** Slices end when nothing else can move. */
const IDLE: CheckOptions = { timeouts: 0, notifyOrder: 'any', maxSteps: 300 };

/** A task whose thread is blocked holds up nobody. */
export const BLOCKED: readonly SemaphoreCase[] = [
  caseOf('one awaits and is blocked, until one behind it has had its turn', {
    ways: [awaitsBlocked(), opensTheGate, releasesTo(1)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: { ...IDLE, preemptions: 1 },
  }),
  caseOf('one awaits and is blocked, and one behind it has its permit beside it', {
    ways: [awaitsBlocked(), opensTheGate, releasesInTurn(2)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 1,
    options: QUIET,
  }),
  caseOf('one awaits twice and is blocked, and one between has its permit beside the first', {
    ways: [awaitsAround, takesBetween, releasesInTurn(2)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: QUIET,
  }),
  caseOf('one awaits, and blocks behind its own task', { ways: [awaitsBehindItself, releasesTo(1)], outcomes: [TRUE, NOTHING], left: 0, options: IDLE }),
  caseOf('one that comes and finds nothing has come', { ways: [awaits(), drainsSlowly], outcomes: [TRUE, NOTHING], left: 0, options: QUIET }),
];
