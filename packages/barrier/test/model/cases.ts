import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, abortsOnly, aborts, allOrNone, arrives, awaits, awaitsAborted, awaitsAndBlocks, awaitsForSure, awaitsTimed, awaitsTwice, awaitsTwoRounds, awaitsUntilThrough,
  awaitsTwoForSure, drops, dropsUntilLeft, endsOneAndComes, isThere, resets, resetsWhenTheyWait, scenario, twoTasks, waits, waitsAndThen, waitsIfSomebodyDoes, waitsLater, waitsTimed,
  waitsTwoRounds, waitsUntilThrough,
  type BarrierWay, type Barriers, type Start,
} from './ground.ts'; // prettier-ignore

export type BarrierCase = Case<Barriers>;

const THROUGH = [0, 1, 2] as const;
const through = (parties: number): readonly number[] => THROUGH.slice(0, parties);

/** What may come of each, if nobody says otherwise, and what holds at the end. */
interface Expected {
  readonly outcomes?: readonly (readonly (number | string)[])[];
  /** Beside an index, if the outcomes are not given. */
  readonly gaveUp?: readonly string[];
  final?(ground: Ground, results: readonly unknown[]): void;
}

function one(name: string, start: Start, ways: readonly BarrierWay[], options: CheckOptions, expected: Expected = {}): BarrierCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (barriers) => {
      const ground = new Ground(barriers, start);
      const outcomes = expected.outcomes ?? ways.map(() => [...through(start.parties), ...(expected.gaveUp ?? [])]);
      return scenario(ground, ways, outcomes, (results) => expected.final?.(ground, results));
    },
  };
}

const TWO = { parties: 2, marks: true } as const;
const ACTING = { ...TWO, action: (ground: Ground): void => { ground.act(); } } as const; // prettier-ignore
const FAILING = { parties: 2, action: (): void => { throw new Error('it failed'); } } as const; // prettier-ignore

/** All meet. */
const meet: Expected = { final: (_, results) => { allOrNone(results); } }; // prettier-ignore

/** All or none meet; it is broken if none do, and that is decided before the action. */
const may: Expected = {
  gaveUp: ['broken', 'aborted'],
  final: (ground, results) => {
    allOrNone(results);
    const met = typeof results.flat()[0] === 'number';
    if (ground.isBroken === met) throw new Error(`broken: ${ground.isBroken}`);
    if (ground.acted > 0 && !met) throw new Error('broken after the action');
  },
};

/** Two threads. */
export const PAIRS: readonly BarrierCase[] = [
  one('two block, a slice ends at any time', TWO, [waits(0), waits(1)], SLICES, meet),
  one('two await, a slice ends at any time', TWO, [awaits(0), awaits(1)], SLICES, meet),
  one('two block', TWO, [waits(0), waits(1)], NO_SLICES, meet),
  one('one blocks, one awaits', TWO, [waits(0), awaits(1)], NO_SLICES, meet),
  one('two await', TWO, [awaits(0), awaits(1)], NO_SLICES, meet),
  one('two block, with an action', ACTING, [waits(0), waits(1)], NO_SLICES, meet),
  one('one blocks, one awaits, with an action', ACTING, [waits(0), awaits(1)], NO_SLICES, meet),
  one('two await, with an action', ACTING, [awaits(0), awaits(1)], NO_SLICES, meet),
  one('two tasks of one thread and one that blocks', { parties: 3 }, [twoTasks, waits()], NO_SLICES, meet),
  one('two tasks of one thread, one of which may give up, and one that blocks', { parties: 3 }, [awaitsTwice, waits()], { ...NO_SLICES, preemptions: 4 }, may),
  one('one blocks behind its own task, another comes', { parties: 3 }, [awaitsAndBlocks, waits()], NO_SLICES, meet),
  one('a task comes last, and its thread blocks at once for the next round', { parties: 2 }, [awaitsAndBlocks, arrives(2)], { ...NO_SLICES, preemptions: 2 }, { outcomes: [[0, 1], ['done']] }),
  one('a task comes last, with an action, and its thread blocks at once', { ...ACTING, parties: 1, marks: false }, [awaitsAndBlocks, isThere], NO_SLICES, { outcomes: [[0], ['done']] }),
  one('one blocks for a time, one blocks', TWO, [waitsTimed(0), waits(1)], NO_SLICES, may),
  one('one blocks for a time, one awaits', TWO, [waitsTimed(0), awaits(1)], NO_SLICES, may),
  one('one awaits for a time, one blocks', TWO, [awaitsTimed(0), waits(1)], NO_SLICES, may),
  one('both for a time', TWO, [waitsTimed(0), awaitsTimed(1)], NO_SLICES, may),
  one('one awaits until it is aborted, one blocks', TWO, [awaitsAborted(0), waits(1)], NO_SLICES, may),
  one('one awaits until it is aborted, one awaits', TWO, [awaitsAborted(0), awaits(1)], NO_SLICES, may),
  one('one blocks for a time, one blocks, with an action', ACTING, [waitsTimed(0), waits(1)], NO_SLICES, may),
  one('one awaits for a time, one blocks, with an action', ACTING, [awaitsTimed(0), waits(1)], NO_SLICES, may),
];

