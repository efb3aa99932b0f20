import { LONG, pause } from '@sync/testing';
import { ThreadDiedError } from '@sync/thread';
import { ThreadPool } from '@sync/pool';
import { expect, test } from 'vitest';

const spin = (ms: number): number => {
  for (const end = performance.now() + ms; performance.now() < end; );
  return ms;
};
const endless = (): void => {
  for (;;);
};
const sizeOf = (buffer: ArrayBuffer): number => buffer.byteLength;

/** Each is posted to one worker. */
function post(pool: ThreadPool, count: number): Promise<unknown>[] {
  return Array.from({ length: count }, () => {
    const buffer = new ArrayBuffer(8);
    return pool.submit({ task: sizeOf, transfer: [buffer] }, buffer).resultAsync({ timeout: LONG });
  });
}

test('in the place of a task that was cancelled: only the worker that it was posted to takes it', async () => {
  await using pool = new ThreadPool(undefined, { maxWorkers: 2 });
  await Promise.all([pool.submit(spin, 1), pool.submit(spin, 1)]);
  for (let round = 0; round < 5; round++) {
    const busy = [pool.submit(spin, 30), pool.submit(spin, 10)];
    await pause(5);
    pool.submit(spin, 0).cancel();
    expect(await Promise.all(post(pool, 1))).toEqual([8]);
    await Promise.all(busy);
  }
});

test('to a worker that is ended before it has begun it: it fails with that, and others go on', async () => {
  await using pool = new ThreadPool(undefined, { maxWorkers: 2 });
  const busy = [pool.submit(endless), pool.submit(endless)];
  await pause(50);
  const posted = post(pool, 6);
  for (const future of busy) future.cancel({ terminate: true });
  const ends = await Promise.all(posted.map((promise) => promise.catch((error: unknown) => error)));
  for (const end of ends) if (end !== 8) expect(end).toBeInstanceOf(ThreadDiedError);
  expect(ends).toContain(8);
  expect(await Promise.all(post(pool, 3))).toEqual([8, 8, 8]);
});

test('to workers that are used up after each task: none is lost', async () => {
  await using pool = new ThreadPool(undefined, { maxWorkers: 2, maxTasksPerWorker: 1 });
  expect(await Promise.all(post(pool, 8))).toEqual(Array.from({ length: 8 }, () => 8));
});

test('to workers that leave when they are idle: none is lost', async () => {
  await using pool = new ThreadPool(undefined, { maxWorkers: 2, idleTimeout: 1 });
  for (let round = 0; round < 5; round++) {
    expect(await Promise.all(post(pool, 3))).toEqual([8, 8, 8]);
    await pause(round);
  }
});
