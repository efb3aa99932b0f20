import { KILLED } from '@sync/model';
import { DEATH, NO_SLICES, type Case } from '@sync/model-testing';
import { Ground, type Internal, type PoolWay } from './ground.ts';
import {
  cancels, collects, collectsBlocked, crowds, empties, reclaims, replaces, replacesByPost, submits, submitsAndCloses, takes, takesReserved, works,
} from './ways.ts'; // prettier-ignore

type PoolCase = Case<Internal>;

interface Plan {
  readonly ways: readonly PoolWay[];
  /** Slots of the lane. */
  readonly slots?: number;
  /** So many tasks are there from the beginning. */
  readonly offered?: number;
  /** One is, posted to a worker. */
  readonly reserved?: boolean;
  readonly options?: PoolCase['options'];
  /** Throws if something is wrong in the end. */
  readonly final: (ground: Ground, results: readonly unknown[]) => void;
}

const ANYTHING = [true, false, undefined] as const;

function caseOf(name: string, { ways, slots = 2, offered = 0, reserved = false, options = NO_SLICES, final }: Plan): PoolCase {
  return {
    name,
    options,
    awaits: false,
    setup: (module) => {
      const ground = new Ground(module, slots);
      for (let task = 0; task < offered; task++) ground.offer(task, task);
      if (reserved) ground.reserve(0, 0, 2);
      return ground.scenario(ways, ways.map(() => ANYTHING), final);
    },
  };
}