/** The action fails. */
export const FAILURES: readonly BarrierCase[] = ([['two block', waits(), waits()], ['one blocks, one awaits', waits(), awaits()]] as const).map(
  ([who, first, second]) =>
    one(`${who}, the action fails`, FAILING, [first, second], NO_SLICES, {
      outcomes: [['broken', 'failed'], ['broken', 'failed']],
      final: (ground, results) => {
        if (new Set(results).size !== 2 || !ground.isBroken) throw new Error(`${results.join()}, broken: ${ground.isBroken}`);
      },
    }),
); // prettier-ignore

/** Rounds that follow each other at once. */
export const ROUNDS: readonly BarrierCase[] = [
  one('two block, two rounds', { parties: 2 }, [waitsTwoRounds, waitsTwoRounds], { ...NO_SLICES, preemptions: 4 }),
  one('one blocks, one awaits, two rounds', { parties: 2 }, [waitsTwoRounds, awaitsTwoRounds], { ...NO_SLICES, preemptions: 3 }),
  one('two await, two rounds', { parties: 2 }, [awaitsTwoRounds, awaitsTwoRounds], { ...NO_SLICES, preemptions: 3 }),
  one('one blocks, another comes three times without waiting', { parties: 2 }, [waits(), arrives(3)], { ...NO_SLICES, preemptions: 3 }, { outcomes: [[0, 1], ['done']] }),
  one('one awaits, another comes three times without waiting', { parties: 2 }, [awaits(), arrives(3)], { ...NO_SLICES, preemptions: 3 }, { outcomes: [[0, 1], ['done']] }),
];



/** A round that has ended is not touched by what comes at once. */
export const AFTERWARDS: readonly BarrierCase[] = ([['blocks', waits()], ['awaits', awaits()]] as const).flatMap(([who, way]) => [
  one(`one ${who}, the other comes and breaks the next round`, { parties: 2 }, [way, waitsAndThen((barrier) => { barrier.abort(); })], NO_SLICES, meet),
  one(`one ${who}, the other comes, breaks the next round and resets`, { parties: 2 }, [way, waitsAndThen((barrier) => { barrier.abort(); barrier.reset(); })], NO_SLICES, meet),
  one(`one ${who}, the other comes, comes again and resets`, { parties: 2 }, [way, waitsAndThen((barrier) => { barrier.arrive(); barrier.reset(); })], NO_SLICES, meet),
  one(`one ${who}, the other comes, comes again and resets, twice`, { parties: 2 }, [way, waitsAndThen((barrier) => {
    for (let time = 0; time < 2; time++) {
      barrier.arrive();
      barrier.reset();
    }
  })], { ...NO_SLICES, preemptions: 3 }, meet),
]); // prettier-ignore

