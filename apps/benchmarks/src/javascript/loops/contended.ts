import { SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import type { AwaitedScopedLock, BlockingLock, ScopedLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import { bucketOf, BUCKETS, nextInterval } from '../waits.ts';
import { keep, work } from '../work.ts';

/** Permits of the semaphore that several threads want. */
export const MOST_INSIDE = 2;

/** What a section does, with the state of its work. */
type Section = (words: SectionWords, me: number, state: number, turns: number) => number;

/** What every section does, whatever the lock: four shared words, the change of owner, work where it is asked for. */
function section(words: SectionWords, me: number, state: number, turns: number): number {
  words[0] += 1;
  words[1] += 1;
  words[2] += 1;
  words[3] += 1;
  if (words[4] !== me) {
    words[4] = me;
    words[5] += 1;
  }
  return turns > 0 ? work(state, turns) : state;
}

/** Sections that do not exclude each other: how many threads are inside is counted, in word 0; word 1: once too many. */
function sectionOfSeveral(words: SectionWords, _me: number, state: number, turns: number): number {
  if (Atomics.add(words, 0, 1) >= MOST_INSIDE) words[1] = 1;
  const after = turns > 0 ? work(state, turns) : state;
  Atomics.sub(words, 0, 1);
  return after;
}

function blockingLoop(lock: BlockingLock, inside: Section, { me, control, task }: Round): ThreadResult {
  const { privateTurns, sectionTurns } = task;
  const words = sectionWords(control);
  const buckets = new Float64Array(BUCKETS);
  let state = me;
  let operations = 0;
  let every = 1;
  let left = 1;
  let longestMs = 0;
  let block = performance.now();
  while (control[SLOT_STOP] === 0) {
    if (--left === 0) {
      const before = performance.now();
      const elapsed = before - block;
      if (elapsed > longestMs) longestMs = elapsed;
      every = nextInterval(every, elapsed);
      lock.acquire();
      const bucket = bucketOf((performance.now() - before) * 1e6);
      buckets[bucket] = (buckets[bucket] ?? 0) + every;
      block = before;
      left = every;
    } else {
      lock.acquire();
    }
    state = inside(words, me, state, sectionTurns);
    lock.release();
    if (privateTurns > 0) state = work(state, privateTurns);
    operations++;
  }
  keep(state);
  return { operations, buckets, longestMs: Math.max(longestMs, performance.now() - block) };
}

function scopedLoop(lock: ScopedLock, { me, control, task }: Round): ThreadResult {
  const { privateTurns, sectionTurns } = task;
  const words = sectionWords(control);
  const buckets = new Float64Array(BUCKETS);
  let state = me;
  let operations = 0;
  let every = 1;
  let left = 1;
  let longestMs = 0;
  let block = performance.now();
  let before = 0;
  const plain = (): void => {
    state = section(words, me, state, sectionTurns);
  };
  const timed = (): void => {
    const bucket = bucketOf((performance.now() - before) * 1e6);
    buckets[bucket] = (buckets[bucket] ?? 0) + every;
    state = section(words, me, state, sectionTurns);
  };
  while (control[SLOT_STOP] === 0) {
    if (--left === 0) {
      before = performance.now();
      const elapsed = before - block;
      if (elapsed > longestMs) longestMs = elapsed;
      every = nextInterval(every, elapsed);
      block = before;
      left = every;
      lock.run(timed);
    } else {
      lock.run(plain);
    }
    if (privateTurns > 0) state = work(state, privateTurns);
    operations++;
  }
  keep(state);
  return { operations, buckets, longestMs: Math.max(longestMs, performance.now() - block) };
}

async function awaitedLoop(lock: AwaitedScopedLock, { me, control, task }: Round): Promise<ThreadResult> {
  const { privateTurns, sectionTurns } = task;
  const words = sectionWords(control);
  const buckets = new Float64Array(BUCKETS);
  let state = me;
  let operations = 0;
  let longestMs = 0;
  let before = 0;
  const timed = (): void => {
    const wait = performance.now() - before;
    if (wait > longestMs) longestMs = wait;
    const bucket = bucketOf(wait * 1e6);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    state = section(words, me, state, sectionTurns);
  };
  while (control[SLOT_STOP] === 0) {
    before = performance.now();
    await lock.runAsync(timed);
    if (privateTurns > 0) state = work(state, privateTurns);
    operations++;
  }
  keep(state);
  return { operations, buckets, longestMs };
}

/** Sections of several threads on one lock. */
export const contended: Loop = (round) => {
  const { blocking, scoped, awaitedScoped } = round.objects[0] ?? {};
  if (blocking) return blockingLoop(blocking, section, round);
  if (scoped) return scopedLoop(scoped, round);
  return awaitedLoop(awaitedScoped ?? shapeOf(round, 'awaitedScoped'), round);
};

/** Sections of several threads under a semaphore that lets two of them in. */
export const permits: Loop = (round) => blockingLoop(shapeOf(round, 'blocking'), sectionOfSeveral, round);

/** Whether there were never more threads inside than permits. */
export function neverOverfull(words: SectionWords): boolean {
  return words[0] === 0 && words[1] === 0;
}
