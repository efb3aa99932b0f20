import { describeThreads } from '@sync/atomics';
import { Event } from '@sync/event';
import { LONG, until } from '@sync/testing';
import { Thread, ThreadStateError, activeCount, currentThread, isMainThread, mainThread, nativeThreadId, threadId, threads } from '@sync/thread';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';

const SEEN = new URL('workers/seen.mjs', import.meta.url);
const TRIALS = 100;

const ends: (() => Promise<unknown>)[] = [];

function start(name: string, ...args: unknown[]): Thread<unknown, string> {
  const thread = new Thread<unknown, string>(SEEN, { export: name, args }).start();
  ends.push(async () => thread.isAlive && thread.terminate());
  return thread;
}

/** A worker that this package has not started; it uses the package, or does not. */
function startWorker(own = true): Worker {
  const worker = own ? new Worker(SEEN, { workerData: { own } }) : new Worker("require('node:worker_threads').parentPort.on('message', () => {})", { eval: true });
  ends.push(() => worker.terminate());
  return worker;
}

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

const ids = (): unknown[] => threads().map(({ id }) => id);

async function answer(worker: Worker, question?: string): Promise<any> {
  if (question !== undefined) worker.postMessage(question);
  const [found] = await once(worker, 'message');
  return found;
}

/** What each thread sees of itself. */
function expectSeesItself(seen: any): void {
  expect(seen.me).toMatchObject({ id: seen.id, isAlive: true, same: true });
  expect(seen.main).toMatchObject({ id: 1, name: 'MainThread', isAlive: true });
  expect(seen.threads).toContain(seen.id);
  expect(seen.threads).toContain(1);
  expect(new Set(seen.threads).size).toBe(seen.threads.length);
  expect([seen.count, seen.native, seen.me.nativeId, seen.listsItself]).toEqual([seen.threads.length, seen.kernel, seen.kernel, true]);
}

describe('the main thread', () => {
  test('is the current one there, by whichever name', () => {
    const me = currentThread();
    expect([me === mainThread(), me === currentThread(), threads().includes(me), isMainThread]).toEqual([true, true, true, true]);
    expect([me.id, me.name, me.daemon, me.isAlive, me.stopRequested, String(me)]).toEqual([threadId(), 'MainThread', false, true, false, 'Thread(MainThread)[running]']);
    expect([me.nativeId, nativeThreadId()]).toEqual([process.pid, Number(readlinkSync('/proc/thread-self').split('/').pop())]);
    expect(me.signal.aborted).toBe(false);
  });

  test('cannot join itself', async () => {
    expect(() => currentThread().join()).toThrow(ThreadStateError);
    expect(() => currentThread().join({ timeout: 0 })).toThrow(/MainThread.*itself/);
    await expect(currentThread().joinAsync()).rejects.toThrow(ThreadStateError);
  });

  test('may be called otherwise, for all', async () => {
    mainThread().name = 'chief';
    try {
      const seen: any = await start('sees').resultAsync({ timeout: LONG });
      expect([seen.main.name, currentThread().name]).toEqual(['chief', 'chief']);
    } finally {
      mainThread().name = 'MainThread';
    }
  });
});

