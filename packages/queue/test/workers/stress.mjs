// Random calls at both ends, from a seed: each item is counted by who put it, and by who had it.
import { LifoQueue, PriorityQueue, Queue } from '@sync/queue';
import { random, task } from '@sync/testing/worker';

const CLASSES = { Queue, LifoQueue, PriorityQueue };

task(async ({ data: { type, handle, seed, ops }, index, count: members, together }) => {
  const queue = CLASSES[type].from(handle);
  const numbers = random(seed + index);
  const counts = { puts: 0, gets: 0, putSum: 0, getSum: 0, timeouts: 0, aborts: 0, ended: 0, joins: 0 };
  let next = index;
  const item = () => ({ id: (next += members), pad: 'x'.repeat(numbers.below(8) === 0 ? numbers.below(400) : 3) });
  const put = ({ id }) => {
    counts.puts++;
    counts.putSum += id;
  };
  const got = ({ id }) => {
    counts.gets++;
    counts.getSum += id;
    queue.taskDone();
  };
  const limit = () => ({ timeout: numbers.below(3) * numbers.next() });
  const blocking = [
    () => {
      const one = item();
      queue.put(one, limit());
      put(one);
    },
    () => {
      const one = item();
      if (queue.tryPut(one)) put(one);
    },
    () => got(queue.get(limit())),
    () => {
      const found = queue.tryGet();
      if (found !== undefined) got(found.value);
    },
    () => queue.getMany(3, { ...limit(), min: 1 + numbers.below(2) }).forEach(got),
    () => queue.drain().forEach(got),
    () => {
      if (queue.join({ timeout: 0.1 })) counts.joins++;
    },
  ];
  const awaiting = [
    async (options) => {
      const one = item();
      await queue.putAsync(one, options);
      put(one);
    },
    async (options) => got(await queue.getAsync(options)),
    async (options) => (await queue.getManyAsync(2, options)).forEach(got),
  ];
  const one = async (blocks) => {
    const abort = blocks || numbers.below(3) > 0 ? undefined : new AbortController();
    try {
      if (blocks) return void blocking[numbers.below(blocking.length)]();
      const call = awaiting[numbers.below(awaiting.length)]({ ...limit(), signal: abort?.signal });
      if (abort !== undefined) (numbers.below(2) === 0 ? queueMicrotask : setImmediate)(() => abort.abort());
      await call;
    } catch (error) {
      if (error.code === 'SYNC_QUEUE_EMPTY' || error.code === 'SYNC_QUEUE_FULL') counts.timeouts++;
      else if (error.code === 'SYNC_QUEUE_SHUT_DOWN') counts.ended++;
      else if (abort?.signal.aborted && error === abort.signal.reason) counts.aborts++;
      else throw error;
    }
  };

  together();
  for (let op = 0; op < ops; op++) {
    // The last tenth of the calls finds it shut down.
    if (index === 0 && op === Math.floor(0.9 * ops)) queue.shutdown();
    if (numbers.below(2) === 0) await one(true);
    else await Promise.all(Array.from({ length: 1 + numbers.below(3) }, () => one(false)));
  }
  return counts;
});
