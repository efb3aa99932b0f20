import { DEATH, NO_SLICES, isAsync } from '../../../model-testing/src/index.ts';
import { UP_TO_2, UP_TO_3, UP_TO_4, together, type LockCase } from './together.ts';
import {
  BRIEF,
  WAYS,
  acquires,
  acquiresTimed,
  acquiresTwice,
  awaits,
  awaitsAborted,
  awaitsTimed,
  awaitsTwice,
  holds,
  holdsAsync,
  tries,
  type Way,
} from './ways-to-wait.ts';

/** All ways to wait, two at a time. */
export const PAIRS: readonly LockCase[] = Object.entries(WAYS).flatMap(([first, way], at, all) =>
  all.slice(at).map(([second, other]) => together('Lock', `${first} and ${second}`, [way, other], NO_SLICES)),
);

const blocksThenAwaits: Way = async (ground) => acquires(ground) + (await awaits(ground));
const awaitsThenBlocks: Way = async (ground) => (await awaits(ground)) + acquires(ground);

/** Ways to wait one after the other. */
export const TURNS: readonly LockCase[] = [
  together('Lock', 'twice, both block', [acquiresTwice, acquiresTwice], NO_SLICES),
  together('Lock', 'twice, both await', [awaitsTwice, awaitsTwice], UP_TO_3),
  together('Lock', 'twice, one blocks and one awaits', [acquiresTwice, awaitsTwice], UP_TO_4),
  together('Lock', 'each blocks and awaits in turn', [blocksThenAwaits, awaitsThenBlocks], UP_TO_4),
];

/** Three at a time: one holds, two wait, and one of these leaves. */
export const TRIPLES: readonly LockCase[] = [
  together('Lock', 'three that block', [acquires, acquires, acquires], NO_SLICES),
  together('Lock', 'three that await', [awaits, awaits, awaits], UP_TO_2),
  together('Lock', 'one awaits among those that block', [acquires, acquires, awaits], UP_TO_3),
  together('Lock', 'one blocks among those that await', [acquires, awaits, awaits], UP_TO_3),
  together('Lock', 'a blocked one whose time is up leaves one that blocks', [acquires, acquires, acquiresTimed], UP_TO_3),
  together('Lock', 'a blocked one whose time is up leaves one that awaits', [acquires, awaits, acquiresTimed], UP_TO_2),
  together('Lock', 'an awaiting one whose time is up leaves one that blocks', [acquires, acquires, awaitsTimed], UP_TO_3),
  together('Lock', 'an awaiting one whose time is up leaves one that awaits', [acquires, awaits, awaitsTimed], UP_TO_3),
  together('Lock', 'an aborted one leaves one that blocks', [acquires, acquires, awaitsAborted], UP_TO_3),
  together('Lock', 'an aborted one leaves one that awaits', [acquires, awaits, awaitsAborted], UP_TO_2),
  together('Lock', 'all leave but the holder', [acquires, acquiresTimed, awaitsAborted], UP_TO_2),
  together('Lock', 'all leave but the awaiting holder', [awaits, awaitsTimed, awaitsAborted], UP_TO_2),
  together('Lock', 'one that tries overtakes those that wait', [tries, acquires, awaits], UP_TO_3),
  together('Lock', 'guards of all kinds', [holds, holds, holdsAsync], UP_TO_2),
];

/** Holds it twice; time goes by while it holds it again. */
const holdsAgainForLong: Way = (ground) => {
  ground.lock.acquire();
  ground.lock.release();
  ground.lock.acquire();
  ground.passTime(BRIEF);
  const done = ground.section();
  ground.lock.release();
  return done;
};

const ONE_EARLY = { ...UP_TO_2, timeouts: 1 } as const;

/** One takes a wake-up, is overtaken, and has no time left: the other must not pay for it. */
export const OVERTAKEN: readonly LockCase[] = [
  together('Lock', 'a blocked one that was woken in vain leaves one that blocks', [holdsAgainForLong, acquires, acquiresTimed], ONE_EARLY),
  together('Lock', 'a blocked one that was woken in vain leaves one that awaits', [holdsAgainForLong, awaits, acquiresTimed], ONE_EARLY),
  together('Lock', 'an awaiting one that was woken in vain leaves one that blocks', [holdsAgainForLong, acquires, awaitsTimed], ONE_EARLY),
];

/** At most a slice, and what a nap of a newcomer may add. */
const LATEST = 50 + 5;

/** The clock moves only when nothing else does: all that a way waits for is somebody dead. */
function punctual(way: Way): Way {
  const check = (start: number, done: number): number => {
    const waited = performance.now() - start;
    if (waited > LATEST) throw new Error(`waited ${waited} ms for one that died`);
    return done;
  };
  return isAsync(way)
    ? async (ground) => check(performance.now(), await way(ground))
    : (ground) => check(performance.now(), way(ground) as number);
}

const blocks = punctual(acquires);
const blocksTimed = punctual(acquiresTimed);
const blocksTwice = punctual(acquiresTwice);
const lingers = punctual(awaits);
const lingersAborted = punctual(awaitsAborted);
const lingersTwice = punctual(awaitsTwice);

const lingersInTwoTasks: Way = async (ground) => {
  const [first, second] = await Promise.all([lingers(ground), lingers(ground)]);
  return first + second;
};

const DEATHS_OF_MANY = { ...DEATH, preemptions: 2 } as const;

/** A waiter dies at any of its steps, and the others go on, a slice later at most. */
export const KILLS: readonly LockCase[] = [
  together('Lock', 'one that blocks dies beside one that blocks', [blocks, blocks], DEATH),
  together('Lock', 'one that blocks or one that awaits dies beside the other', [blocks, lingers], DEATH),
  together('Lock', 'one that awaits dies beside one that awaits', [lingers, lingers], DEATH),
  together('Lock', 'one that comes and goes dies beside one that blocks', [blocksTwice, blocks], DEATH),
  together('Lock', 'one that comes and goes dies beside one that awaits', [blocksTwice, lingers], DEATH),
  together('Lock', 'one that awaits again and again dies beside one that blocks', [lingersTwice, blocks], DEATH),
  together('Lock', 'one that awaits in two tasks dies beside one that blocks', [lingersInTwoTasks, blocks], DEATH),
  together('Lock', 'one that has a time limit dies beside one that can be aborted', [blocksTimed, lingersAborted], DEATH),
  together('Lock', 'one of three that block dies', [blocks, blocks, blocks], DEATHS_OF_MANY),
  together('Lock', 'one that blocks or one that awaits dies beside two', [blocks, blocks, lingers], DEATHS_OF_MANY),
  together('Lock', 'one of three that await dies', [lingers, lingers, lingers], DEATHS_OF_MANY),
  together('Lock', 'one dies where another leaves', [blocks, blocks, acquiresTimed], DEATHS_OF_MANY),
];
