/**
 * Fails when: a copy of the floor keeps something of its own beside the context, overwrites
 * the context of another protocol, or does not look at the context that is there now; an
 * error's class counts by identity; an import needs shared memory.
 */
import { AtomicInt32, Futex, IncompatibleVersionError, SyncError, TimeoutError, receive, share, spinUntil, threadId } from '@sync/atomics';
import { CONTEXT, Mutex, context, create, type Context, type Kind } from '@sync/atomics/internal';
import { pending, program } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { anotherCopy, builtCopy, removeCopies } from './copies.ts';
import { Thread, endThreads, sharedWords } from './thread.ts';

afterAll(removeCopies);
afterEach(endThreads);

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };
const mine = context();

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.set(globalThis, CONTEXT, mine);
});

/** A thread, as far as the floor can tell. */
const fresh = (id: number, slots: [string, unknown][] = []): Context => ({
  protocol: mine.protocol,
  version: mine.version,
  slots: new Map<string, unknown>([['identity', { id }], ['endings', { listeners: new Set() }], ...slots]),
});

describe('the context', () => {
  test('hangs off one symbol that all copies know', () => {
    expect(CONTEXT).toBe(Symbol.for('@sync'));
    expect(Reflect.get(globalThis, Symbol.for('@sync'))).toBe(mine);
    expect(Number.isInteger(mine.protocol)).toBe(true);
    expect(mine.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('that is replaced makes another thread of this one, until it is put back', () => {
    const me = threadId();
    const buffer = new SharedArrayBuffer(32);
    const place = create(KIND, { buffer });
    const here = new Mutex('Lock', place, false);
    here.acquire();

    Reflect.set(globalThis, CONTEXT, fresh(4711));
    expect(threadId()).toBe(4711);
    const there = new Mutex('Lock', place, false);
    expect([there.owned, there.locked, there.tryAcquire(), there.acquire({ timeout: 1 })]).toEqual([false, true, false, false]);
    expect(() => {
      there.release();
    }).toThrow('MainThread holds it');

    Reflect.set(globalThis, CONTEXT, mine);
    expect(threadId()).toBe(me);
    here.release();
    expect(here.locked).toBe(false);
  });

  test('that is replaced has async waiters of its own, and a budget of spins', async () => {
    const words = sharedWords();
    const platform = vi.spyOn(Atomics, 'waitAsync');
    const waits = [Futex.waitAsync(words, 0, 0)];
    for (const id of [1001, 1002]) {
      Reflect.set(globalThis, CONTEXT, fresh(id, [['spin', { looks: 0, rounds: 0 }]]));
      waits.push(Futex.waitAsync(words, 0, 0), Futex.waitAsync(words, 0, 0));
      const look = vi.fn(() => true);
      expect(spinUntil(look)).toBe(false);
      expect(look).not.toHaveBeenCalled();
    }
    Reflect.set(globalThis, CONTEXT, mine);
    expect(platform.mock.calls.filter(([array]) => (array as unknown) === words)).toHaveLength(3);
    // Each of the three is a waiter of its own.
    expect(Futex.notify(words, 0, 1)).toBe(1);
    expect(await waits[0]).toBe('ok');
    expect(await pending(waits[1]!)).toBe(true);
    expect(Futex.notify(words, 0)).toBe(2);
    expect(await Promise.all(waits)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });
});

describe('two copies of the package in one thread', () => {
  test('share the context, and so the thread', async () => {
    const copy = await anotherCopy();
    expect(copy.public.AtomicInt32).not.toBe(AtomicInt32);
    expect(copy.inner.context()).toBe(mine);
    expect(copy.public.threadId()).toBe(threadId());
    const buffer = new SharedArrayBuffer(32);
    const here = new Mutex('Lock', create(KIND, { buffer }), false);
    const there = new copy.inner.Mutex('Lock', copy.inner.attach(KIND, buffer), false);
    here.acquire();
    expect(there.owned).toBe(true);
    there.release();
    expect(here.locked).toBe(false);
  });

  test('use the handles of each other, over the same memory', async () => {
    const copy = await anotherCopy();
    const int = new AtomicInt32({ value: 5 });
    const theirs = copy.public.AtomicInt32.from(int.share());
    theirs.add(2);
    expect(int.load()).toBe(7);
    expect(AtomicInt32.from(theirs.share() as never).add(1)).toBe(7);
    const both = receive(copy.public.share({ mine: int, theirs }));
    (both as any).mine.add(1);
    expect(theirs.load()).toBe(9);
    expect((copy.public.receive(share({ int })) as any).int.load()).toBe(9);
  });

  test('have one line of async waiters for a word, and one waiter of the platform', async () => {
    const copy = await anotherCopy();
    const words = sharedWords();
    const platform = vi.spyOn(Atomics, 'waitAsync');
    const waits = [Futex.waitAsync(words, 0, 0), copy.public.Futex.waitAsync(words, 0, 0), Futex.waitAsync(words, 0, 0)];
    expect(platform.mock.calls.filter(([array]) => array.buffer === words.buffer)).toHaveLength(1);
    expect(copy.public.Futex.notify(words, 0)).toBe(1);
    expect(await Promise.all(waits)).toEqual(['ok', 'ok', 'ok']);
  });

  test('know the errors of each other', async () => {
    const copy = await anotherCopy();
    const theirs = new copy.public.TimeoutError('late', { timeout: 5 });
    expect(theirs.constructor).not.toBe(TimeoutError);
    expect([theirs instanceof TimeoutError, theirs instanceof SyncError, theirs instanceof IncompatibleVersionError]).toEqual([true, true, false]);
    const ours = new TimeoutError('late', { timeout: 5 });
    expect([ours instanceof copy.public.TimeoutError, ours instanceof copy.public.SyncError]).toEqual([true, true]);
    expect(ours instanceof copy.public.DeadlockError).toBe(false);
  });
});

describe('a copy with another protocol', () => {
  const OTHER = { protocol: mine.protocol + 1, version: '98.7.6' };

  test('that comes second is refused, and both versions are named', async () => {
    const { floor } = await builtCopy(OTHER);
    const error: unknown = await import(floor).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IncompatibleVersionError);
    expect(error).toMatchObject({ code: 'SYNC_INCOMPATIBLE_VERSION' });
    const { message } = error as Error;
    expect(message).toContain(`@sync/atomics ${OTHER.version} (protocol ${OTHER.protocol})`);
    expect(message).toContain(`@sync/atomics ${mine.version} (protocol ${mine.protocol})`);
    expect(Reflect.get(globalThis, CONTEXT), 'the context is as it was').toBe(mine);
  });

  test('that was there first makes every use an error, and both versions are named', () => {
    const handle = new AtomicInt32().share();
    Reflect.set(globalThis, CONTEXT, { ...OTHER, slots: new Map() });
    for (const use of [() => threadId(), () => new AtomicInt32(), () => receive(handle), () => spinUntil(() => true)]) {
      expect(use).toThrow(IncompatibleVersionError);
      expect(use).toThrow(`98.7.6 (protocol ${OTHER.protocol})`);
      expect(use).toThrow(`${mine.version} (protocol ${mine.protocol})`);
    }
  });

  test('in another thread makes handles that are refused, and refuses ours', async () => {
    const { floor, internal } = await builtCopy(OTHER);
    const thread = new Thread({ floor, internal });
    const theirs = await thread.run(({ AtomicInt32 }) => new AtomicInt32().share());
    expect(theirs).toMatchObject(OTHER);
    expect(() => AtomicInt32.from(theirs)).toThrow(IncompatibleVersionError);
    expect(() => AtomicInt32.from(theirs)).toThrow('98.7.6');
    const refusal = thread.run(({ AtomicInt32 }, handle) => AtomicInt32.from(handle).load(), new AtomicInt32().share());
    await expect(refusal).rejects.toMatchObject({ name: 'IncompatibleVersionError', message: expect.stringContaining(mine.version) as string });
  });
});

test('an import without shared memory works; what needs some throws, and names the two headers', async () => {
  const { code, stdout, stderr } = await program(new URL('programs/no-shared-memory.mjs', import.meta.url));
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(7);
  for (const line of lines.slice(0, 5)) {
    expect(line).toMatch(/^SharedMemoryUnavailableError SYNC_SHARED_MEMORY_UNAVAILABLE true /);
    expect(line).toContain('Cross-Origin-Opener-Policy: same-origin');
    expect(line).toContain('Cross-Origin-Embedder-Policy: require-corp');
  }
  expect(lines.slice(5)).toEqual(['1 true true true', '{"a":[1]}']);
  expect(code, stderr).toBe(0);
});
