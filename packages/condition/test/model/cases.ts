import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, QUIET, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, abortedOrPasses, awaitsAborted, awaitsAndPasses, awaitsFor, awaitsOrIsLost, awaitsTimed, awaitsTwice, awaitsTwiceOrIsLost, brings, bringsToAll, looks,
  notifies, notifiesAndWaits, notifiesAndWakesNobody, notifiesBehind, notifiesBetween, notifiesBoth, notifiesLater, notifiesOneOfTwo, takes, takesAsync, takesDeep, takesFor, recoversAndNotifies,
  takesSwitching, waitsAndPasses, waitsFor, waitsOrIsLost, waitsTimed, waitsTimedOrIsLost, type ConditionWay, type Conditions, type Outcome,
} from './ground.ts'; // prettier-ignore

type ConditionCase = Case<Conditions>;

const GOT: readonly Outcome[] = ['got it'];
const DONE: readonly Outcome[] = ['done'];
const NOTIFIED: readonly Outcome[] = ['notified'];
const LATE: readonly Outcome[] = ['time is up'];
const ENDS: readonly Outcome[] = ['notified', 'time is up', 'aborted'];
/** Two threads, one of them with two tasks. */
const TWO: CheckOptions = { ...NO_SLICES, preemptions: 1 };
/** Three threads. */
const THREE: CheckOptions = TWO;
/** Three threads with time limits, which may end at any step. */
const FEW: CheckOptions = { ...NO_SLICES, preemptions: 0 };

/** Some that take what the last brings. */
function taking(name: string, ways: readonly ConditionWay[], last: ConditionWay, options: CheckOptions): ConditionCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (conditions) => new Ground(conditions).scenario([...ways, last], [...ways.map(() => GOT), DONE]),
  };
}

/** Some that give up after a time, while one is notified: who came first, of those that are there. */
function timed(name: string, ways: readonly ConditionWay[], notifier: ConditionWay, options: CheckOptions): ConditionCase {
  return {
    name,
    options,
    awaits: [...ways, notifier].some(isAsync),
    setup: (conditions) => {
      const ground = new Ground(conditions);
      return ground.scenario([...ways, notifier], [...ways.map(() => [...DONE, ...ENDS]), [...DONE, ...ENDS]], (outcomes) => {
        const notified = outcomes.filter((outcome) => outcome === 'notified').length;
        if (notified !== Math.min(1, ground.met)) throw new Error(`${notified} of ${ground.met} were notified`);
        if (ground.met === 2 && ground.who !== 0) throw new Error(`number ${ground.who} was notified`);
      });
    },
  };
}

/** Each that is notified notifies the next: all end, whoever leaves. */
function passing(name: string, ways: readonly ConditionWay[], options: CheckOptions, came = ways.length): ConditionCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (conditions) => new Ground(conditions).scenario([...ways, notifies(1, came)], [...ways.map(() => ENDS), DONE]),
  };
}

/** The same while one that waits dies. */
function dying(name: string, ways: readonly ConditionWay[], options: CheckOptions, came = ways.length): ConditionCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (conditions) => {
      const ground = new Ground(conditions);
      const mayDie = (thread: number): boolean => thread < ways.length && ground.mayDie(thread, came);
      return { ...ground.scenario([...ways, notifies(1, came)], [...ways.map(() => ENDS), DONE]), mayDie };
    },
  };
}

/** Two threads. */
export const PAIRS: readonly ConditionCase[] = [
  taking('one blocks until something is there', [takes], brings(1), NO_SLICES),
  taking('one awaits something', [takesAsync], brings(1), NO_SLICES),
  taking('one awaits something by a sync hold', [takesSwitching], brings(1), NO_SLICES),
  taking('one blocks deep inside', [takesDeep], brings(1), NO_SLICES),
  taking('one blocks with a predicate', [takesFor], bringsToAll(1), NO_SLICES),
  timed('one blocks for a time', [waitsTimed], notifies(1, 1), { ...NO_SLICES, preemptions: 2 }),
  timed('one awaits for a time', [awaitsTimed], notifies(1, 1), { ...NO_SLICES, preemptions: 2 }),
  timed('one blocks for a time, and a task of who notifies one', [waitsTimed], notifiesBehind, TWO),
  timed('two tasks of one thread wait for a time, and it notifies one', [looks], notifiesOneOfTwo, NO_SLICES),
  {
    name: 'one looks how many wait, while one waits',
    options: NO_SLICES,
    awaits: false,
    setup: (conditions) => new Ground(conditions).scenario([waitsTimed, looks], [ENDS, DONE]),
  },
  {
    name: 'one blocks with a predicate for a time, and is notified in vain',
    options: QUIET,
    awaits: false,
    setup: (conditions) => new Ground(conditions).scenario([waitsFor, notifiesLater], [LATE, DONE]),
  },
  {
    name: 'one awaits with a predicate for a time, and is notified in vain',
    options: QUIET,
    awaits: true,
    setup: (conditions) => new Ground(conditions).scenario([awaitsFor, notifiesLater], [LATE, DONE]),
  },
  passing('two tasks of one thread await, one until it is aborted', [awaitsTwice], TWO, 2),
];

