import { BlockStore, homeTable, load, store } from '@sync/atomics/internal';
import { loadTasks } from './load-tasks.ts';
import { usedHeap } from './platform.ts';
import { listenTo } from './ports.ts';
import { runnerHere } from './runner-here.ts';
import { Runner } from './runner.ts';
import type { ToWorker } from './messages.ts';
import type { Setup } from './setup.ts';
import type { TaskFunctions } from './tasks.ts';
import { SEAT_READY, SEAT_TASKS, seatAt, seatOf } from './words.ts';

/** The heap is looked at once in so many milliseconds. */
const LOOK_AT_HEAP = 100;

/** What a worker of a pool does: it runs tasks until it is to leave. */
export async function work(setup: Setup, served?: TaskFunctions): Promise<void> {
  const { memory, layout, store: blocks, worker, port, initializer } = setup;
  const words = new Int32Array(memory);
  const seat = seatAt(seatOf(layout, worker));
  const tasks = await loadTasks(setup.label, setup.module, served);
  const post = { label: setup.label, words, layout, store: BlockStore.attach(blocks.buffer, blocks.byteOffset, homeTable()), worker, port };
  const runner = new Runner(post, tasks, mayGoOn(setup, words, seat));
  runnerHere().runner = runner;
  if (initializer !== undefined) await tasks.initialize(initializer);
  store(words, seat + SEAT_READY, 1);
  listenTo(port, (message: ToWorker) => {
    runner.inbox.take(message);
    runner.pump();
  });
  await runner.run();
  port.close?.();
}

/** False once the worker is used up. */
function mayGoOn({ maxTasks, maxHeapBytes }: Setup, words: Int32Array, seat: number): () => boolean {
  if (maxTasks === Infinity && maxHeapBytes === Infinity) return () => true;
  let lookedAt = 0;
  let isFull = false;
  return () => {
    if (load(words, seat + SEAT_TASKS) >= maxTasks) return false;
    const now = performance.now();
    if (maxHeapBytes === Infinity || now - lookedAt < LOOK_AT_HEAP) return !isFull;
    lookedAt = now;
    isFull = usedHeap() >= maxHeapBytes;
    return !isFull;
  };
}
