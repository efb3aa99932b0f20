import type { CheckOptions } from '@sync/model';
import { A_SLICE, beside, type RWCase } from './rw-cases.ts';
import { READ, WRITE, waysOf, type RWGround, type RWWay } from './rw-ground.ts';

const { acquires: reads, awaits: readsAsync } = waysOf(READ);
const { acquires: writes, awaits: writesAsync } = waysOf(WRITE);

/** Slices end when nothing else can move. */
const CALM: CheckOptions = { timeouts: 0, notifyOrder: 'any' };
const UP_TO_2: CheckOptions = { ...CALM, preemptions: 2 };

/** Awaits to write, and then blocks, unless it writes already. */
const awaitsAndBlocks: RWWay = async (ground) => {
  const pending = writesAsync(ground);
  if (!ground.rw.writer.owned) ground.blockAtGate();
  return pending;
};

/** Holds what the first one waits for, lets it go, and wants it again, while that one is blocked. */
const comesAgain =
  (way: (ground: RWGround) => unknown): RWWay =>
  async (ground) => {
    void reads(ground);
    const start = performance.now();
    const done = await way(ground);
    const waited = performance.now() - start;
    if (waited > A_SLICE) throw new Error(`waited ${waited} ms for one that is blocked`);
    ground.openGate();
    return done as number;
  };

/** Awaits to write, and blocks on the same lock. */
const awaitsAndAcquires =
  (way: RWWay): RWWay =>
  async (ground) => {
    const pending = writesAsync(ground);
    if (ground.rw.writer.owned) return pending;
    const start = performance.now();
    const done = Number(way(ground));
    const waited = performance.now() - start;
    if (waited > 2 * A_SLICE) throw new Error(`waited ${waited} ms for itself`);
    return done + Number(await pending);
  };

/** A thread is blocked while a task of it awaits that readers leave. */
export const BLOCKED: readonly RWCase[] = [
  beside('a blocked thread that awaits to write does not keep one from reading', [awaitsAndBlocks, comesAgain(reads)], CALM),
  beside('a blocked thread that awaits to write does not keep one from writing', [awaitsAndBlocks, comesAgain(writes)], CALM),
  beside('a blocked thread that awaits to write does not keep a task from reading', [awaitsAndBlocks, comesAgain(readsAsync)], CALM),
  beside('a blocked thread that awaits to write does not keep a task from writing', [awaitsAndBlocks, comesAgain(writesAsync)], UP_TO_2),
  beside('a thread that awaits to write does not keep itself from reading', [awaitsAndAcquires(reads), reads], { ...CALM, preemptions: 4 }),
  beside('a thread that awaits to write does not keep itself from writing', [awaitsAndAcquires(writes), reads], { ...CALM, preemptions: 4 }),
];
