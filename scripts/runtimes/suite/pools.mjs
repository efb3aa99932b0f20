// Pools of @sync/pool: what becomes of tasks, and that whoever waits for them is told.
import assert from 'node:assert/strict';
import { Lock } from '@sync/lock';
import { ThreadPool, asCompleted, wait } from '@sync/pool';
import { currentTask, transferring } from '@sync/pool/worker';
import { setExceptHook } from '@sync/thread';
import { LIMIT, inTime } from './threads.mjs';

const HERE = new URL(import.meta.url);

const limits = { timeout: LIMIT };

/** Tasks, from here on. */
export const adds = (a, b) => a + b;

export const turns = (bytes) => bytes.map((byte) => byte ^ 255);

export function moves(buffer) {
  new Uint8Array(buffer).fill(7);
  return transferring(buffer, [buffer]);
}

export function counts(words, lock, times) {
  for (let time = 0; time < times; time++) lock.run(() => words[0]++);
}

export function fails() {
  throw Object.assign(new RangeError('too far', { cause: new Error('why') }), { code: 'E_FAR' });
}

export function exits() {
  process.exit(3);
}

export function loops() {
  for (const task = currentTask(); ; ) task.throwIfCancelled();
}

export function awaits() {
  const { signal } = currentTask();
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason));
  });
}

export function computes() {
  for (;;);
}

export function tells(times) {
  for (let time = 0; time < times; time++) currentTask().report(time);
  return times;
}

export function fibonacci(n) {
  if (n < 2) return n;
  const other = currentTask().pool.submit('fibonacci', n - 1);
  return fibonacci(n - 2) + other.result();
}

/** What is checked, with a pool of its own. */
function check(what, options, run) {
  return {
    check: `ThreadPool: ${what}`,
    run: async () => {
      setExceptHook(() => undefined);
      const pool = new ThreadPool(HERE, { maxWorkers: 2, onUnobserved: () => undefined, ...options });
      await run(pool);
      await inTime('its end', pool.shutdownAsync());
      assert.equal(pool.threads.length, 0);
    },
  };
}

async function begun(future) {
  while (!future.running) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function isCancelled(pool, name) {
  const future = pool.submit(name);
  await inTime('its begin', begun(future));
  assert.equal(future.cancel({ reason: new Error('enough') }), false);
  await assert.rejects(inTime('its end', future.resultAsync()), (error) => error.message === 'enough' || error.cause?.message === 'enough');
}

export const checks = [
  check('many tasks, awaited', {}, async (pool) => {
    const all = Array.from({ length: 3000 }, (_, n) => pool.submit('adds', n, 1));
    assert.deepEqual(await inTime('all', Promise.all(all)), all.map((_, n) => n + 1));
  }),
  check('results for a main thread that blocks', {}, (pool) => {
    const all = Array.from({ length: 100 }, (_, n) => pool.submit('adds', n, 1));
    assert.equal(wait(all, limits).pending.size, 0);
    assert.deepEqual(all.map((future) => future.result()), all.map((_, n) => n + 1));
    assert.throws(() => pool.submit('fails').result(limits), { name: 'RangeError', code: 'E_FAR' });
  }),
  check('as they complete', {}, async (pool) => {
    let sum = 0;
    for await (const future of asCompleted([1, 2, 3].map((n) => pool.submit('adds', n, n)), limits)) sum += future.result();
    assert.equal(sum, 12);
  }),
  check('a function that travels', {}, async (pool) => assert.equal(await inTime('it', pool.submit((a, b) => a * b, 6, 7)), 42)),
  check('large arguments and results, copied and moved', {}, async (pool) => {
    const turned = await inTime('a copy', pool.submit('turns', new Uint8Array(500_000)));
    assert.deepEqual([turned.length, turned[0], turned.at(-1)], [500_000, 255, 255]);
    const { buffer } = new Uint8Array(1000);
    const moved = await inTime('it', pool.submit({ task: 'moves', transfer: [buffer] }, buffer));
    assert.deepEqual([buffer.byteLength, moved.byteLength, new Uint8Array(moved)[999]], [0, 1000, 7]);
  }),
  check('memory and a lock that tasks share', {}, async (pool) => {
    const [words, lock] = [new Int32Array(new SharedArrayBuffer(4)), new Lock()];
    await inTime('both', Promise.all([1, 2].map(() => pool.submit('counts', words, lock, 1000))));
    assert.equal(words[0], 2000);
  }),
  check('progress', {}, async (pool) => {
    const told = [];
    await inTime('it', pool.submit({ task: 'tells', onReport: (value) => told.push(value) }, 5));
    assert.deepEqual(told, [0, 1, 2, 3, 4]);
  }),
  check('tasks of tasks', {}, async (pool) => assert.equal(await inTime('it', pool.submit('fibonacci', 10)), 55)),
  check('cancelled before it has begun', { maxWorkers: 1 }, async (pool) => {
    const [first, second] = [pool.submit('loops'), pool.submit('adds', 1, 1)];
    assert.equal(second.cancel(), true);
    await assert.rejects(second.resultAsync(), { name: 'CancelledError' });
    await inTime('its begin', begun(first));
    first.cancel();
  }),
  check('cancelled while it computes', {}, (pool) => isCancelled(pool, 'loops')),
  check('cancelled while it awaits', {}, (pool) => isCancelled(pool, 'awaits')),
  check('a task that exits', {}, async (pool) => {
    await assert.rejects(inTime('its end', pool.submit('exits').resultAsync()), { name: 'ThreadDiedError', death: 'exited' });
    assert.equal(await inTime('the next', pool.submit('adds', 1, 1)), 2);
  }),
  check('workers that are used up', { maxTasksPerWorker: 2 }, async (pool) => {
    const all = Array.from({ length: 9 }, (_, n) => pool.submit('adds', n, 1));
    assert.deepEqual(await inTime('all', Promise.all(all)), all.map((_, n) => n + 1));
  }),
  {
    check: 'ThreadPool: ended by force',
    run: async () => {
      const pool = new ThreadPool(HERE, { maxWorkers: 1 });
      const future = pool.submit('computes');
      await inTime('its begin', begun(future));
      future.cancel({ terminate: true });
      await assert.rejects(inTime('its end', future.resultAsync()), { name: 'CancelledError' });
      assert.equal(await inTime('the next', pool.submit('adds', 1, 1)), 2);
      await pool.terminate();
    },
  },
  {
    check: 'ThreadPool: no such module',
    run: async () => {
      const pool = new ThreadPool(new URL('missing.mjs', HERE));
      await assert.rejects(inTime('its end', pool.submit('adds', 1, 1).resultAsync()), { name: 'BrokenPoolError' });
    },
  },
];