function expect(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

/** Each of these has been run once, or can still be taken, once. */
function eachOnce(ground: Ground, tasks: readonly number[]): void {
  const rest = ground.rest();
  for (const task of tasks) {
    const times = ground.ran(task) + rest.filter((other) => other === task).length;
    expect(times === 1, `task ${task}: ${times} times`);
  }
  for (const task of rest) expect(tasks.includes(task), `task ${task} is there, and is not to be`);
}

/** The first was cancelled or run; if it was cancelled, so many others came one after the other, of which the last one is left. */
function replaced(ground: Ground, times: number): void {
  let alive = -1;
  const rest = ground.rest();
  for (let task = 0; task <= times; task++) {
    const has = ground.ran(task) + rest.filter((other) => other === task).length;
    expect(has <= 1, `task ${task}: ${has} times`);
    if (has === 1) {
      expect(alive < 0, `tasks ${alive} and ${task}`);
      alive = task;
    }
  }
  expect(alive >= 0, 'none was run');
}

const twice = (ground: Ground): void => { eachOnce(ground, [0, 1]); }; // prettier-ignore
const ranAll = (...tasks: readonly number[]) => (ground: Ground): void => {
  for (const task of tasks) expect(ground.ran(task) === 1, `task ${task} was run ${ground.ran(task)} times`);
}; // prettier-ignore

/** T1, T2, T7, I1, I2. */
export const TAKING: readonly PoolCase[] = [
  caseOf('two are there, two workers take', { ways: [takes(2), takes(3)], offered: 2, final: ranAll(0, 1) }),
  caseOf('one is there, two workers take', { ways: [takes(2), takes(3)], offered: 1, final: ranAll(0) }),
  caseOf('two are submitted, one worker takes', { ways: [submits(2), takes(2, 2)], final: twice }),
  caseOf('two are submitted, two workers take', { ways: [submits(2), takes(2), takes(3)], final: twice }),
  caseOf('two are submitted, two workers take twice', { ways: [submits(2), takes(2, 2), takes(3, 2)], options: { ...NO_SLICES, preemptions: 2 }, final: twice }),
];

/** T3: exactly one wins; what was cancelled leaves its place in the ring behind. */
export const CANCELLING: readonly PoolCase[] = [
  caseOf('one is cancelled while it is taken', {
    ways: [cancels, takes(2)],
    offered: 1,
    final: (ground, [isCancelled]) => {
      expect(ground.ran(0) === (isCancelled === true ? 0 : 1), `cancelled: ${String(isCancelled)}, ran ${ground.ran(0)} times`);
      expect(ground.rest().length === 0, 'it is still there');
    },
  }),
  caseOf('one is cancelled while the worker that it was posted to takes it', {
    ways: [cancels, takesReserved(2, 0)],
    reserved: true,
    final: (ground, [isCancelled, isTaken]) => {
      expect(isCancelled !== isTaken, `cancelled: ${String(isCancelled)}, taken: ${String(isTaken)}`);
    },
  }),
  caseOf('one comes in the place of one that is cancelled', { ways: [replaces(), takes(2, 2)], offered: 1, final: (ground) => { replaced(ground, 1); } }),
  caseOf('one comes in the place of one that is cancelled, and two workers take', { ways: [replaces(), takes(2), takes(3)], offered: 1, final: (ground) => { replaced(ground, 1); } }),
  caseOf('the ring is full of what was cancelled', { ways: [replaces(3), takes(2)], slots: 1, offered: 1, final: (ground) => { replaced(ground, 3); } }),
  caseOf('the ring is full, and the first in it waits', {
    ways: [crowds, takes(2)],
    offered: 1,
    final: (ground) => {
      const times = ground.ran(0) + ground.rest().filter((task) => task === 0).length;
      expect(times >= 1, `task 0: ${times} times`);
    },
  }),
  caseOf('one is posted in the place of one that is cancelled: who finds its place in the ring does not take it', {
    ways: [replacesByPost, takes(2), takesReserved(3, 0)],
    offered: 1,
    final: (ground, [isReplaced, , isTaken]) => {
      expect(ground.ran(0) === (isReplaced === true ? 0 : 1), `task 0: ${ground.ran(0)} times`);
      expect(ground.ran(1) === (isTaken === true ? 1 : 0), `task 1: ${ground.ran(1)} times`);
      expect(ground.rest().length === 0, 'who may not finds it');
    },
  }),
]; // prettier-ignore

/** T8, T9, I3. */
export const SLEEPING: readonly PoolCase[] = [
  caseOf('one is submitted while a worker falls asleep', { ways: [submits(1), works(2, 1)], final: ranAll(0) }),
  caseOf('one is submitted while a worker falls asleep, which is to leave then', { ways: [submitsAndCloses, works(2)], final: ranAll(0) }),
  caseOf('one is submitted while two workers fall asleep, which are to leave then', { ways: [submitsAndCloses, works(2), works(3)], options: { ...NO_SLICES, preemptions: 2 }, final: ranAll(0) }),
  caseOf('two that meet are submitted while two workers fall asleep', { ways: [submits(2), works(2, 1, 2), works(3, 1, 2)], options: { ...NO_SLICES, preemptions: 3 }, final: ranAll(0, 1) }),
]; // prettier-ignore

function settledAll(tasks: readonly number[], mayBeLost: boolean) {
  return (ground: Ground): void => {
    for (const task of tasks) {
      const [ran, settled] = [ground.ran(task), ground.settled(task)];
      expect(settled === 1, `task ${task} was settled ${settled} times`);
      expect(ran === 1 || (mayBeLost && ran === 0), `task ${task} was run ${ran} times`);
    }
  };
}

/** T4, T5, I4. */
export const HEARING: readonly PoolCase[] = [
  ...([['its bell', collects], ['asleep', collectsBlocked]] as const).flatMap(([how, way]) => [
    caseOf(`one worker runs two, their owner waits: ${how}`, { ways: [way, empties(2)], offered: 2, final: settledAll([0, 1], false) }),
    caseOf(`two workers run one each, their owner waits: ${how}`, { ways: [way, takes(2), takes(3)], offered: 2, options: { ...NO_SLICES, preemptions: 3 }, final: settledAll([0, 1], false) }),
  ]),
]; // prettier-ignore

/** T6, and who dies within T2 and T4. */
export const DEATHS: readonly PoolCase[] = [
  ...([['its bell', collects], ['asleep', collectsBlocked]] as const).map(([how, way]) =>
    caseOf(`one of two workers dies, the owner waits: ${how}`, {
      ways: [way, empties(2), empties(3)],
      offered: 2,
      options: { ...DEATH, preemptions: 2 },
      final: settledAll([0, 1], true),
    }),
  ),
  caseOf('one dies that a task was posted to', { ways: [collects, takesReserved(2, 0)], reserved: true, options: DEATH, final: settledAll([0], true) }),
]; // prettier-ignore

/** The lane of a worker that is gone, for the next one there. */
export const RECLAIMING: readonly PoolCase[] = [
  ...([['lives', NO_SLICES], ['dies', DEATH]] as const).map(([what, options]) =>
    caseOf(`a lane is taken over while a worker that takes from it ${what}`, {
      ways: [reclaims, takes(2, 2)],
      offered: 2,
      options,
      final: (ground, [isReclaimed, result]) => {
        for (const task of [0, 1]) expect(ground.ran(task) <= 1, `task ${task} was run ${ground.ran(task)} times`);
        if (isReclaimed === true && result !== KILLED) eachOnce(ground, [2]);
        expect(ground.ran(2) <= 1, `task 2 was run ${ground.ran(2)} times`);
      },
    }),
  ),
]; // prettier-ignore
