import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, QUIET, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, arrives, arrivesInSome, arrivesTimed, awaits, awaitsAborted, awaitsBusily, awaitsTimed, awaitsTwice, counts, goesOn,
  opensAndResetsWhenTheySleep, opensAndResetsWhenTheyWait, resets, waits, waitsAndResets, waitsTimed, type LatchWay, type Module, type Outcome,
} from './ground.ts'; // prettier-ignore

type LatchCase = Case<Module>;

const RELEASED = ['released'] as const;
const COUNTED = ['counted'] as const;
const GIVES_UP = ['released', 'time is up', 'aborted'] as const;
const LEAVING: readonly LatchWay[] = [waitsTimed, awaitsTimed, awaitsAborted, awaitsTwice];

/** Some that wait, and some that count one down each, or as they are told. */
function together(name: string, waiting: readonly LatchWay[], counting: readonly LatchWay[], options: CheckOptions, count = counting.length, left = 0): LatchCase {
  return {
    name,
    options,
    awaits: waiting.some(isAsync),
    setup: (module) => {
      const ground = new Ground(module, count, counting.map((_, one) => one));
      const outcomes = waiting.map((way): readonly Outcome[] => (LEAVING.includes(way) ? GIVES_UP : RELEASED));
      return ground.scenario([...waiting, ...counting], [...outcomes, ...counting.map(() => COUNTED)], [left]);
    },
  };
}

/** One that waits, one that opens it. */
export const PAIRS: readonly LatchCase[] = [
  together('one waits, one counts', [waits], [counts(0)], NO_SLICES),
  together('one awaits, one counts', [awaits], [counts(0)], NO_SLICES),
  together('one waits for a time, one counts', [waitsTimed], [counts(0)], NO_SLICES),
  together('one awaits for a time, one counts', [awaitsTimed], [counts(0)], NO_SLICES),
  together('one awaits until it is aborted, one counts', [awaitsAborted], [counts(0)], NO_SLICES),
  together('one awaits twice, once until it is aborted, one counts', [awaitsTwice], [counts(0)], NO_SLICES),
  together('one waits, one counts down by more than is left', [waits], [counts(0, 5)], NO_SLICES, 3),
];

/** Several count, or wait. */
export const TRIPLES: readonly LatchCase[] = [
  together('two wait, one counts', [waits, waits], [counts(0)], NO_SLICES),
  together('one waits, one awaits, one counts', [waits, awaits], [counts(0)], NO_SLICES),
  together('two await, one counts', [awaits, awaits], [counts(0)], NO_SLICES),
  together('one waits, two count', [waits], [counts(0), counts(1)], NO_SLICES),
  together('one awaits, two count', [awaits], [counts(0), counts(1)], NO_SLICES),
  together('one waits for a time, one waits, one counts', [waitsTimed, waits], [counts(0)], NO_SLICES),
  together('one is aborted, one waits, one counts', [awaitsAborted, waits], [counts(0)], NO_SLICES),
  together('one waits, two count, together more than is left', [waits], [counts(0, 2), counts(1, 2)], NO_SLICES, 3),
  together('two count, together more than is left', [], [counts(0, 2), counts(1, 2)], NO_SLICES, 3),
  together('one waits, one counts, one slice ends', [waits], [counts(0)], SLICES),
];

function among(name: string, ways: readonly LatchWay[], outcomes: readonly (readonly Outcome[])[], count: number, left: readonly number[], resets = 0): LatchCase {
  return {
    name,
    options: NO_SLICES,
    awaits: ways.some(isAsync),
    setup: (module) => new Ground(module, count).scenario(ways, outcomes, left, resets),
  };
}

/** Each counts, and waits for the others. */
export const ARRIVALS: readonly LatchCase[] = [
  {
    name: 'two arrive',
    options: NO_SLICES,
    awaits: false,
    setup: (module) => new Ground(module, 2, [0, 1]).scenario([arrives(0), arrives(1)], [RELEASED, RELEASED], [0]),
  },
  {
    name: 'three arrive, one of them for a time',
    options: { ...NO_SLICES, preemptions: 3 },
    awaits: false,
    setup: (module) => new Ground(module, 3, [0, 1, 2]).scenario([arrives(0), arrives(1), arrivesTimed(2)], [RELEASED, RELEASED, GIVES_UP], [0]),
  },
  {
    name: 'two arrive, one awaits',
    options: NO_SLICES,
    awaits: true,
    setup: (module) => new Ground(module, 2, [0, 1]).scenario([arrives(0), arrives(1), awaits], [RELEASED, RELEASED, RELEASED], [0]),
  },
  among('one arrives while another opens it, closes it and counts in the next round', [arrivesInSome, goesOn], [['first round', 'second round'], COUNTED], 1, [0, 1]),
];

