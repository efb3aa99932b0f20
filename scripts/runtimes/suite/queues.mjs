// Queues of @sync/queue between threads: nothing is lost, and who waits is woken.
import assert from 'node:assert/strict';
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from '@sync/queue';
import { Thread } from '@sync/thread';
import { LIMIT, inTime } from './threads.mjs';

const HERE = new URL(import.meta.url);
const MANY = 1000;
const SUM = (MANY * (MANY - 1)) / 2;

/** In threads, from here on. */
export function puts(queue) {
  for (let n = 0; n < MANY; n++) queue.put({ n }, { timeout: LIMIT });
}

export function sums(queue) {
  let sum = 0;
  for (let left = MANY; left > 0; left--) sum += queue.get({ timeout: LIMIT }).n;
  return sum;
}

export async function sumsAsync(queue) {
  let sum = 0;
  for (let left = MANY; left > 0; left--) sum += (await queue.getAsync({ timeout: LIMIT })).n;
  return sum;
}

export function takesAll(queue) {
  let count = 0;
  for (const item of queue) {
    count += item;
    queue.taskDone();
  }
  return count;
}

const started = (name, queue) => new Thread(HERE, { export: name, args: [queue], name }).start();

/** Two threads at each end: one that blocks, and one that awaits. */
const between = (make) => async () => {
  const queue = make();
  const threads = [started('sums', queue), started('sumsAsync', queue), started('puts', queue), started('puts', queue)];
  const [one, other] = await inTime('all of them', Promise.all(threads.map((thread) => thread.resultAsync())));
  assert.equal(one + other, 2 * SUM);
  assert.equal(queue.size, 0);
};

export const checks = [
  { check: 'Queue: two threads at each end', run: between(() => new Queue({ maxSize: 10 })) },
  { check: 'LifoQueue: two threads at each end', run: between(() => new LifoQueue({ maxSize: 10 })) },
  { check: 'PriorityQueue: two threads at each end', run: between(() => new PriorityQueue({ maxSize: 10 })) },
  { check: 'SimpleQueue: two threads at each end', run: between(() => new SimpleQueue()) },
  {
    check: 'Queue: all are dealt with, and shutdown ends who waits',
    run: async () => {
      const queue = new Queue();
      const thread = started('takesAll', queue);
      queue.putMany([1, 2, 3]);
      assert.equal(await inTime('join', queue.joinAsync()), true);
      queue.shutdown();
      assert.equal(await inTime('its end', thread.resultAsync()), 6);
    },
  },
];
