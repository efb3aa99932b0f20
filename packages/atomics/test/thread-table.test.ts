/**
 * Fails when: a thread's name is looked up in the wrong table or row, a thread does not
 * enter the table of a handle, or does not see those end that it knows from another table;
 * what the text says of threads with different tables is not so.
 */
import { AtomicInt32, threadId } from '@sync/atomics';
import { Mutex, adopt, create } from '@sync/atomics/internal';
import { afterEach, describe, expect, test } from 'vitest';
import { Thread, endThreads, threads } from './thread.ts';
import { KIND, NAME, NAME_LENGTH, STATE, enter, idsIn, rowOf, smallTable } from './thread-rows.ts';

afterEach(endThreads);

function makeMutex(name: string): { mutex: Mutex; handle: any } {
  const buffer = new SharedArrayBuffer(32);
  const mutex = new Mutex('Lock', create(KIND, { buffer, name }), false);
  const { table, protocol, version } = new AtomicInt32().share();
  return { mutex, handle: { '@sync': 'Lock', module: '@sync/lock', protocol, version, name, buffer, byteOffset: 0, table } };
}

/** How many rows a thread has in a table. */
function rowsOf(table: SharedArrayBuffer, id: number): number {
  return idsIn(new Int32Array(table)).filter((found) => found === id).length;
}

function writeName(table: SharedArrayBuffer, id: number, name: string): void {
  const words = new Int32Array(table);
  const row = rowOf(id, words);
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
  expect(rowsOf(handle.table, id)).toBe(1);
  writeName(handle.table, id, name);
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
  expect(rowsOf(handle.table, id)).toBe(1);
  expect(rowsOf(handle.table, threadId())).toBe(1);
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
  writeName(theirs.table, id, 'loner');
  expect(rowsOf(mine.handle.table, id)).toBe(0);

  // Through its handle this thread enters its table, once, and reads its names.
  const foreign = new Mutex('Lock', adopt(KIND, theirs), false);
  adopt(KIND, structuredClone(theirs));
  expect(String(foreign)).toBe('Lock(theirs)[held by loner]');
  expect(rowsOf(theirs.table, threadId())).toBe(1);

  // And the other way round.
  await loner.run(hold, mine.handle);
  expect(rowsOf(mine.handle.table, id)).toBe(1);
  writeName(mine.handle.table, id, 'guest');
  expect(String(mine.mutex)).toBe('Lock(mine)[held by guest]');
  await loner.run(({ kept }) => kept.own.release());
  expect(foreign.acquire({ timeout: 1000 })).toBe(true);
  expect(await loner.run(({ kept }) => String(kept.own))).toBe('Lock(theirs)[held by MainThread]');
});

test('a thread that ends in good order says so in its row, one that is terminated does not', async () => {
  const { handle } = makeMutex('jobs');
  const words = new Int32Array(handle.table);
  const [good, bad] = await threads(2);
  const ids = await Promise.all(
    [good, bad].map((thread) =>
      thread!.run(({ AtomicInt32, threadId, kept }) => {
        kept.int = new AtomicInt32();
        return threadId();
      }),
    ),
  );
  const states = (): unknown[] => ids.map((id) => words[rowOf(id, words) + STATE]);
  expect(states()).toEqual([1, 1]);
  await good!.run(() => {
    setTimeout(() => process.exit(0));
  });
  await good!.exited;
  await bad!.terminate();
  expect(states()).toEqual([2, 1]);
});