/** Open and closed again at once, while they wait for sure. */
export const BRIEFLY: readonly LatchCase[] = [
  together('one sleeps while it opens and is reset', [waits], [opensAndResetsWhenTheySleep], QUIET, 1, 2),
  together('one awaits while it opens and is reset', [awaits], [opensAndResetsWhenTheyWait(1)], NO_SLICES, 1, 2),
  together('two of one thread await while it opens and is reset, one until it is aborted', [awaitsTwice], [opensAndResetsWhenTheyWait(1)], NO_SLICES, 1, 2),
  together('one awaits for a time, is busy until that is up, and finds that it was opened and reset', [awaitsBusily], [opensAndResetsWhenTheyWait(1)], QUIET, 1, 2),
  together('two sleep while it opens and is reset', [waits, waits], [opensAndResetsWhenTheySleep], QUIET, 1, 2),
  together('two await while it opens and is reset', [awaits, awaits], [opensAndResetsWhenTheyWait(2)], NO_SLICES, 1, 2),
  together('one sleeps and one awaits while it opens and is reset', [waits, awaits], [opensAndResetsWhenTheySleep], QUIET, 1, 2),
  together('one sleeps, and another that waits resets it', [awaits, waitsAndResets], [opensWhenOneWaits()], NO_SLICES, 1, 1),
];

/** The next round cannot begin before the one that awaits has begun. */
function opensWhenOneWaits(): LatchWay {
  return (ground) => {
    ground.gathering.arrived(1);
    return counts(0)(ground);
  };
}

const MAY_RESET = ['reset', 'refused'] as const;

/** Closed by several. */
export const RESETS: readonly LatchCase[] = [
  among('two reset it at once: one is refused', [resets(1), resets(2)], [MAY_RESET, MAY_RESET], 0, [1, 2], 1),
  among('three reset it at once: two are refused', [resets(1), resets(2), resets(3)], [MAY_RESET, MAY_RESET, MAY_RESET], 0, [1, 2, 3], 1),
  among('two reset it to zero at once: it stays open', [resets(0), resets(0)], [['reset'], ['reset']], 0, [0], 2),
  among('one resets it while another counts', [resets(2), counts(0)], [['reset'], COUNTED], 0, [1, 2], 1),
];

/** One dies: a waiter at any time, the opener once it is open. */
export const DEATHS: readonly LatchCase[] = [
  ...([['two wait', [waits, waits]], ['one waits, one awaits', [waits, awaits]], ['two await', [awaits, awaits]]] as const).map(
    ([who, waiting]): LatchCase => ({
      name: `${who}, and one of these or the one that has opened it dies`,
      options: DEATH,
      awaits: waiting.some(isAsync),
      setup: (module) => {
        const ground = new Ground(module, 1, [0]);
        const mayDie = (thread: number): boolean => thread < 2 || ground.wasOpened;
        return { ...ground.scenario([...waiting, counts(0)], [RELEASED, RELEASED, COUNTED], [0]), mayDie };
      },
    }),
  ),
  ...([['waits', waits], ['awaits', awaits], ['arrives', arrives(0)]] as const).map(
    ([who, way]): LatchCase => ({
      name: `one ${who}, and the one that has opened it dies before it rings`,
      options: DEATH,
      awaits: isAsync(way),
      setup: (module) => {
        const ground = new Ground(module, who === 'arrives' ? 2 : 1, [who === 'arrives' ? 1 : 0]);
        const opener = counts(who === 'arrives' ? 1 : 0);
        return { ...ground.scenario([way, opener], [RELEASED, COUNTED], [0]), mayDie: (thread) => thread === 1 && ground.wasOpened };
      },
    }),
  ),
  {
    name: 'one awaits, the one that has opened it dies before it rings, and a third resets it',
    options: DEATH,
    awaits: true,
    setup: (module) => {
      const ground = new Ground(module, 1, [0]);
      const mayDie = (thread: number): boolean => thread === 2 && ground.wasOpened;
      return { ...ground.scenario([awaits, waitsAndResets, opensWhenOneWaits()], [RELEASED, RELEASED, COUNTED], [1]), mayDie };
    },
  },
]; // prettier-ignore