/** What is done from outside. */
export const BREAKS: readonly BarrierCase[] = [
  one('one blocks, one breaks it', { parties: 2 }, [waits(), aborts], NO_SLICES, { outcomes: [['broken'], ['done']] }),
  one('one awaits, one breaks it', { parties: 2 }, [awaits(), aborts], NO_SLICES, { outcomes: [['broken'], ['done']] }),
  one('one comes twice, one breaks it: it is broken after that', { parties: 2 }, [arrives(2), aborts], NO_SLICES, { outcomes: [['done', 'broken'], ['done']], final: (ground) => {
    if (!ground.isBroken) throw new Error('it is not broken');
  } }),
  one('one comes again until it is through, one resets and comes', { parties: 2 }, [waitsUntilThrough, (ground) => {
    resets(ground);
    return waitsUntilThrough(ground);
  }], { ...NO_SLICES, preemptions: 4 }, meet),
  one('one awaits again until it is through, one resets and comes', { parties: 2 }, [awaitsUntilThrough, (ground) => {
    resets(ground);
    return waitsUntilThrough(ground);
  }], { ...NO_SLICES, preemptions: 3 }, meet),
  one('one awaits, two reset: it is whole and empty', { parties: 2 }, [awaitsForSure, resetsWhenTheyWait(1), resetsWhenTheyWait(1)], { ...NO_SLICES, preemptions: 2 }, {
    outcomes: [['broken'], ['done'], ['done']],
    final: (ground) => {
      if (ground.isBroken || ground.barrier.waiting !== 0) throw new Error(String(ground.barrier));
    },
  }),
  one('one comes, two of its rounds are reset', { parties: 2 }, [awaitsForSure, (ground) => {
    resetsWhenTheyWait(1)(ground);
    arrives(1)(ground);
    return resets(ground);
  }], NO_SLICES, { outcomes: [['broken'], ['done']] }),
  one('one comes twice, one resets: it is whole', { parties: 2 }, [arrives(2), resets], NO_SLICES, {
    outcomes: [['done', 'broken'], ['done']],
    final: (ground) => {
      if (ground.isBroken) throw new Error('it is broken');
    },
  }),
  one('one breaks it, one resets: it is broken or whole, and empty', { parties: 2 }, [abortsOnly, resets], NO_SLICES, {
    outcomes: [['done'], ['done']],
    final: (ground) => {
      if (ground.round !== 0) throw new Error('a round that nobody had come to is over');
    },
  }),
  one('two block, one breaks it', { parties: 2 }, [waits(), waits(), abortsOnly], { ...NO_SLICES, preemptions: 3 }, {
    outcomes: [[0, 1, 'broken'], [0, 1, 'broken'], ['done']],
    final: (ground, [first, second]) => {
      allOrNone([first, second]);
      if (!ground.isBroken) throw new Error('it is not broken');
    },
  }),
  one('two come again until they are through, one resets', { parties: 2 }, [waitsUntilThrough, waitsUntilThrough, resets], { ...NO_SLICES, preemptions: 1 }, {
    outcomes: [[0, 1], [0, 1], ['done']],
    final: (ground, [first, second]) => {
      allOrNone([first, second]);
      if (ground.isBroken || ground.barrier.waiting !== 0) throw new Error(String(ground.barrier));
    },
  }),
]; // prettier-ignore

/** Some leave for good. */
export const LEAVING: readonly BarrierCase[] = [
  one('one blocks for two rounds, one leaves', { parties: 2 }, [waitsTwoRounds, drops], NO_SLICES, { outcomes: [[0, 1], ['left']], final: left(1) }),
  one('one awaits for two rounds, one leaves', { parties: 2 }, [awaitsTwoRounds, drops], NO_SLICES, { outcomes: [[0, 1], ['left']], final: left(1) }),
  one('both leave', { parties: 2 }, [drops, drops], NO_SLICES, { outcomes: [['left'], ['left']], final: left(0) }),
  one('both leave, and one comes too many', { parties: 2 }, [drops, drops, waits()], { ...NO_SLICES, preemptions: 1 }, {
    outcomes: [['left', 'all have left'], ['left', 'all have left'], [0, 1, 'all have left']],
  }),
  one('one blocks, one comes again until it is through, one leaves', { parties: 3 }, [waits(), waitsUntilThrough, drops], { ...NO_SLICES, preemptions: 2 }, { outcomes: [through(3), through(3), ['left']], final: left(2) }),
  one('one blocks for two rounds, two leave', { parties: 3 }, [waitsTwoRounds, drops, drops], { ...NO_SLICES, preemptions: 2 }, { outcomes: [through(3), ['left'], ['left']], final: left(1) }),
  one('one leaves, one breaks it: it has left, or not', { parties: 1 }, [drops, abortsOnly], NO_SLICES, {
    outcomes: [['left', 'broken'], ['done']],
    final: (ground, [end]) => {
      if (ground.barrier.parties !== (end === 'left' ? 0 : 1)) throw new Error(`${String(end)}: ${String(ground.barrier)}`);
    },
  }),
  one('one comes, one leaves for sure, one resets', { parties: 2 }, [waitsUntilThrough, dropsUntilLeft, resets], { ...NO_SLICES, preemptions: 1 }, { outcomes: [[0, 1], ['left'], ['done']], final: left(1) }),
]; // prettier-ignore

function left(count: number): (ground: Ground) => void {
  return ({ barrier }) => {
    if (barrier.parties !== count) throw new Error(String(barrier));
  };
}

