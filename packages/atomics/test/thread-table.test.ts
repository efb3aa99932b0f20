/**
 * Fails when: a thread's name is looked up in the wrong table or row, a thread does not
 * enter the table of a handle, the rows of ended threads are not used again, or a full
 * table keeps a thread from working.
 */
import { AtomicInt32, threadId } from '@sync/atomics';
import { Mutex, adopt, create, type Kind } from '@sync/atomics/internal';
import { afterEach, expect, test } from 'vitest';
import { Thread, endThreads, threads } from './thread.ts';

afterEach(endThreads);

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

// As the header of the source describes the table.
const HEADER = 64;
const ROW = 64;
const ROWS = 4096;
const ID = 1;
const NAME_LENGTH = 6;
const NAME = 7;

function makeMutex(name: string): { mutex: Mutex; handle: any } {
  const buffer = new SharedArrayBuffer(32);
  const mutex = new Mutex('Lock', create(KIND, { buffer, name }), false);
  const { table, protocol, version } = new AtomicInt32().share();
  return { mutex, handle: { '@sync': 'Lock', module: '@sync/lock', protocol, version, name, buffer, byteOffset: 0, table } };
}

/** The rows that a thread has in a table. */
function rowsOf(table: SharedArrayBuffer, id: number): number[] {
  const words = new Int32Array(table);
  const rows = Array.from({ length: ROWS }, (_, index) => HEADER + index * ROW);
  return rows.filter((row) => words[row + ID] === id);
}

function writeName(table: SharedArrayBuffer, row: number, name: string): void {
  const words = new Int32Array(table);
  const bytes = new TextEncoder().encode(name);
  new Uint8Array(table, (row + NAME) * 4, bytes.length).set(bytes);
  words[row + NAME_LENGTH] = bytes.length;
}

/** In a thread: takes the mutex of a handle and keeps it. */
function hold({ internal, kept, threadId }: any, handle: any): number {
  const place = internal.adopt({ name: 'Lock', module: '@sync/lock', words: 8 }, handle);
  kept.mutex = new internal.Mutex('Lock', place, false);
  if (!kept.mutex.acquire({ timeout: 5000 })) throw new Error('it is held');
  return threadId();
}

test('a holder is named in the texts and errors of another thread', async () => {
  const { mutex, handle } = makeMutex('jobs');
  const [thread] = await threads(1);
  const id = await thread!.run(hold, handle);
  const name = `Worker-${id - 1}`;
  expect(String(mutex)).toBe(`Lock(jobs)[held by ${name}]`);
  expect(() => {
    mutex.release();
  }).toThrow(`Lock(jobs): release() by MainThread, but ${name} holds it.`);
  await thread!.run(({ kept }) => kept.mutex.release());
  mutex.acquire();
  expect(await thread!.run(({ kept }) => String(kept.mutex))).toBe('Lock(jobs)[held by MainThread]');
  mutex.release();
  expect(String(mutex)).toBe('Lock(jobs)[free]');
});

test.each(['worker seven', 'Fädchen-€', 'x'.repeat(48)])('the name in its row is what others call a thread: %s', async (name) => {
  const { mutex, handle } = makeMutex('jobs');
  const [thread] = await threads(1);
  const id = await thread!.run(hold, handle);
  const rows = rowsOf(handle.table, id);
  expect(rows).toHaveLength(1);
  writeName(handle.table, rows[0]!, name);
  expect(String(mutex)).toBe(`Lock(jobs)[held by ${name}]`);
});

test('a thread has one row, however much it makes and attaches to', async () => {
  const [thread] = await threads(1);
  const { handle } = makeMutex('jobs');
  const ints = Array.from({ length: 20 }, () => new AtomicInt32().share());
  const id = await thread!.run(
    ({ AtomicInt32, threadId, kept }, handles) => {
      kept.ints = [...handles.map((handle) => AtomicInt32.from(handle)), new AtomicInt32(), new AtomicInt32()];
      return threadId();
    },
    ints,
  );
  expect(rowsOf(handle.table, id)).toHaveLength(1);
  expect(rowsOf(handle.table, threadId())).toHaveLength(1);
});

/** As a thread that was started before its parent had a table. */
const alone = (): void => {
  const threads = process.getBuiltinModule('node:worker_threads');
  threads.getEnvironmentData = () => undefined as never;
  threads.setEnvironmentData = () => undefined;
};

