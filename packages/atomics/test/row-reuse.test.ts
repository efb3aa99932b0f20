/**
 * Fails when: the rows of threads that have ended are not used again, or those of threads
 * that live are; two threads have one row; a thread that dies while it takes a row keeps it
 * from others for good; what is asked about a thread is answered about another that has its
 * row; a thread whose row is another's by now is not known to have ended; a full table is
 * no error, or leaves something half made.
 */
import { setEnvironmentData } from 'node:worker_threads';
import { AtomicInt32 } from '@sync/atomics';
import { PROTOCOL } from '../src/protocol.ts';
import { until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Thread, endThreads, sharedWords, threads } from './thread.ts';
import { ALIVE, CLAIM, ENDED, START, STATE, WAIT, enter, entered, idSlot, idsIn, offer, probe, rowAt, rowOf, smallTable, words as rows } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

/** As where the runtime lets nobody see which threads live. */
const unseen = (): void => {
  const fs = process.getBuiltinModule('node:fs');
  for (const name of ['accessSync', 'readFileSync', 'readlinkSync', 'openSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    fs[name] = ((path: string, ...rest: unknown[]) => {
      if (/^.proc|sync-/.test(path)) throw new Error('on purpose');
      return real(path, ...rest);
    }) as never;
  }
};

describe('rows are used again', () => {
  test('of threads that were terminated; the living keep theirs, and the dead stay dead', async () => {
    const { words, table, handle } = smallTable(4);
    const living = [await entered({}, handle), await entered({}, handle)];
    const [here, there] = living.map(({ id }) => rowOf(id, words));
    const dead: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      const { thread, id } = await entered({}, handle);
      expect(rowOf(id, words)).not.toBe(here);
      expect(rowOf(id, words)).not.toBe(there);
      expect(probe(id, table)).toBe(false);
      await thread.terminate();
      dead.push(id);
    }
    expect(living.map(({ id }) => rowOf(id, words))).toEqual([here, there]);
    for (const { id } of living) expect(probe(id, table)).toBe(false);
    // Two of them have rows still, which tell.
    await until('all are known to be gone', () => dead.every((id) => probe(id, table)));
  });

  test('in turn, and not before there is no other', async () => {
    const { words, handle } = smallTable(3);
    const order: number[] = [];
    for (let turn = 0; turn < 7; turn++) {
      const { thread, id } = await entered({}, handle);
      order.push(rowOf(id, words));
      await thread.terminate();
    }
    const all = [0, 1, 2].map((index) => rowAt(index, words));
    expect(order).toEqual([...all, ...all, all[0]]);
  });

  test('as new: nothing is left of who had it before', async () => {
    const { words, handle } = smallTable(1);
    const first = await entered({}, handle);
    const row = rowOf(first.id, words);
    for (let at = STATE; at < 128; at++) if (at !== START) words[row + at] = -7;
    await first.thread.terminate();
    const second = await entered({}, handle);
    expect(rowOf(second.id, words)).toBe(row);
    const found = [...words.subarray(row, row + 128)];
    expect(found[STATE]).toBe(ALIVE);
    expect(found.slice(START + 1).some((word) => word !== 0)).toBe(false);
    expect(found[WAIT]).toBe(0);
  });

  test('not of one that has said that it leaves, and has not yet', async () => {
    const { words, table, handle } = smallTable(1);
    const leaves = await entered({}, handle);
    const state = sharedWords();
    void leaves.thread.run((_, state) => {
      process.on('exit', () => {
        Atomics.store(state, 1, 1);
        Atomics.wait(state, 0, 0);
      });
      process.exit(0);
    }, state);
    await until('it exits', () => Atomics.load(state, 1) === 1);
    expect(words[rowOf(leaves.id, words) + STATE]).toBe(ENDED);
    const [next] = await threads(1);
    await expect(enter(next!, handle)).rejects.toThrow('thread table is full: 1 threads alive');
    expect(probe(leaves.id, table)).toBe(false);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await leaves.thread.exited;
    expect(await enter(next!, handle)).not.toBe(leaves.id);
    expect(probe(leaves.id, table)).toBe(true);
  });

  test('of those of which nothing is known when they say that they leave, not otherwise', async () => {
    const { words, table, handle } = smallTable(1);
    const first = await entered({ prelude: unseen }, handle);
    void first.thread.run(() => process.exit(0));
    await first.thread.exited;
    const second = await entered({ prelude: unseen }, handle);
    expect(idsIn(words)).toEqual([second.id]);
    expect([probe(first.id, table), probe(second.id, table)]).toEqual([true, false]);
    await second.thread.terminate();
    const [third] = await threads(1);
    await expect(enter(third!, handle)).rejects.toThrow('thread table is full');
    expect(probe(second.id, table)).toBe(false);
  });

  test('by many at once: each gets one of its own', async () => {
    const many = 6;
    const { words, table, handle } = smallTable(many);
    let before: number[] = [];
    for (let round = 0; round < 5; round++) {
      const all = await threads(many);
      const start = sharedWords();
      const ids = all.map((thread) =>
        thread.run(({ AtomicInt32, kept, threadId }, handle, start, many) => {
          Atomics.add(start, 0, 1);
          while (Atomics.load(start, 0) < many);
          kept.int = AtomicInt32.from(handle);
          return threadId();
        }, handle, start, many),
      );
      const found = await Promise.all(ids);
      expect(idsIn(words).sort()).toEqual([...found].sort());
      for (const id of found) expect(probe(id, table)).toBe(false);
      for (const id of before) expect(probe(id, table)).toBe(true);
      await endThreads();
      before = found;
    }
  });

  test('of the dead are remembered by their numbers, none for another', async () => {
    const { table, handle } = smallTable(2);
    const living = await entered({}, handle);
    const { thread, id } = await entered({}, handle);
    await thread.terminate();
    await entered({}, handle);
    expect(probe(id, table)).toBe(true);
    // Neighbours, and those that share the word with it.
    for (const other of [id + 1, id - 1, id + 16, id + 2 ** 20, id + 2 ** 27]) expect(probe(other, table), String(other)).toBe(false);
    expect(probe(living.id, table)).toBe(false);
  });
});