/** Three threads. */
export const TRIPLES: readonly BarrierCase[] = [
  one('three block', { parties: 3, marks: true }, [waits(0), waits(1), waits(2)], { ...NO_SLICES, preemptions: 2 }, meet),
  one('two block, one awaits, with an action', { ...ACTING, parties: 3 }, [waits(0), waits(1), awaits(2)], { ...NO_SLICES, preemptions: 1 }, meet),
  one('two block, one of them for a time, one awaits', { parties: 3, marks: true }, [waitsTimed(0), waits(1), awaits(2)], { ...NO_SLICES, preemptions: 1 }, may),
  one('two block, one awaits until it is aborted', { parties: 3, marks: true }, [waits(0), waits(1), awaitsAborted(2)], { ...NO_SLICES, preemptions: 1 }, may),
  one('two parties: two block, one comes twice', { parties: 2 }, [waits(), waits(), arrives(2)], { ...NO_SLICES, preemptions: 1 }, { outcomes: [[0, 1], [0, 1], ['done']] }),
  one('two parties: one blocks, one awaits, one comes twice', { parties: 2 }, [waits(), awaits(), arrives(2)], { ...NO_SLICES, preemptions: 1 }, { outcomes: [[0, 1], [0, 1], ['done']] }),
];

/** Kills, and whom they may meet: those who are noted, or anybody once the first round is over. */
function deaths(name: string, start: Start, ways: readonly BarrierWay[], options: CheckOptions, expected: Expected, mayDie: (ground: Ground, thread: number) => boolean): BarrierCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (barriers) => {
      const ground = new Ground(barriers, start);
      const outcomes = expected.outcomes ?? ways.map(() => [...through(start.parties), 'broken']);
      const made = scenario(ground, ways, outcomes, (results) => expected.final?.(ground, results));
      return { ...made, mayDie: (thread) => mayDie(ground, thread) };
    },
  };
}

/** One who has come is missed; so is one who was about to, in the words already. */
const whoCame = (ground: Ground, thread: number): boolean => ground.isNoted(thread) || ground.round > 0;

/** A slice ends while others go on, and one dies. */
const WHILE_OTHERS_GO_ON: CheckOptions = { kills: 1, timeouts: 1, notifyOrder: 'any' };

/** One dies that has come, or one who has begun to break, to reset, or to let the others go. */
export const DEATHS: readonly BarrierCase[] = [
  deaths('two block, one dies', TWO, [waits(0), waits(1)], DEATH, meet, whoCame),
  deaths('one blocks, one awaits, one dies', TWO, [waits(0), awaits(1)], DEATH, meet, whoCame),
  deaths('two await, one dies', TWO, [awaits(0), awaits(1)], DEATH, meet, whoCame),
  deaths('one waits for a time and dies when it has come, one that has seen it waits', { parties: 3 }, [waitsTimed(), waitsIfSomebodyDoes], DEATH, { outcomes: [['broken'], ['broken', 'done']] }, (ground, thread) => thread === 0 && ground.barrier.waiting > 0),
  deaths('two block, one of them dies in the action', ACTING, [waits(0), waits(1)], DEATH, meet, (ground) => ground.isFull),
  deaths('one blocks, one awaits, one of them dies in the action', ACTING, [waits(0), awaits(1)], DEATH, meet, (ground) => ground.isFull),
  deaths('one awaits, one that has come dies in the action', ACTING, [awaits(0), waits(1)], { ...DEATH, maxSteps: 150 }, meet, (ground, thread) => thread === 1 && ground.isFull),
  deaths('three block, one dies', { parties: 3 }, [waits(), waits(), waits()], { ...DEATH, preemptions: 1 }, meet, whoCame),
  deaths('two block, one awaits, one dies', { parties: 3 }, [waits(), waits(), awaits()], { ...DEATH, preemptions: 1 }, meet, whoCame),
  deaths('one blocks, one breaks it and dies before it wakes anybody', { parties: 2 }, [waits(), abortsOnly], DEATH, { outcomes: [['broken'], ['done']] }, (ground, thread) => thread === 1 && ground.isBroken),
  deaths('one awaits, one resets and dies on the way', { parties: 2 }, [awaitsForSure, resetsWhenTheyWait(1)], DEATH, { outcomes: [['broken'], ['done']] }, (ground, thread) => thread === 1 && (ground.isBroken || ground.round > 0)),
  deaths('two block, one of them takes the place of one that had died', { parties: 2, begins: (ground) => { ground.note(0, 2); } }, [waits(), waits(), isThere], WHILE_OTHERS_GO_ON, { outcomes: [[0, 1], [0, 1], ['done']] }, (_, thread) => thread === 2),
  deaths('one dies in a round that has just begun, while another looks after the one before', { parties: 3 }, [awaitsTwoForSure, endsOneAndComes, waitsLater], { ...WHILE_OTHERS_GO_ON, preemptions: 1 }, {
    outcomes: [[...through(3), 'broken'], ['done', 'broken'], [...through(3), 'broken']],
    final: (_, [first, , third]) => {
      allOrNone([(first as unknown[])[1], third]);
    },
  }, (ground, thread) => thread === 2 && ground.isNoted(2)),
]; // prettier-ignore
