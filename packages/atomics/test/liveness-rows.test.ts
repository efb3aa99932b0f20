/**
 * Fails when: the kernel is asked too early, too often, or for one thread in another's
 * place; who is dead comes to life again; what was said of one thread is said of another
 * that has its row, or its number in the kernel; a thread that the kernel cannot be asked
 * about is gone before it says so itself.
 */
import fs from 'node:fs';
import { threadId } from '@sync/atomics';
import { context, isGone, type ThreadTable } from '@sync/atomics/internal';
import { until } from '@sync/testing';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { endThreads, threads } from './thread.ts';
import { ALIVE, CLAIM, ENDED, ID, START, STATE, entered, offer, probe, rowOf, table, words } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the kernel is asked', () => {
  let clock: MockInstance<() => number>;
  let reads: MockInstance;
  const me = threadId();

  /** Whom it was asked after since the last time. */
  const asked = (): string[] => reads.mock.calls.splice(0).map(([path]) => String(path));
  const ask = (at: number, ...ids: number[]): boolean[] => {
    clock.mockReturnValue(10_000 + at);
    return ids.map((id) => isGone(id, table));
  };

  beforeEach(() => {
    context().slots.delete('liveness');
    // Asks as another thread: nobody needs to ask after itself.
    context().slots.set('identity', { id: 999_998 });
    clock = vi.spyOn(performance, 'now');
    reads = vi.spyOn(fs, 'readFileSync');
  });

  afterEach(() => {
    context().slots.delete('identity');
  });

  test('25 ms after the first question, then every 100 ms, however often one asks', () => {
    const probes: number[] = [];
    for (let at = 0; at <= 500; at += 0.5) {
      ask(at, me);
      if (asked().length > 0) probes.push(at);
    }
    expect(probes).toEqual([25, 125, 225, 325, 425]);
  });

  test('at the next question, by one that asks seldom', () => {
    ask(0, me);
    expect(asked()).toEqual([]);
    ask(1000, me);
    expect(asked()).toHaveLength(1);
    ask(1099, me);
    expect(asked()).toEqual([]);
    ask(5000, me);
    expect(asked()).toHaveLength(1);
  });

  test('after each thread by itself, by its own number', async () => {
    const { id } = await entered();
    ask(0, me);
    ask(20, id);
    ask(30, me, id);
    expect(asked()).toEqual([`/proc/self/task/${words[rowOf(me) + CLAIM]!}/stat`]);
    ask(45, me, id);
    expect(asked()).toEqual([`/proc/self/task/${words[rowOf(id) + CLAIM]!}/stat`]);
  });

  test('for each table by itself', () => {
    // Another table, in which a thread of that id is another one.
    const other: ThreadTable = { buffer: table.buffer.slice(0), row: -1 };
    const copy = new Int32Array(other.buffer);
    copy[rowOf(me) + START]! += 1;
    for (const at of [0, 25]) {
      clock.mockReturnValue(10_000 + at);
      expect(isGone(me, table)).toBe(false);
      expect(isGone(me, other)).toBe(at === 25);
    }
  });

  test('no more once a thread is dead, which it stays when others have its row', async () => {
    const { thread, id } = await entered();
    const row = rowOf(id);
    await thread.terminate();
    clock.mockRestore();
    await until('it is gone', () => isGone(id, table));
    reads.mockClear();
    clock = vi.spyOn(performance, 'now');
    expect(ask(1_000_000, id)).toEqual([true]);
    words[row + ID] = 999_999;
    expect(ask(2_000_000, id)).toEqual([true]);
    words[row + ID] = id;
    expect(asked()).toEqual([]);
  });

  test('anew by each of some thousands, and none of them is mistaken for another', () => {
    const ids = Array.from({ length: 5000 }, (_, at) => 1_000_000 + at);
    expect(ask(0, ...ids, me)).not.toContain(true);
    expect(ask(25, me)).toEqual([false]);
    expect(asked()).toHaveLength(1);
  });
});