describe('a thread that dies while it takes a row', () => {
  /** Stops for good before the access of that number to the table: 1 takes the row. */
  const stopsAt = (words: Int32Array, at: number, row: number, slot: number, stopped: Int32Array): void => {
    let count = 0;
    const tell = Atomics.store.bind(Atomics);
    for (const name of ['compareExchange', 'store'] as const) {
      const real = Atomics[name] as (...args: unknown[]) => number;
      Reflect.set(Atomics, name, (array: Int32Array, index: number, ...rest: unknown[]) => {
        // Each message brings another buffer for the same memory.
        const isOurs = array.length === words.length && array[2] === words[2];
        if (isOurs && ((index >= row && index < row + 128) || index === slot || index >= row + 128) && ++count === at) {
          tell(stopped, 0, 1);
          Atomics.wait(stopped, 1, 0);
        }
        return real(array, index, ...rest);
      });
    }
  };

  // Takes the row, notes that the last one is gone, takes the id away, clears 127 words, writes 3, and its id.
  test.each([1, 2, 3, 4, 5, 60, 130, 131, 132, 133, 134])('before its step %i leaves it to the next, and what is said of the last one is true', async (at) => {
    const { words, table, handle } = smallTable(1);
    const last = await entered({}, handle);
    const [row, slot] = [rowOf(last.id, words), idSlot(last.id, words)];
    await last.thread.terminate();
    const stopped = sharedWords();
    const dies = new Thread();
    void dies.run((_, stop, ...rest) => {
      (0, eval)(`(${stop})`)(...rest);
    }, stopsAt.toString(), words, at, row, slot, stopped).catch(() => undefined);
    const id = dies.worker.threadId + 1;
    void dies.run(({ AtomicInt32 }, handle) => void AtomicInt32.from(handle), handle).catch(() => undefined);
    await until('it is in the middle', () => stopped[0] === 1);
    const [next] = await threads(1);
    expect(probe(last.id, table)).toBe(true);
    expect(probe(id, table)).toBe(false);
    if (at > 1) await expect(enter(next!, handle)).rejects.toThrow('thread table is full');
    await dies.terminate();
    expect(probe(last.id, table)).toBe(true);
    const nextId = await enter(next!, handle);
    expect(idsIn(words)).toEqual([nextId]);
    expect(probe(last.id, table)).toBe(true);
    expect(probe(nextId, table)).toBe(false);
    await next!.terminate();
    await until('it is gone', () => probe(nextId, table));
  });

  test('and whose number in the kernel lives on keeps the row as long as that does', async () => {
    const { words, handle } = smallTable(1);
    const first = await entered({}, handle);
    const row = rowOf(first.id, words);
    words[idSlot(first.id, words)] = 0;
    words[row + CLAIM] = -words[row + CLAIM]!;
    const [next] = await threads(1);
    await expect(enter(next!, handle)).rejects.toThrow('thread table is full');
    await first.thread.terminate();
    const id = await enter(next!, handle);
    expect(idsIn(words)).toEqual([id]);
  });
});

