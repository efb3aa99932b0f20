import { setImmediate as turn } from 'node:timers/promises';
import { SLOT_STOP, sharedNow } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';
import { TimedWaits } from '../timed-waits.ts';

/** So many idle ones, that what the process has anyway is little for each. */
const IDLE = 50;
/** Time for a thread that is about to wait to do so. */
const LINGER_MS = 5;

/** Starts so many threads that do nothing, and joins them, over and over. What is left of them goes when the event loop turns. */
export function startAndJoin(count: number): Loop {
  return async (round) => {
    const threads = shapeOf(round, 'threads');
    const begun = sharedNow();
    let operations = 0;
    do {
      const started = Array.from({ length: count }, () => threads.start());
      for (const thread of started) await thread.join();
      await turn();
      operations += count;
    } while (round.control[SLOT_STOP] === 0);
    // Few fit into a round: the last one's time counts to its end.
    return { operations, seconds: (sharedNow() - begun) / 1000 };
  };
}

/** What threads that sleep add to the process's memory. One before them loads what is loaded once. */
export const threadMemory: Loop = async (round) => {
  const threads = shapeOf(round, 'threads');
  const sleeping = async (count: number): Promise<() => Promise<void>> => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const started = Array.from({ length: count }, () => threads.startIdle?.(words));
    for (let there = 0; there < count; there = Atomics.load(words, 0)) await Atomics.waitAsync(words, 0, there).value;
    return async () => {
      Atomics.store(words, 1, 1);
      Atomics.notify(words, 1);
      for (const thread of started) await thread?.join();
    };
  };
  await (await sleeping(1))();
  const begun = sharedNow();
  const before = process.memoryUsage.rss();
  const wake = await sleeping(IDLE);
  const bytesPerOperation = (process.memoryUsage.rss() - before) / IDLE;
  await wake();
  return { operations: IDLE, seconds: (sharedNow() - begun) / 1000, bytesPerOperation };
};

/** Asks a thread that waits to stop, over and over: the wait is the time until it notices. */
export const stopping: Loop = async (round) => {
  const threads = shapeOf(round, 'threads');
  const timed = new TimedWaits();
  let operations = 0;
  do {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const noticed = new Float64Array(new SharedArrayBuffer(8));
    const thread = threads.startStoppable?.(words, noticed);
    while (Atomics.load(words, 0) === 0) await Atomics.waitAsync(words, 0, 0).value;
    Atomics.wait(words, 1, 0, LINGER_MS);
    const at = sharedNow();
    thread?.stop();
    await thread?.join();
    if (noticed[0] === 0) throw new Error('was not asked to stop');
    timed.add((noticed[0] ?? 0) - at);
    operations++;
  } while (round.control[SLOT_STOP] === 0);
  return timed.result(operations);
};