describe('threads that met over bare memory', () => {
  /** Attaches to a mutex in a buffer, and takes it. */
  const take = ({ internal, kept, threadId }: any, buffer: SharedArrayBuffer): number => {
    const place = internal.attach({ name: 'Lock', module: '@sync/lock', words: 8 }, buffer);
    kept.mutex = new internal.Mutex('Lock', place, false);
    if (!kept.mutex.acquire({ timeout: 5000 })) throw new Error('it is held');
    return threadId();
  };
  /** Attaches to it, and asks whether its owner is gone, for so long. */
  const asks = async ({ internal }: any, buffer: SharedArrayBuffer, owner: number, ms: number): Promise<boolean> => {
    const { table } = internal.attach({ name: 'Lock', module: '@sync/lock', words: 8 }, buffer);
    const end = performance.now() + ms;
    while (performance.now() < end && !internal.isGone(owner, table)) await new Promise((resolve) => setTimeout(resolve, 10));
    return internal.isGone(owner, table);
  };
  /** Two threads whose starter had used no primitive before it started them. */
  const strangers = (): [Thread, Thread] => [new Thread({ prelude: alone }), new Thread({ prelude: alone })];

  test('and whose starter had no table do not see each other end, and never take each other for dead', async () => {
    const [owner, other] = strangers();
    const buffer = new SharedArrayBuffer(32);
    const id = await owner.run(take, buffer);
    expect(await other.run(asks, buffer, id, 300)).toBe(false);
    await owner.terminate();
    expect(await other.run(asks, buffer, id, 300)).toBe(false);
  });

  test('see each other end when their starter made a primitive before it started them', async () => {
    new AtomicInt32();
    const [owner, other] = await threads(2);
    const buffer = new SharedArrayBuffer(32);
    const id = await owner!.run(take, buffer);
    expect(await other!.run(asks, buffer, id, 300)).toBe(false);
    await owner!.terminate();
    expect(await other!.run(asks, buffer, id, 5000)).toBe(true);
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('see each other end when both have attached to one handle, %s they used a primitive', async (_, first) => {
    const [owner, other] = strangers();
    const buffer = new SharedArrayBuffer(32);
    const handle = new AtomicInt32().share();
    const meet = (thread: Thread): Promise<void> => thread.run(({ AtomicInt32, kept }, handle) => void (kept.int = AtomicInt32.from(handle)), handle);
    if (first) await Promise.all([owner, other].map(meet));
    const id = await owner.run(take, buffer);
    expect(await other.run(asks, buffer, id, first ? 300 : 50)).toBe(false);
    if (!first) await Promise.all([owner, other].map(meet));
    await owner.terminate();
    expect(await other.run(asks, buffer, id, 5000)).toBe(true);
  });

  test('are known by the name that they have in another table', async () => {
    const [owner, other] = strangers();
    const buffer = new SharedArrayBuffer(32);
    const { handle } = makeMutex('jobs');
    const id = await owner.run(take, buffer);
    const text = ({ internal }: any, buffer: SharedArrayBuffer): string =>
      String(new internal.Mutex('Lock', internal.attach({ name: 'Lock', module: '@sync/lock', words: 8 }, buffer), false));
    expect(await other.run(text, buffer)).toBe(`Lock[held by Worker-${id - 1}]`);
    const meet = (thread: Thread): Promise<void> => thread.run(({ AtomicInt32, kept }, table) => void (kept.int = AtomicInt32.from({ ...new AtomicInt32().share(), table })), handle.table);
    await Promise.all([owner, other].map(meet));
    writeName(handle.table, id, 'Rosa');
    expect(await other.run(text, buffer)).toBe('Lock[held by Rosa]');
  });

  test('are asked after in the table of the primitive alone where ids are drawn', async () => {
    // The same number may be another thread there.
    const [owner, other] = await threads(2, { prelude: drawn });
    const { handle } = makeMutex('jobs');
    const id = await owner!.run(hold, handle);
    await owner!.terminate();
    const answers = await other!.run(async ({ internal }, handle, id) => {
      const elsewhere = internal.create({ name: 'Lock', module: '@sync/lock', words: 8 }).table;
      const { table } = internal.adopt({ name: 'Lock', module: '@sync/lock', words: 8 }, handle);
      const ask = async (table: any): Promise<boolean> => {
        const end = performance.now() + 300;
        while (performance.now() < end && !internal.isGone(id, table)) await new Promise((resolve) => setTimeout(resolve, 10));
        return internal.isGone(id, table);
      };
      return [table === elsewhere, await ask(elsewhere), await ask(table)];
    }, handle, id);
    expect(answers).toEqual([false, false, true]);
  });
});

/** As on a runtime that does not number the threads, nor hand anything down to them. */
const drawn = (): void => {
  Reflect.set(globalThis, 'Deno', {});
  const threads = process.getBuiltinModule('node:worker_threads');
  threads.getEnvironmentData = () => undefined as never;
  threads.setEnvironmentData = () => undefined;
};

test('an id that is drawn is neither that of a thread in the table nor that of one that was', async () => {
  const { words, handle } = smallTable(2);
  const [first] = await threads(1, { prelude: drawn });
  const id = await enter(first!, handle);
  expect(idsIn(words)).toEqual([id, 0]);
  /** Draws those numbers first. */
  const draws = async (ids: readonly number[]): Promise<[Thread, number]> => {
    const [thread] = await threads(1, { prelude: drawn });
    const drawnId = await thread!.run(
      ({ AtomicInt32, kept, threadId }, handle, ids) => {
        const random = Math.random;
        const next = ids.map((id) => (id - 0.5) / (2 ** 28 - 3));
        Math.random = () => next.shift() ?? random();
        kept.id = threadId();
        kept.int = AtomicInt32.from(handle);
        Math.random = random;
        return threadId();
      },
      handle,
      ids,
    );
    return [thread!, drawnId];
  };
  const [, other] = await draws([id, id, 4711]);
  expect(idsIn(words)).toEqual([id, other]);
  expect(other).toBe(4711);
  // The first one's row is another's by now, and what it did is still remembered under its number.
  await first!.terminate();
  const [, third] = await draws([other, id, 815]);
  expect(idsIn(words)).toEqual([third, other]);
  expect(third).toBe(815);
});