describe('a full table', () => {
  /** Starts a thread whose home it is. */
  async function atHome(buffer: SharedArrayBuffer, options = {}): Promise<Thread> {
    const key = `@sync/table/${PROTOCOL}`;
    setEnvironmentData(key, buffer);
    const all = threads(1, options);
    setEnvironmentData(key, rows.buffer);
    return (await all)[0]!;
  }

  test('is an error of whoever makes or attaches to something, and leaves nothing behind', async () => {
    const { words, handle } = smallTable(2);
    const living = [await entered({}, handle), await entered({}, handle)];
    const thread = await atHome(handle.table);
    const memory = sharedWords();
    const made = new AtomicInt32();
    const arena = (made.share() as any).memory.buffer as SharedArrayBuffer;
    const cells = (): number => new Int32Array(arena)[4]!;
    const before = cells();
    const ask = (how: string): Promise<unknown> =>
      thread.run(({ AtomicInt32, internal }, how, memory, handle) => {
        const buffer = memory.buffer as SharedArrayBuffer;
        const kind = { name: 'Lock', module: '@sync/lock', words: 8 };
        const zeros = { ...kind, zeroIsNone: true };
        const ways: Record<string, () => unknown> = {
          make: () => new AtomicInt32(),
          'make in memory': () => internal.create(kind, { buffer }),
          'make with a beginning': () => internal.create(zeros, { buffer }, (words) => (words[1] = 5)),
          attach: () => internal.attach(kind, buffer),
          'attach to a handle': () => AtomicInt32.from(handle),
        };
        ways[how]!();
        return 'made';
      }, how, memory, handle);
    for (const how of ['make', 'make in memory', 'make with a beginning', 'attach', 'attach to a handle']) {
      await expect(ask(how), how).rejects.toMatchObject({ name: 'RangeError', message: 'thread table is full: 2 threads alive; one more can use @sync packages when one of them has ended' });
      expect([...memory].some((word) => word !== 0), how).toBe(false);
      expect(cells(), how).toBe(before);
    }
    expect(idsIn(words)).toEqual(living.map(({ id }) => id));
    // As soon as one has ended, all of it works.
    await living[0]!.thread.terminate();
    for (const how of ['make', 'make in memory']) expect(await ask(how)).toBe('made');
    expect(idsIn(words)).toContain(living[1]!.id);
  });

  test('has 4,096 threads in it', async () => {
    const { words, handle } = smallTable(4096);
    // As if all rows were those of this thread, which lives.
    const mine = rowOf(1);
    for (let index = 0; index < 4096; index++) {
      for (const slot of [CLAIM, START, STATE]) words[rowAt(index, words) + slot] = rows[mine + slot]!;
      words[64 + index] = 1_000_000 + index;
    }
    const thread = await atHome(handle.table);
    await expect(enter(thread)).rejects.toThrow('thread table is full: 4096 threads alive');
    offer(rowAt(4095, words), words);
    words[rowAt(1234, words) + START]! -= 1;
    const id = await enter(thread);
    expect(rowOf(id, words)).toBe(rowAt(1234, words));
  });
});
