import type { SectionWords } from '../control-words.ts';
import type { Work } from '../task.ts';
import { allocation } from './allocation.ts';
import { asyncMany } from './async-many.ts';
import { barrier, barrierAsync, stayedTogether } from './barrier.ts';
import { contended, MOST_INSIDE, neverOverfull, permits } from './contended.ts';
import { copyBuffer, copyError, copyNested, copySmall } from './copies.ts';
import { counter } from './counter.ts';
import { deadlock } from './deadlock.ts';
import { death, deathAsync } from './death.ts';
import { handover, handoverAsync } from './handover.ts';
import { idle, idleAsync } from './idle.ts';
import { latchOpenings } from './latch-openings.ts';
import { pingPong, pingPongAsync } from './ping-pong.ts';
import { nothingLost, producers } from './producers.ts';
import { asManyAsBefore, inBatches, oneByOne, putAndTake } from './queue.ts';
import { BYTES, INT32, OBJECTS } from './queue-items.ts';
import { noItemLost } from './queue-tally.ts';
import { nothingTorn, readingAndWriting } from './read-write.ts';
import { countDown, eventSetClear, eventWait, notify, runDone, waitOpen } from './single-calls.ts';
import { noChangeLost, sharedList } from './shared-list.ts';
import { slow } from './slow.ts';
import { startAndJoin, stopping, threadMemory } from './threads.ts';
import { asyncUncontended, uncontended } from './uncontended.ts';
import { VARIABLES, variableGet, variableRun, variableSet } from './variables.ts';

/** The largest count; even a bare one is not counted down to zero in all rounds together. */
const LARGE_COUNT = 2 ** 31 - 1;
const NO_PERMITS = [0, 0];
const PLACES = [1024];
const FEW_PLACES = [8];

const wordsAddUp = (words: SectionWords, operations: number): boolean =>
  [words[0], words[1], words[2], words[3]].every((word) => word === (operations | 0));

const bothSlowWords = (words: SectionWords, operations: number): boolean => words[0] === operations && words[1] === operations;

const works: Readonly<Record<string, Work>> = {
  uncontended: { loop: uncontended },
  contended: { loop: contended, exact: wordsAddUp },
  permits: { loop: permits, counts: [MOST_INSIDE], exact: neverOverfull },
  handover: { loop: handover },
  'handover-async': { loop: handoverAsync },
  'ping-pong': { loop: pingPong, counts: NO_PERMITS, inTurns: true },
  'ping-pong-async': { loop: pingPongAsync, counts: NO_PERMITS, inTurns: true },
  barrier: { loop: barrier, together: true, exact: stayedTogether },
  'barrier-async': { loop: barrierAsync, together: true, exact: stayedTogether },
  producers: { loop: producers, exact: nothingLost },
  'latch-openings': { loop: latchOpenings },
  'reads-100': { loop: readingAndWriting(LARGE_COUNT), exact: nothingTorn },
  'reads-90': { loop: readingAndWriting(10), exact: nothingTorn },
  'reads-50': { loop: readingAndWriting(2), exact: nothingTorn },
  death: { loop: death },
  'death-async': { loop: deathAsync },
  deadlock: { loop: deadlock, together: true },
  slow: { loop: slow, exact: bothSlowWords },
  idle: { loop: idle, idles: true },
  'idle-async': { loop: idleAsync, idles: true },
  'async-uncontended': { loop: asyncUncontended },
  'async-many': { loop: asyncMany },
  'event-wait': { loop: eventWait },
  'event-set-clear': { loop: eventSetClear },
  'count-down': { loop: countDown, counts: [LARGE_COUNT] },
  'wait-open': { loop: waitOpen },
  notify: { loop: notify },
  'run-done': { loop: runDone },
  'variable-get': { loop: variableGet, counts: VARIABLES },
  'variable-set': { loop: variableSet, counts: VARIABLES },
  'variable-run': { loop: variableRun },
  counter: { loop: counter, sums: true },
  allocation: { loop: allocation },
  'shared-list': { loop: sharedList, exact: noChangeLost },
  'queue-int32': { loop: oneByOne(INT32), counts: PLACES, exact: noItemLost },
  'queue-int32-batches': { loop: inBatches(INT32), counts: PLACES, exact: noItemLost },
  'queue-objects': { loop: oneByOne(OBJECTS), counts: PLACES, exact: noItemLost },
  'queue-objects-batches': { loop: inBatches(OBJECTS), counts: PLACES, exact: noItemLost },
  'queue-bytes': { loop: oneByOne(BYTES), counts: FEW_PLACES, exact: noItemLost },
  'queue-put-take': { loop: putAndTake, counts: [0], exact: asManyAsBefore },
  'start-join': { loop: startAndJoin(1) },
  'start-join-8': { loop: startAndJoin(8) },
  'thread-memory': { loop: threadMemory },
  stopping: { loop: stopping },
  'copy-small': { loop: copySmall },
  'copy-nested': { loop: copyNested },
  'copy-buffer': { loop: copyBuffer },
  'copy-error': { loop: copyError },
};

/** A kind of work by its name on the wire. */
export function workCalled(name: string): Work {
  const found = works[name];
  if (!found) throw new Error(`no work is called ${name}`);
  return found;
}