describe('a thread of this package', () => {
  test('sees itself, and the main thread', async () => {
    const thread = start('sees');
    const { id } = thread;
    const seen: any = await thread.resultAsync({ timeout: LONG });
    expectSeesItself(seen);
    expect([seen.id, seen.isMainThread, seen.me.name, seen.me.text]).toEqual([id, false, thread.name, `Thread(${thread.name})[running]`]);
  });

  test('is seen by all others, by one object for each of them, from its start to its end', async () => {
    const before = activeCount();
    const [board, event] = [new Int32Array(new SharedArrayBuffer(4)), new Event()];
    const first = start('seesUntil', board, event);
    expect([threads().includes(first as never), activeCount()]).toEqual([true, before + 1]);
    await until('it runs', () => Atomics.load(board, 0) === 1);
    expect([threads().includes(first as never), activeCount()]).toEqual([true, before + 1]);
    expect(first.nativeId).not.toBe(process.pid);
    const second: any = await start('sees').resultAsync({ timeout: LONG });
    expect(second.threads).toContain(first.id);
    expect(second.names).toContain(first.name);
    event.set();
    const seen: any = await first.resultAsync({ timeout: LONG });
    expect(first.nativeId).toBeUndefined();
    expect(seen.native).toBeGreaterThan(0);
    expect([ids().includes(first.id), ids().includes(second.id), activeCount()]).toEqual([false, false, before]);
  });

  test(`is never listed once it was joined, blocking or awaited: ${TRIALS} trials`, async () => {
    const before = activeCount();
    for (let trial = 0; trial < TRIALS; trial++) {
      const thread = start('returns', trial);
      if (trial % 2 === 0) thread.join({ timeout: LONG });
      else await thread.joinAsync({ timeout: LONG });
      expect([trial, ids().includes(thread.id), thread.isAlive, activeCount()]).toEqual([trial, false, false, before]);
    }
  });

  test('is never listed once it was joined by one that has not started it', async () => {
    const all = Array.from({ length: 20 }, (_, index) => start('returns', index));
    expect(await start('joinsEach', all).resultAsync({ timeout: LONG })).toBe(0);
  });
});

describe("a worker of somebody's own", () => {
  test('sees itself as a thread, as others do from when it uses one of these packages until it has ended', async () => {
    const before = activeCount();
    const worker = startWorker();
    const seen = await answer(worker);
    expectSeesItself(seen);
    expect([seen.id, seen.isMainThread, seen.me.name, seen.me.daemon]).toEqual([worker.threadId + 1, false, `Worker-${worker.threadId}`, false]);
    const found = threads().find(({ id }) => id === seen.id);
    expect([found?.name, found?.isAlive, found?.nativeId, activeCount()]).toEqual([seen.me.name, true, seen.kernel, before + 1]);
    expect(threads()).toContain(found);
    await answer(worker, 'rename');
    expect([found?.name, String(found)]).toEqual(['renamed by itself', 'Thread(renamed by itself)[running]']);
    found!.name = 'renamed by another';
    expect((await answer(worker, 'again')).me.name).toBe('renamed by another');

    const joined = found!.joinAsync({ timeout: LONG });
    const remote = start('joinsById', seen.id);
    await until('it is joined', () => describeThreads({ print: false }).threads.some(({ id, state }) => id === remote.id && state === 'blocked'));
    worker.postMessage('end');
    expect(await joined).toBe(true);
    expect(await remote.resultAsync({ timeout: LONG })).toEqual({ name: 'renamed by another', joined: true, isAlive: false });
    expect([found!.isAlive, found!.join(), ids().includes(seen.id), activeCount()]).toEqual([false, true, false, before]);
  });

  test('can be joined for a time, blocking or awaited', async () => {
    const worker = startWorker();
    const { id } = await answer(worker);
    const found = threads().find((thread) => thread.id === id)!;
    expect([found.join({ timeout: 0 }), found.join({ timeout: 20 }), await found.joinAsync({ timeout: 20 })]).toEqual([false, false, false]);
    const abort = new AbortController();
    const aborted = found.joinAsync({ signal: abort.signal });
    abort.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    await worker.terminate();
    expect(await found.joinAsync({ timeout: LONG })).toBe(true);
  });

  test('is not listed when it was terminated', async () => {
    const worker = startWorker();
    const { id } = await answer(worker);
    expect(ids()).toContain(id);
    await worker.terminate();
    expect(ids()).not.toContain(id);
  });

  test('is nobody while it uses none of these packages', async () => {
    const before = activeCount();
    const worker = startWorker(false);
    await once(worker, 'online');
    expect(activeCount()).toBe(before);
  });
});
