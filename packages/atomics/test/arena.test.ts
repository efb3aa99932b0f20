/**
 * Fails when: a thread with the function of WebAssembly and one without it do not work on
 * the same words; a full arena is written beyond; an arena is taken for another; a handle
 * with strange memory is followed.
 */
import { AtomicInt32, receive, share } from '@sync/atomics';
import { Mutex, create, type Kind } from '@sync/atomics/internal';
import { program } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { type Here, Thread, endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

/** Words for a mutex, in this thread's arena. */
function mutexWords(): { handle: any; mutex: Mutex } {
  const place = create(KIND);
  expect(place.arena).toBeDefined();
  const handle = new AtomicInt32().share();
  return { handle: { ...handle, '@sync': 'Lock', byteOffset: place.words.byteOffset }, mutex: new Mutex('Lock', place, false) };
}

/** In a thread: so many sections, each a plain read and a plain write that others would come between. */
function sections({ internal }: Here, handle: any, count: Int32Array, rounds: number): boolean {
  const place = internal.adopt({ name: 'Lock', module: '@sync/lock', words: 8 }, handle);
  const mutex = new internal.Mutex('Lock', place, false);
  for (let round = 0; round < rounds; round++) {
    mutex.acquire();
    const before = count[0]!;
    if (round % 16 === 0) for (let turn = 0; turn < 50; turn++) count[1]! += turn;
    count[0] = before + 1;
    mutex.release();
  }
  return place.arena !== undefined;
}

const withoutWebAssembly = (): void => {
  Reflect.deleteProperty(globalThis, 'WebAssembly');
};

/** As a page whose security policy lets it compile nothing. */
const withoutCompiling = (): void => {
  Reflect.get(globalThis, 'WebAssembly').Module = () => {
    throw new Error('blocked by the security policy');
  };
};

test.each([
  ['has no WebAssembly', withoutWebAssembly],
  ['may not compile', withoutCompiling],
])('threads of which one %s share one mutex, and no section is lost', async (_, prelude) => {
  const { handle, mutex } = mutexWords();
  const count = sharedWords();
  const rounds = 30_000;
  const [one, other] = await threads(2);
  const [plain] = await threads(1, { prelude });
  const ends = await Promise.all([one, other, plain].map((thread) => thread!.run(sections, handle, count, rounds)));
  expect(ends).toEqual([true, true, false]);
  expect(count[0]).toBe(3 * rounds);
  expect(mutex.locked).toBe(false);
  expect([...mutex.words].slice(1, 4)).toEqual([0, expect.any(Number), 0]);
});

test('a thread without WebAssembly makes objects that others can use, and names none of it', async () => {
  const [plain] = await threads(1, { prelude: withoutWebAssembly });
  const handle = await plain!.run(({ AtomicInt32, kept }) => {
    kept.int = new AtomicInt32({ name: 'plain', value: 3 });
    return kept.int.share();
  });
  expect(handle.memory).toBeUndefined();
  const int = AtomicInt32.from(handle);
  expect(int.add(4)).toBe(3);
  expect(await plain!.run(({ kept }) => kept.int.load())).toBe(7);
});

test('where WebAssembly memory cannot be posted there is no arena', async () => {
  const [thread] = await threads(1, {
    prelude: () => {
      const clone = globalThis.structuredClone;
      globalThis.structuredClone = ((value: unknown, ...rest: []) => {
        if (Object.prototype.toString.call(value) === '[object WebAssembly.Memory]') throw new Error('not here');
        return clone(value, ...rest);
      }) as typeof clone;
      const threads = process.getBuiltinModule('node:worker_threads');
      threads.getEnvironmentData = () => undefined as never;
    },
  });
  const handle = await thread!.run(({ AtomicInt32 }) => new AtomicInt32({ value: 5 }).share());
  expect(handle.memory).toBeUndefined();
  expect(AtomicInt32.from(handle).load()).toBe(5);
});

test('a thread that is started later uses the arena of its parent', async () => {
  new AtomicInt32();
  const [thread] = await threads(1);
  const handle = await thread!.run(({ AtomicInt32 }) => new AtomicInt32({ value: 5 }).share());
  expect(handle.memory).toBeDefined();
  const theirs = AtomicInt32.from(handle).share();
  expect(theirs.buffer, 'one object for one memory').toBe(new AtomicInt32().share().buffer);
});

describe('two threads with an arena each', () => {
  const alone = (): Thread =>
    new Thread({
      prelude: () => {
        // As a thread that was started before its parent had an arena and a table.
        const threads = process.getBuiltinModule('node:worker_threads');
        threads.getEnvironmentData = () => undefined as never;
        threads.setEnvironmentData = () => undefined;
      },
    });

  test('use the objects of each other, and keep their arenas apart', async () => {
    const thread = alone();
    const theirs = await thread.run(({ AtomicInt32, kept }) => {
      kept.ints = [new AtomicInt32({ value: 1 }), new AtomicInt32({ value: 2 })];
      return kept.ints.map((int: any) => int.share());
    });
    const mine = [new AtomicInt32({ value: 10 }), new AtomicInt32({ value: 20 })];
    const foreign = theirs.map((handle: any) => AtomicInt32.from(handle));
    expect(theirs[0].memory).toBeDefined();
    expect(foreign[0].share().buffer).not.toBe(mine[0]!.share().buffer);
    expect(foreign[0].share().buffer).toBe(foreign[1].share().buffer);
    const seen = await thread.run(
      ({ AtomicInt32, kept }, handles) => {
        const [one, two] = handles.map((handle) => AtomicInt32.from(handle));
        one!.add(5);
        two!.add(5);
        return [one!.load(), two!.load(), kept.ints[0].add(100), kept.ints[1].load()];
      },
      mine.map((int) => int.share()),
    );
    expect(seen).toEqual([15, 25, 1, 2]);
    expect([...mine, ...foreign].map((int) => int.load())).toEqual([15, 25, 101, 2]);
  });

  test('share one mutex, and no section is lost', async () => {
    const { handle } = mutexWords();
    const count = sharedWords();
    const ends = await Promise.all([alone(), alone()].map((thread) => thread.run(sections, handle, count, 30_000)));
    expect(ends).toEqual([true, true]);
    expect(count[0]).toBe(60_000);
  });
});

describe('a handle', () => {
  test.each([
    ['an object', {}],
    ['an unshared memory', { buffer: new ArrayBuffer(65_536) }],
    ['a memory that is too short', { buffer: new SharedArrayBuffer(4) }],
    ['a memory that is no arena', { buffer: new SharedArrayBuffer(65_536) }],
    ['a number', 5],
    ['a string', 'memory'],
  ])('with %s for the arena falls back on its buffer', (_, memory) => {
    const int = new AtomicInt32({ value: 7 });
    expect(AtomicInt32.from({ ...int.share(), memory } as never).load()).toBe(7);
  });

  test('goes through share and receive with its arena', () => {
    const { int } = receive(structuredClone(share({ int: new AtomicInt32({ value: 9 }) })));
    expect([int.load(), int.share().memory === undefined]).toEqual([9, false]);
  });
});

test('a full arena gives 65,535 cells, and the next objects have memory of their own', async () => {
  const { code, stdout, stderr } = await program(new URL('programs/full-arena.mjs', import.meta.url));
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'cells 65535',
    'false false true AtomicInt32(beyond)[0] PerThreadCounter(beyond)[0]',
    'worker 1 2 3',
    '',
  ]);
  expect(code).toBe(0);
});
