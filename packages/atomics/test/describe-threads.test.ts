/**
 * Fails when: a thread that is blocked is not shown, or shown as blocked by something else, for
 * another time, or after it has gone on; a hold is missing or is somebody else's; nothing is
 * printed although nobody forbade it; a signal is not answered while the main thread is blocked.
 */
import { AtomicInt32, describeThreads, describeThreadsOn, threadId, type ThreadDescription } from '@sync/atomics';
import { program, until } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { ThreadsReport } from '../src/threads-report.ts';
import { endThreads, threads, type Here } from './thread.ts';

// Before there are others: all of them share the main thread's table.
const shared = new AtomicInt32();

afterEach(endThreads);

const find = (id: number): ThreadDescription => {
  const found = describeThreads({ print: false }).threads.find((thread) => thread.id === id);
  if (found === undefined) throw new Error(`thread ${id} is not described`);
  return found;
};

describe('describeThreads', () => {
  test('shows what a blocked thread waits for, until it goes on', async () => {
    const [thread] = await threads(1);
    const words = new Int32Array(new SharedArrayBuffer(8));
    const id = await thread!.run(({ AtomicInt32, kept, threadId }) => {
      kept.int = new AtomicInt32();
      return threadId();
    });
    expect(find(id)).toMatchObject({ id, state: 'running', waitsFor: undefined, holds: [] });
    const before = Date.now();
    const waiting = thread!.run(
      ({ internal }, its) => {
        const subject = { label: 'Gate(north)' };
        return internal.waitUntil({ subject, words: its, index: 0 }, (word) => word !== 0);
      },
      words,
    );
    await until('it is seen to be blocked', () => find(id).state === 'blocked');
    const { waitsFor } = find(id);
    expect(waitsFor).toMatchObject({ what: 'Gate(north)', untimed: true, heldBy: [] });
    expect(Math.abs(waitsFor!.since.getTime() - before)).toBeLessThan(2000);
    expect(String(describeThreads({ print: false }))).toMatch(/Worker-\d+ +blocked +Gate\(north\), for \d+ s/);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await waiting).toBe(true);
    expect(find(id)).toMatchObject({ state: 'running', waitsFor: undefined });
  });

  test('shows a time limit, and that a thread has ended', async () => {
    const [thread] = await threads(1);
    const words = new Int32Array(new SharedArrayBuffer(8));
    const id = await thread!.run(({ AtomicInt32, kept, threadId }) => {
      kept.int = new AtomicInt32();
      return threadId();
    });
    void thread!.run(
      ({ internal }, its) =>
        internal.waitUntil({ subject: { label: 'Gate' }, words: its, index: 0 }, (word) => word !== 0, { timeout: 60_000 }),
      words,
    );
    await until('it is seen to be blocked', () => find(id).state === 'blocked');
    expect(find(id).waitsFor?.untimed).toBe(false);
    expect(String(describeThreads({ print: false }))).toContain('with a time limit');
    await thread!.terminate();
    await until('it is seen to have ended', () => find(id).state === 'ended');
    expect(find(id).waitsFor).toBeUndefined();
  });

  test.each([
    ['AtomicInt32.wait', 'AtomicInt32(door)', ({ kept }: Here) => kept.int.wait(0)],
    ['Futex.wait', 'Futex', ({ Futex }: Here, words: Int32Array) => Futex.wait(words, 0, 0)],
  ])('shows %s', async (_, what, waits) => {
    const [thread] = await threads(1);
    const words = new Int32Array(new SharedArrayBuffer(8));
    const [id, handle] = await thread!.run(({ AtomicInt32, kept, threadId }) => {
      kept.int = new AtomicInt32({ name: 'door' });
      return [threadId(), kept.int.share()];
    });
    const waiting = thread!.run(waits as never, words as never);
    await until('it is seen to be blocked', () => find(id).state === 'blocked');
    expect(find(id).waitsFor).toMatchObject({ what, untimed: true, heldBy: [] });
    const int = AtomicInt32.from(handle);
    int.store(1);
    int.notify();
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await waiting).toBe('ok');
    expect(find(id).state).toBe('running');
  });

  test('prints threads that have ended only if they have left something behind, and counts the others', () => {
    const thread = (id: number, state: 'running' | 'ended', ...holds: string[]): ThreadDescription => ({
      id,
      name: `Worker-${id}`,
      state,
      waitsFor: undefined,
      holds: holds.map((what) => ({ what, takenAt: undefined })),
    });
    const lines = (...threads: ThreadDescription[]): string[] => String(new ThreadsReport(threads)).split('\n').slice(1);
    expect(lines(thread(1, 'running'), thread(2, 'ended'), thread(3, 'ended', 'Lock'), thread(4, 'ended'))).toEqual([
      '1   Worker-1  running',
      '3   Worker-3  ended               Lock',
      'and 2 that have ended',
    ]);
    expect(lines(thread(2, 'ended'))).toEqual(['and 1 that has ended']);
  });

  test('shows the calling thread', () => {
    expect(find(threadId())).toMatchObject({ name: 'MainThread', state: 'running' });
  });
});

test('a signal that is none is refused', () => {
  expect(() => describeThreadsOn('SIGNOTHING')).toThrow(/expected a signal as 'SIGUSR2', not 'SIGNOTHING'/);
  expect(shared.load()).toBe(0);
});

test('it is printed to the standard error; a signal is answered while the main thread is blocked, until that is ended', async () => {
  const { stdout, stderr, code } = await program(new URL('programs/described.mjs', import.meta.url));
  expect([stdout, code]).toEqual(['asked\nblocked\ngoes on\n', 0]);
  const [first, ...others] = stderr.split(/^id .*\n/m).slice(1);
  expect(first).toMatch(/^1 +MainThread +running$/m);
  // The last ones may be printed after it has gone on.
  expect(others[0]).toMatch(/^1 +MainThread +blocked +Gate, for \d+ s, with a time limit$/m);
});

test('a signal that comes before anybody watches ends nothing, and is answered', async () => {
  const { stderr, code } = await program(new URL('programs/described-early.mjs', import.meta.url));
  expect([code, stderr.match(/^1 +MainThread +running$/gm)?.length]).toEqual([0, 1]);
});