/** Three threads. */
export const TRIPLES: readonly ConditionCase[] = [
  taking('two block until something is there', [takes, takes], brings(2), THREE),
  taking('one blocks, one awaits', [takes, takesAsync], brings(2), THREE),
  taking('two await', [takesAsync, takesAsync], bringsToAll(2), THREE),
  timed('two block for a time, and one is notified', [waitsTimed, waitsTimed], notifies(1, 2), FEW),
  timed('one blocks and one awaits for a time, and one is notified', [waitsTimed, awaitsTimed], notifies(1, 2), FEW),
  passing('one is aborted, and one blocks', [abortedOrPasses, waitsAndPasses], FEW),
  passing('one is aborted, and one awaits', [abortedOrPasses, awaitsAndPasses], FEW),
];

/** Who came after a notification gets nothing of it, whatever becomes of it. */
const LATER: ConditionCase = {
  name: 'one is aborted, one has come since it was notified',
  options: TWO,
  awaits: true,
  setup: (conditions) => new Ground(conditions).scenario([awaitsAborted, notifiesAndWaits], [ENDS, LATE]),
};

/** A notification that one does not take goes on. */
export const CHAINS: readonly ConditionCase[] = [
  LATER,
  {
    name: 'one is aborted, the next was notified since, one has come between',
    options: TWO,
    awaits: true,
    setup: (conditions) => new Ground(conditions).scenario([abortedOrPasses, notifiesBetween], [ENDS, NOTIFIED]),
  },
];

/** One dies while it waits, or once it was notified: with it, nothing. */
export const DEATHS: readonly ConditionCase[] = [
  dying('two block, and one dies', [waitsAndPasses, waitsAndPasses], { ...DEATH, preemptions: 1 }),
  dying('one blocks, one awaits, and one dies', [waitsAndPasses, awaitsAndPasses], { ...DEATH, preemptions: 1 }),
  dying('two await, and one dies', [awaitsAndPasses, awaitsAndPasses], { ...DEATH, preemptions: 1 }),
  {
    name: 'one blocks, and who has notified it wakes nobody',
    options: { ...DEATH, kills: 0 },
    awaits: false,
    setup: (conditions) => new Ground(conditions).scenario([waitsAndPasses, notifiesAndWakesNobody], [ENDS, DONE]),
  },
  {
    name: 'one awaits, and who has notified it wakes nobody',
    options: { ...DEATH, kills: 0, preemptions: 2 },
    awaits: true,
    setup: (conditions) => new Ground(conditions).scenario([awaitsAndPasses, notifiesAndWakesNobody], [ENDS, DONE]),
  },
  dying('two block, one dies, and slices end before that', [waitsAndPasses, waitsAndPasses], { ...DEATH, timeouts: 1, preemptions: 0 }),
  {
    name: 'one blocks, and a slice ends while another has a task there',
    options: { ...SLICES, preemptions: 1 },
    awaits: true,
    setup: (conditions) => new Ground(conditions).scenario([waitsAndPasses, notifiesBoth], [NOTIFIED, NOTIFIED]),
  },
  taking('a slice ends while one blocks', [takes], brings(1), { ...SLICES, preemptions: 2 }),
  taking('a slice ends while one awaits', [takesAsync], brings(1), { ...SLICES, preemptions: 1 }),
];

const LOST: readonly Outcome[] = ['notified', 'abandoned'];

/** One notifies, and dies at any step of it, or afterwards, with the lock in its hands or not; another one recovers that, and notifies, too. */
function lost(name: string, way: ConditionWay, came: number, options: CheckOptions): ConditionCase {
  return {
    name,
    options,
    awaits: isAsync(way),
    setup: (conditions) => {
      const ground = new Ground(conditions);
      const ways = [way, notifies(1, came), recoversAndNotifies(came)];
      return { ...ground.scenario(ways, [LOST, DONE, DONE]), mayDie: (thread) => thread === 1 };
    },
  };
}

/** One of two is notified by one that dies then. */
function lostToOne(name: string, ways: readonly ConditionWay[], options: CheckOptions, came = ways.length): ConditionCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (conditions) => {
      const ground = new Ground(conditions);
      const scenario = ground.scenario([...ways, notifies(1, came)], [...ways.map(() => LOST), DONE]);
      return { ...scenario, mayDie: (thread) => thread === ways.length && ground.hasNotified };
    },
  };
}

/** The holder of the lock dies: who waits goes on waiting; who cannot have the lock again leaves nothing to nobody. */
export const HOLDERS: readonly ConditionCase[] = [
  {
    name: 'one blocks for a time, and either dies at any step',
    options: DEATH,
    awaits: false,
    setup: (conditions) => new Ground(conditions).scenario([waitsTimedOrIsLost, recoversAndNotifies(0)], [[...ENDS, 'abandoned'], DONE]),
  },
  lost('one blocks, and who notifies it dies', waitsOrIsLost, 1, { ...DEATH, preemptions: 1 }),
  lost('one awaits, and who notifies it dies', awaitsOrIsLost, 1, { ...DEATH, preemptions: 1 }),
  lostToOne('two block, and who has notified one dies', [waitsOrIsLost, waitsOrIsLost], { ...DEATH, preemptions: 1 }),
  lostToOne('one blocks, one awaits, and who has notified one dies', [waitsOrIsLost, awaitsOrIsLost], { ...DEATH, preemptions: 0 }),
  lostToOne('two tasks of one thread await, and who has notified one dies', [awaitsTwiceOrIsLost], { ...DEATH, preemptions: 0 }, 2),
  lostToOne('two await, and who has notified one dies', [awaitsOrIsLost, awaitsOrIsLost], { ...DEATH, preemptions: 0 }),
];