describe('a row', () => {
  test('of one that has left in good order says nothing any more when another has it', async () => {
    const first = await entered();
    const row = rowOf(first.id);
    void first.thread.run(() => process.exit(0));
    await first.thread.exited;
    expect(words[row + STATE]).toBe(ENDED);
    await until('it is gone', () => probe(first.id));
    offer(row);
    const second = await entered();
    expect([rowOf(second.id), words[row + STATE]]).toEqual([row, ALIVE]);
    // Who did not know it by now will not learn it here.
    expect([probe(first.id), probe(second.id)]).toEqual([false, false]);
    await second.thread.terminate();
    await until('the second is gone', () => probe(second.id));
    expect(probe(first.id)).toBe(false);
  });

  test('that is claimed by another while it is read says nothing', async () => {
    const { id } = await entered();
    const row = rowOf(id);
    const load = Atomics.load.bind(Atomics);
    vi.spyOn(Atomics, 'load').mockImplementation(((array: Int32Array, index: number) => {
      // Between the look for the row and the look at it.
      if (array.buffer === table.buffer && index === row + CLAIM && words[row + ID] === id) {
        words[row + ID] = 0;
        words[row + CLAIM] = 2 ** 30;
      }
      return load(array, index);
    }) as never);
    const claim = words[row + CLAIM]!;
    expect(probe(id)).toBe(false);
    expect(words[row + CLAIM], 'it was').toBe(2 ** 30);
    words[row + CLAIM] = claim;
    words[row + ID] = id;
    vi.restoreAllMocks();
    expect(probe(id)).toBe(false);
  });

  test('whose number in the kernel another thread has by now is of one that is gone', async () => {
    const [dead, lives] = [await entered(), await entered()];
    const row = rowOf(dead.id);
    await dead.thread.terminate();
    words[row + CLAIM] = words[rowOf(lives.id) + CLAIM]!;
    words[row + START] = words[rowOf(lives.id) + START]! - 1;
    expect([probe(dead.id), probe(lives.id)]).toEqual([true, false]);
  });

  test('of one that is gone tells so whatever its start was', async () => {
    const { thread, id } = await entered();
    const row = rowOf(id);
    await thread.terminate();
    for (const start of [0, -1, 1]) {
      words[row + START] = start;
      await until('it is gone', () => probe(id));
    }
  });

  test('has the number and the start that the kernel tells', async () => {
    const { thread, id } = await entered();
    const row = rowOf(id);
    const [native, start] = await thread.run(() => {
      const { readlinkSync, readFileSync } = process.getBuiltinModule('node:fs');
      const stat = readFileSync('/proc/thread-self/stat', 'utf8');
      return [Number(readlinkSync('/proc/thread-self').split('/').at(-1)), Number(stat.split(') ')[1]!.split(' ')[19])];
    });
    expect([words[row + CLAIM], words[row + START]]).toEqual([native, start | 0]);
    expect(native).not.toBe(process.pid);
  });
});

/** As where there is no such file. */
const noProc = (): void => {
  const fs = process.getBuiltinModule('node:fs');
  const read = fs.readFileSync as (...args: unknown[]) => unknown;
  fs.readFileSync = ((path: string, ...rest: unknown[]) => {
    if (path.startsWith('/proc')) throw Object.assign(new Error('on purpose'), { code: 'ENOENT' });
    return read(path, ...rest);
  }) as never;
};

/** As where the runtime lets nobody see the kernel's numbers. */
const unseen = (): void => {
  const fs = process.getBuiltinModule('node:fs');
  const read = fs.readFileSync as (...args: unknown[]) => unknown;
  fs.readFileSync = ((path: string, ...rest: unknown[]) => {
    if (path.startsWith('/proc')) throw new Error('on purpose');
    return read(path, ...rest);
  }) as never;
};

describe('a thread that the kernel cannot be asked about', () => {
  test.each([noProc, unseen])('is not gone when it was terminated, since nobody knows', async (prelude) => {
    const { thread, id } = await entered({ prelude });
    expect([words[rowOf(id) + CLAIM], words[rowOf(id) + START]]).toEqual([-1, 0]);
    expect(probe(id)).toBe(false);
    await thread.terminate();
    expect(probe(id)).toBe(false);
  });

  test('is gone when its row says so', async () => {
    const { thread, id } = await entered({ prelude: unseen });
    expect(probe(id)).toBe(false);
    void thread.run(() => process.exit(0));
    await thread.exited;
    expect(probe(id)).toBe(true);
  });

  test('asks after others in vain, but for what their rows say', async () => {
    const [asks] = await threads(1, { prelude: unseen });
    const [terminated, left] = [await entered(), await entered({ prelude: unseen })];
    await terminated.thread.terminate();
    void left.thread.run(() => process.exit(0));
    await left.thread.exited;
    const answers = await asks!.run(
      async ({ internal }, ids) => {
        const { table } = internal.create({ name: 'Lock', module: '@sync/lock', words: 8 });
        for (const id of ids) internal.isGone(id, table);
        await new Promise((resolve) => setTimeout(resolve, 30));
        return ids.map((id) => internal.isGone(id, table));
      },
      [terminated.id, left.id, threadId()],
    );
    expect(answers).toEqual([false, true, false]);
  });
});