test('threads with different tables attach to each other, and see each other’s names', async () => {
  const mine = makeMutex('mine');
  const loner = new Thread({ prelude: alone });
  const theirs = await loner.run(({ AtomicInt32, internal, kept }) => {
    const buffer = new SharedArrayBuffer(32);
    const kind = { name: 'Lock', module: '@sync/lock', words: 8 };
    kept.own = new internal.Mutex('Lock', internal.create(kind, { buffer, name: 'theirs' }), false);
    kept.own.acquire();
    const { table, protocol, version } = new AtomicInt32().share();
    return { '@sync': 'Lock', module: '@sync/lock', protocol, version, name: 'theirs', buffer, byteOffset: 0, table };
  });
  const id = loner.worker.threadId + 1;
  writeName(theirs.table, rowsOf(theirs.table, id)[0]!, 'loner');
  expect(rowsOf(mine.handle.table, id)).toEqual([]);

  // Through its handle this thread enters its table, once, and reads its names.
  const foreign = new Mutex('Lock', adopt(KIND, theirs), false);
  adopt(KIND, structuredClone(theirs));
  expect(String(foreign)).toBe('Lock(theirs)[held by loner]');
  expect(rowsOf(theirs.table, threadId())).toHaveLength(1);

  // And the other way round.
  await loner.run(hold, mine.handle);
  expect(rowsOf(mine.handle.table, id)).toHaveLength(1);
  writeName(mine.handle.table, rowsOf(mine.handle.table, id)[0]!, 'guest');
  expect(String(mine.mutex)).toBe('Lock(mine)[held by guest]');
  await loner.run(({ kept }) => kept.own.release());
  expect(foreign.acquire({ timeout: 1000 })).toBe(true);
  expect(await loner.run(({ kept }) => String(kept.own))).toBe('Lock(theirs)[held by MainThread]');
});

test('a thread that ends in good order gives its row back, one that is terminated does not', async () => {
  const { handle } = makeMutex('jobs');
  const words = new Int32Array(handle.table);
  const state = (id: number): (number | undefined)[] => rowsOf(handle.table, id).map((row) => words[row + 2]);
  const [good, bad] = await threads(2);
  const ids = await Promise.all(
    [good, bad].map((thread) =>
      thread!.run(({ AtomicInt32, threadId, kept }) => {
        kept.int = new AtomicInt32();
        return threadId();
      }),
    ),
  );
  expect(ids.map(state)).toEqual([[1], [1]]);
  await good!.run(() => {
    setTimeout(() => process.exit(0));
  });
  await good!.exited;
  await bad!.terminate();
  expect(ids.map(state)).toEqual([[2], [1]]);
});

test('five thousand threads one after another fit in a table of 4,096 rows, and the living keep theirs', async () => {
  const thread = new Thread({ prelude: alone });
  const found = await thread.run(({ AtomicInt32, internal, threadId }) => {
    // A thread is its context: another one in its place is another thread.
    const table = new AtomicInt32().share();
    const real = internal.context();
    const begin = (id: number): { end: () => void } => {
      const listeners = new Set<() => void>();
      const slots = new Map<string, unknown>([
        ['identity', { id }],
        ['endings', { listeners }],
      ]);
      Reflect.set(globalThis, internal.CONTEXT, { protocol: real.protocol, version: real.version, slots });
      AtomicInt32.from(table);
      return {
        end: () => {
          for (const listener of listeners) listener();
        },
      };
    };
    const words = new Int32Array(table.table);
    const rowsOf = (id: number): number[] => Array.from({ length: 4096 }, (_, row) => row).filter((row) => words[65 + row * 128] === id);
    begin(100_001);
    const before = rowsOf(100_001);
    let without = 0;
    for (let id = 200_000; id < 205_000; id++) {
      const { end } = begin(id);
      if (id % 100 === 0 && rowsOf(id).length !== 1) without++;
      end();
    }
    // Full of living ones: the next has no row, and works without.
    for (let row = 0; row < 4096; row++) words[66 + row * 128] = 1;
    begin(400_000);
    const int = new AtomicInt32({ value: 5 });
    const full = [rowsOf(400_000).length, int.load(), threadId()];
    const after = rowsOf(100_001);
    Reflect.set(globalThis, internal.CONTEXT, real);
    return { before, after, without, full };
  });
  expect(found.before).toHaveLength(1);
  expect(found.after).toEqual(found.before);
  expect(found.without).toBe(0);
  expect(found.full).toEqual([0, 5, 400_000]);
});
