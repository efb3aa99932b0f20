import { MUTEX_WORDS, holdable } from '@sync/atomics/internal';
import { Lock, RLock, RWLock, SpinLock, holdAll, holdAllAsync } from '@sync/lock';
import { LONG, SHORT, Subject, builtCopy, cannotBlock, closeSubjects, endThreads, expectTimeout, pending, timed } from '@sync/testing';
import type { ContractLock, Here, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { lockSpec, rLockSpec } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const error = (name: string): Error => expect.objectContaining({ name }) as Error;

/** The ordering id of a lock is in these two of its words. */
const ORDER = [6, 7] as const;

/** A lock of nobody's: it has the ordering id that it is given, and tells what is done to it. */
class Told {
  readonly words = new Int32Array(new SharedArrayBuffer(4 * MUTEX_WORDS));
  readonly label: string;
  readonly #tell: (event: string) => void;
  readonly #take: (timeout: number | undefined) => boolean;

  constructor(id: readonly [number, number], label: string, tell: (event: string) => void, take = (_timeout?: number) => true) {
    this.words.set(id, ORDER[0]);
    this.label = label;
    this.#tell = tell;
    this.#take = take;
  }

  get [holdable](): this {
    return this;
  }

  acquire(): boolean {
    throw new Error('holds have numbers');
  }

  release(): void {
    throw new Error('holds have numbers');
  }

  acquireNumbered(options?: { timeout?: number | undefined }): number | undefined {
    if (!this.#take(options?.timeout)) return undefined;
    this.#tell(`+${this.label}`);
    return 7;
  }

  acquireNumberedAsync(options?: { timeout?: number | undefined }): Promise<number | undefined> {
    return Promise.resolve(this.acquireNumbered(options));
  }

  isHeld(hold: number): boolean {
    return hold === 7;
  }

  releaseNumbered(hold: number): void {
    this.#tell(`-${this.label}${hold === 7 ? '' : '?'}`);
  }
}

const BOTH = [
  { name: 'holdAll', hold: holdAll },
  { name: 'holdAllAsync', hold: holdAllAsync },
] as const;

describe.each(BOTH)('$name', ({ name, hold }) => {
  test('takes them by their ordering ids, however they are listed, and releases them in reverse', async () => {
    const log: string[] = [];
    const make = (label: string, ...id: [number, number]): Told => new Told(id, label, (event) => log.push(event));
    const locks = [make('second', -7, 3), make('last', 2 ** 31 - 1, -9), make('third', 5, 1), make('first', -(2 ** 31), 8), make('fourth', 5, 2)];
    const turns = locks.map((_, turn) => [...locks.slice(turn), ...locks.slice(0, turn)]);
    for (const listed of turns) {
      (await hold(listed)).release();
      expect(log.splice(0).join(' ')).toBe('+first +second +third +fourth +last -last -fourth -third -second -first');
    }
  });

  test('gives back in reverse what it has taken when the next one is not to be had', async () => {
    const log: string[] = [];
    const make = (id: number, take?: () => boolean): Told => new Told([id, 1], String(id), (event) => log.push(event), take);
    const attempt = async (): Promise<unknown> => hold([make(1), make(2), make(3, () => false), make(4)], { timeout: 0 });
    await expect(attempt()).rejects.toMatchObject({ name: 'TimeoutError', code: 'SYNC_TIMEOUT', timeout: 0 });
    expect(log.splice(0).join(' ')).toBe('+1 +2 -2 -1');
    const failure = new Error('of a lock');
    const fail = (): never => {
      throw failure;
    };
    await expect((async () => hold([make(1), make(2), make(3, fail), make(4)]))()).rejects.toBe(failure);
    expect(log.join(' ')).toBe('+1 +2 -2 -1');
  });

  test('has one time limit: each gets what is left of it', async () => {
    const limits: number[] = [];
    const slow = (timeout = Infinity): boolean => {
      limits.push(timeout);
      for (const start = performance.now(); performance.now() - start < 4; );
      return true;
    };
    const locks = [1, 2, 3, 4].map((id) => new Told([id, 1], String(id), () => undefined, slow));
    (await hold(locks, { timeout: 10 })).release();
    const [first = NaN, second = NaN, third = NaN, fourth = NaN] = limits.splice(0);
    expect(first).toBeLessThanOrEqual(10);
    expect(second).toBeLessThanOrEqual(Math.max(0, first - 4));
    expect(third).toBeLessThanOrEqual(Math.max(0, second - 4));
    // Its time is up, but it may be free.
    expect(fourth).toBe(0);
    (await hold(locks)).release();
    expect(limits).toEqual([Infinity, Infinity, Infinity, Infinity]);
  });

  test('names the locks, and the one that it did not get', async () => {
    const make = (id: number, take?: () => boolean): Told => new Told([id, 1], `Lock(${id})`, () => undefined, take);
    const two = async (): Promise<unknown> => hold([make(2, () => false), make(1)], { timeout: 5 });
    await expect(two()).rejects.toThrow(`Lock(1), Lock(2): ${name}() did not get Lock(2) within 5 ms`);
    const many = async (): Promise<unknown> => hold([7, 6, 5, 4, 3, 2, 1].map((id) => make(id, () => id < 6)), { timeout: 0 });
    await expect(many()).rejects.toThrow(`Lock(1), Lock(2), Lock(3), Lock(4) and 3 more: ${name}() did not get Lock(6) within 0 ms`);
  });

  test('holds all until the guard is released, which may be done twice', async () => {
    const locks = [new Lock(), new RLock(), new Lock({ buffer: new SharedArrayBuffer(Lock.byteLength) })];
    const held = await hold(locks);
    expect([held.held, ...locks.map(({ owned }) => owned)]).toEqual([true, true, true, true]);
    held.release();
    held.release();
    held[Symbol.dispose]();
    expect([held.held, ...locks.map(({ locked }) => locked)]).toEqual([false, false, false, false]);
  });

  test('its guard ends no later hold, and says that not all are held when one is released by hand', async () => {
    const [first, second] = [new Lock(), new Lock()];
    const held = await hold([first, second]);
    first.release();
    expect(held.held).toBe(false);
    first.acquire();
    held.release();
    expect([first.owned, second.locked]).toEqual([true, false]);
    first.release();
  });

  test('of no locks is a guard of nothing', async () => {
    const held = await hold([]);
    expect(held.held).toBe(true);
    held.release();
    expect(held.held).toBe(false);
    (await hold([], { timeout: 0 })).release();
  });

  test('takes those that are free when there is no time at all, or leaves none', async () => {
    const locks = [new Lock(), new Lock(), new Lock()];
    (await hold(locks, { timeout: 0 })).release();
    for (const one of locks) {
      one.acquire();
      await expect((async () => hold(locks, { timeout: 0 }))()).rejects.toThrow(error('TimeoutError'));
      expect(locks.filter(({ locked }) => locked)).toEqual([one]);
      one.release();
    }
  });

  test.each([0, 1, 2])('of which another thread holds number %i gives up when the time is up, not before, and leaves none', async (at) => {
    const subjects = [lockSpec, rLockSpec, lockSpec].map((spec) => new Subject<Lock | RLock>(spec));
    const locks = subjects.map(({ lock }) => lock);
    const other = subjects[at]!.thread();
    await other.run(({ lock }) => lock.acquire());
    const { ms } = await timed(() => expect((async () => hold(locks, { timeout: SHORT }))()).rejects.toThrow(error('TimeoutError')));
    expectTimeout(ms, SHORT);
    expect(locks.map(({ locked }) => locked)).toEqual([0, 1, 2].map((index) => index === at));
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  test('gets them as soon as the last one is free', async () => {
    const subjects = [lockSpec, rLockSpec].map((spec) => new Subject<Lock | RLock>(spec));
    for (const subject of subjects) {
      const other = subject.thread();
      await other.run(({ lock }) => lock.acquire());
      const freed = other.run(async ({ lock, flags }) => {
        while (Atomics.load(flags, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        lock.release();
      });
      Atomics.store(subject.flags, 0, 1);
      const held = await hold(subjects.map(({ lock }) => lock), { timeout: LONG });
      expect(held.held).toBe(true);
      held.release();
      await freed;
    }
  });
});

describe('holdAll', () => {
  test('takes locks of all kinds', () => {
    const locks = [new Lock(), new RLock(), new SpinLock(), new RWLock().reader, new RWLock().writer];
    const held = holdAll(locks);
    expect(locks.map(({ owned }) => owned)).toEqual([true, true, true, true, true]);
    held.release();
    expect(locks.map(({ locked }) => locked)).toEqual([false, false, false, false, false]);
  });

  test('a reader leaves others reading, and a guard of it ends one hold of its thread', async () => {
    const [lock, rw] = [new Lock(), new RWLock()];
    rw.reader.acquire();
    const [held, awaited] = [holdAll([lock, rw.reader]), await holdAllAsync([rw.reader, new Lock()])];
    held.release();
    expect([held.held, awaited.held, lock.locked, rw.reader.owned]).toEqual([false, true, false, true]);
    awaited.release();
    rw.reader.release();
    expect([rw.reader.locked, rw.writer.tryAcquire()]).toEqual([false, true]);
    rw.writer.release();
  });

  test('enters an RLock that the thread holds, and ends its own level alone', () => {
    const [lock, rlock] = [new Lock(), new RLock()];
    rlock.acquire();
    const held = holdAll([lock, rlock]);
    expect(rlock.depth).toBe(2);
    const inner = holdAll([rlock]);
    expect(rlock.depth).toBe(3);
    held.release();
    expect([held.held, inner.held, rlock.depth, lock.locked]).toEqual([false, true, 2, false]);
    inner.release();
    expect(rlock.depth).toBe(1);
    rlock.release();
  });

  test.each([
    ['Lock', () => new Lock()],
    ['SpinLock', () => new SpinLock()],
  ] as const)('with a %s that the thread holds is a deadlock, said at once, and nothing else stays held', (_, make) => {
    const mine = make();
    const others = Array.from({ length: 6 }, () => new Lock());
    mine.acquire();
    expect(() => holdAll([...others, mine])).toThrow(error('DeadlockError'));
    expect(() => holdAll([...others, mine], { timeout: 1 })).toThrow(error('TimeoutError'));
    expect(others.some(({ locked }) => locked)).toBe(false);
    expect(mine.owned).toBe(true);
    mine.release();
  });

  test('the ids are drawn at the first use, and stay', () => {
    const buffer = new SharedArrayBuffer(Lock.byteLength);
    const id = (): number => new Int32Array(buffer)[ORDER[0]] ?? NaN;
    const locks = [new Lock({ buffer }), new SpinLock()];
    expect(id()).toBe(0);
    holdAll(locks).release();
    const drawn = id();
    expect(drawn).not.toBe(0);
    holdAll(locks.reverse()).release();
    expect(id()).toBe(drawn);
  });

  test('an id that another thread draws at the same moment is that of both', () => {
    const buffers = [0, 1].map(() => new SharedArrayBuffer(Lock.byteLength));
    const locks = buffers.map((buffer) => new Lock({ buffer }));
    const ids = buffers.map((buffer) => new Int32Array(buffer, 4 * ORDER[0], 1));
    const draw = vi.spyOn(Math, 'random').mockImplementation(() => {
      ids[0]![0] = 77;
      return 0.5;
    });
    ids[1]![0] = 78;
    holdAll(locks).release();
    expect(draw).toHaveBeenCalled();
    draw.mockRestore();
    expect(ids.map(([id]) => id)).toEqual([77, 78]);
  });

  test('threads, and copies of the package, that list a hundred locks from either end do not wait for each other', async () => {
    const [threads, count] = [3, 100];
    const subject = new Subject<ContractLock>(lockSpec);
    const copy = builtCopy(['atomics', 'lock']);
    try {
      const buffer = new SharedArrayBuffer(count * Lock.byteLength);
      const take = async ({ flags, load }: Here<ContractLock>, module: string, buffer: SharedArrayBuffer, rest: number, threads: number): Promise<string> => {
        const { Lock, holdAll } = (await load(module)) as unknown as typeof import('@sync/lock');
        const size = Lock.byteLength;
        const locks = Array.from({ length: buffer.byteLength / size }, (_, at) => Lock.at(buffer, at * size));
        Atomics.add(flags, 0, 1);
        while (Atomics.load(flags, 0) < threads);
        if (rest === 1) locks.reverse();
        for (const at of locks.keys()) holdAll([...locks.slice(at), ...locks.slice(0, at)]).release();
        return new Int32Array(buffer).filter((_, word) => word % 8 >= 6).join();
      };
      const modules = [lockSpec.how.module, copy.entry('lock')];
      const drawn = await Promise.all(subject.threads(threads).map((thread, at) => thread.run(take, modules[at % 2]!, buffer, at % 2, threads)));
      expect(new Set(drawn).size).toBe(1);
      expect(new Int32Array(buffer).some((word, at) => at % 8 === 1 && word !== 0)).toBe(false);
    } finally {
      copy.remove();
    }
  });

  describe('in a thread that may not block', () => {
    const make = (): { subject: Subject<ContractLock>; page: Remote<ContractLock>; other: Remote<ContractLock> } => {
      const subject = new Subject<ContractLock>(lockSpec, { name: 'theirs' });
      return { subject, page: subject.thread(cannotBlock), other: subject.thread() };
    };
    const take = async (
      { lock, load }: { lock: ContractLock; load: (module: string) => Promise<Record<string, unknown>> },
      module: string,
      kind: 'Lock' | 'SpinLock',
    ): Promise<string> => {
      const locks = (await load(module)) as unknown as typeof import('@sync/lock');
      const mine = new locks[kind]({ name: 'mine' });
      try {
        locks.holdAll([mine, lock as unknown as SpinLock]).release();
        return 'held';
      } catch (thrown) {
        return `${(thrown as Error).name} ${(thrown as Error).message} ${String(mine.locked)}`;
      }
    };

    test('takes what is free, and else names the awaited call', async () => {
      const { page, other } = make();
      const { module } = lockSpec.how;
      expect(await page.run(take, module, 'Lock')).toBe('held');
      await other.run(({ lock }) => lock.acquire());
      expect(await page.run(take, module, 'Lock')).toMatch(
        /^BlockingNotAllowedError Lock.*: holdAll\(\) would wait for Lock\(theirs\), and .* use await holdAllAsync\(\) false$/,
      );
      // With one that cannot be awaited there is no such way.
      expect(await page.run(take, module, 'SpinLock')).toMatch(/^BlockingNotAllowedError Lock\(theirs\): acquire\(\) would wait.* false$/);
      await other.run(({ lock }) => {
        lock.release();
      });
    });
  });
});

describe('holdAllAsync', () => {
  test('takes free ones when the call is made, one after the other', async () => {
    const locks = [new Lock(), new Lock()];
    const holding = holdAllAsync(locks);
    expect(locks.filter(({ locked }) => locked)).toHaveLength(1);
    const held = await holding;
    expect(locks.map(({ owned }) => owned)).toEqual([true, true]);
    held.release();
  });

  test('the tasks of a thread take turns, however they list the locks', async () => {
    const locks = Array.from({ length: 4 }, () => new Lock());
    let inside = 0;
    const task = async (_: unknown, at: number): Promise<void> => {
      const listed = locks.filter((__, index) => index !== at % 4);
      if (at % 2 === 0) listed.reverse();
      using held = await holdAllAsync(listed);
      expect([held.held, ++inside]).toEqual([true, 1]);
      await Promise.resolve();
      inside--;
    };
    await Promise.all(Array.from({ length: 200 }, task));
    expect(locks.some(({ locked }) => locked)).toBe(false);
  });

  test('an abort rejects with the reason, and leaves none held', async () => {
    const locks = Array.from({ length: 5 }, () => new Lock());
    const reason = new Error('enough');
    for (const one of locks) {
      one.acquire();
      const abort = new AbortController();
      const holding = holdAllAsync(locks, { signal: abort.signal });
      expect(await pending(holding)).toBe(true);
      abort.abort(reason);
      await expect(holding).rejects.toBe(reason);
      expect(locks.filter(({ locked }) => locked)).toEqual([one]);
      one.release();
    }
  });

  test('a signal that is aborted already rejects at once, even where all are free, or there is none', async () => {
    const lock = new Lock();
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(holdAllAsync([lock], { signal })).rejects.toBe(reason);
    await expect(holdAllAsync([], { signal })).rejects.toBe(reason);
    expect(lock.locked).toBe(false);
  });

  test('an abort between two locks leaves none held', async () => {
    const locks = [new Lock(), new Lock(), new Lock()];
    const abort = new AbortController();
    const holding = holdAllAsync(locks, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(holding).rejects.toThrow('enough');
    expect(locks.some(({ locked }) => locked)).toBe(false);
  });

  test('an abort after all were taken changes nothing', async () => {
    const locks = [new Lock(), new Lock()];
    const abort = new AbortController();
    const held = await holdAllAsync(locks, { signal: abort.signal });
    abort.abort(new Error('enough'));
    expect(held.held).toBe(true);
    held.release();
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const [lock, busy] = [new Lock(), new Lock()];
    busy.acquire();
    const abort = new AbortController();
    const holding = holdAllAsync([lock, busy], { timeout: SHORT, signal: abort.signal });
    const outcome = expect(holding).rejects.toThrow(error('TimeoutError'));
    expect(await pending(holding)).toBe(true);
    for (const start = performance.now(); performance.now() - start <= SHORT; );
    abort.abort(new Error('enough'));
    await outcome;
    expect(lock.locked).toBe(false);
    busy.release();
  });
});

describe.each(BOTH)('$name where a thread has died', ({ hold }) => {
  test('throws AbandonedLockError, and nothing stays held, until that lock is recovered', async () => {
    const subject = new Subject<Lock>(lockSpec, { name: 'orphan' });
    const others = Array.from({ length: 4 }, () => new Lock());
    const holder = subject.thread(() => undefined);
    await holder.run(({ lock }) => lock.acquire());
    await holder.terminate();
    const attempt = async (): Promise<unknown> => hold([...others, subject.lock], { timeout: LONG });
    await expect(attempt()).rejects.toMatchObject({ name: 'AbandonedLockError', code: 'SYNC_ABANDONED_LOCK' });
    await expect(attempt()).rejects.toThrow(/^Lock\(orphan\): /);
    expect(others.some(({ locked }) => locked)).toBe(false);
    expect(subject.lock.recover()).toBe(true);
    subject.lock.release();
    (await hold([...others, subject.lock])).release();
  });
});

describe('threads that wait in a circle, since they had one lock already', () => {
  test('are found, and what the one that gives up had taken by holdAll is free', async () => {
    const subject = new Subject<Lock>(lockSpec, { name: 'first' });
    const second = new Lock({ name: 'second' });
    const { module } = lockSpec.how;
    const outcomes = subject.threads(2).map((thread, at) =>
      thread.run(
        async ({ lock: first, flags, load }, module, shared, at) => {
          const { Lock, holdAll } = (await load(module)) as unknown as typeof import('@sync/lock');
          const [mine, other] = at === 0 ? [first, Lock.from(shared)] : [Lock.from(shared), first];
          const spare = new Lock();
          mine.acquire();
          Atomics.add(flags, 0, 1);
          while (Atomics.load(flags, 0) < 2) Atomics.wait(flags, 0, 1, 1);
          try {
            holdAll([spare, other]).release();
            return 'held';
          } catch (error) {
            return `${(error as Error).name} ${String(spare.locked)}`;
          } finally {
            mine.release();
          }
        },
        module,
        second.share(),
        at,
      ),
    );
    expect((await Promise.all(outcomes)).sort()).toEqual(['DeadlockError false', 'held']);
    expect([subject.lock.locked, second.locked]).toEqual([false, false]);
  });
});

describe('one lock twice is refused, and nothing is taken', () => {
  const attempt = (locks: readonly (Lock | RLock | SpinLock)[], says: RegExp): void => {
    expect(() => holdAll(locks)).toThrow(error('TypeError'));
    expect(() => holdAll(locks)).toThrow(says);
    expect(locks.some(({ locked }) => locked)).toBe(false);
  };

  test.each([
    ['Lock', Lock],
    ['RLock', RLock],
    ['SpinLock', SpinLock],
  ])('%s', (name, type) => {
    const lock = new type({ name: 'a' });
    const others = [new Lock(), new RLock(), new SpinLock()];
    attempt([lock, lock], new RegExp(`^holdAll\\(\\): ${name}\\(a\\) is listed twice; list each lock once$`));
    attempt([lock, ...others, lock], /\(a\) is listed twice/);
    attempt([...others, type.from(structuredClone(lock.share()) as never), lock], /\(a\) is listed twice/);
    const buffer = new SharedArrayBuffer(type.byteLength);
    attempt([type.at(buffer, 0, { name: 'b' }), lock, type.at(buffer, 0, { name: 'c' })], /\((b|c)\) and .*\((c|b)\) are one lock/);
  });

  test('both sides of an RWLock', async () => {
    const rw = new RWLock({ name: 'a' });
    const lock = new Lock();
    expect(() => holdAll([rw.reader, lock, rw.writer])).toThrow(error('TypeError'));
    expect(() => holdAll([rw.reader, lock, rw.writer])).toThrow(/^holdAll\(\): RWLock\.(reader|writer)\(a\) and RWLock\.(writer|reader)\(a\) are one lock; list each lock once$/);
    await expect(holdAllAsync([RWLock.from(structuredClone(rw.share())).reader, rw.writer])).rejects.toThrow(/are one lock/);
    await expect(holdAllAsync([rw.reader, rw.reader])).rejects.toThrow(/RWLock\.reader\(a\) is listed twice/);
    expect(() => holdAll([rw as never])).toThrow(/not a value of class RWLock; list its reader or its writer$/);
    expect([lock.locked, rw.reader.locked, rw.writer.locked]).toEqual([false, false, false]);
  });

  test('awaited, too', async () => {
    const lock = new Lock();
    await expect(holdAllAsync([lock, new Lock(), lock])).rejects.toThrow(/holdAllAsync\(\): Lock is listed twice/);
    expect(lock.locked).toBe(false);
  });
});
