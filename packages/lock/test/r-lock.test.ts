import { RLock } from '@sync/lock';
import { Subject, closeSubjects, endThreads, lockContract, pending, program } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { rLockSpec } from './specs.ts';

lockContract('RLock', rLockSpec);
lockContract('RLock in a buffer', { ...rLockSpec, byteOffset: 4 * 37 });

describe('RLock', () => {
  afterEach(closeSubjects);
  afterAll(endThreads);
  const make = (): Subject<RLock> => new Subject(rLockSpec, { name: 'nested' });

  test('allocates memory of its own when it is given none', () => {
    const lock = new RLock();
    const other = RLock.from(structuredClone(lock.share()));
    lock.acquire();
    lock.acquire();
    expect([other.locked, other.owned, other.depth]).toEqual([true, true, 2]);
    other.release();
    other.release();
    expect(lock.locked).toBe(false);
  });

  test('zeroed memory is a free lock', () => {
    const lock = RLock.at(new SharedArrayBuffer(RLock.byteLength));
    expect([lock.locked, lock.depth]).toEqual([false, 0]);
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  test('depth counts the holds of the holder: 0, 1, 3, 2, 0', () => {
    const { lock } = make();
    const seen = [lock.depth];
    lock.acquire();
    seen.push(lock.depth);
    lock.acquire();
    lock.acquire();
    seen.push(lock.depth);
    lock.release();
    seen.push(lock.depth);
    lock.release();
    lock.release();
    seen.push(lock.depth);
    expect(seen).toEqual([0, 1, 3, 2, 0]);
  });

  test('depth is 0 in a thread that does not hold it', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ lock }) => {
      lock.acquire();
      lock.acquire();
    });
    expect([subject.lock.locked, subject.lock.depth]).toEqual([true, 0]);
    expect(await other.run(({ lock }) => lock.depth)).toBe(2);
    await other.run(({ lock }) => {
      lock.release();
      lock.release();
    });
    expect(await other.run(({ lock }) => lock.depth)).toBe(0);
  });

  test('locked is true at every depth, until the last release', () => {
    const { lock } = make();
    const seen = [lock.locked];
    lock.acquire();
    seen.push(lock.locked);
    lock.acquire();
    seen.push(lock.locked);
    lock.release();
    seen.push(lock.locked);
    lock.release();
    seen.push(lock.locked);
    expect(seen).toEqual([false, true, true, true, false]);
  });

  test('one release more than acquires is NotOwnerError', () => {
    const { lock } = make();
    for (let depth = 0; depth < 3; depth++) lock.acquire();
    for (let depth = 0; depth < 3; depth++) lock.release();
    expect(() => {
      lock.release();
    }).toThrow(expect.objectContaining({ name: 'NotOwnerError' }) as Error);
    expect([lock.locked, lock.depth]).toEqual([false, 0]);
  });

  test('a wrong time limit is an error for the holder, too', () => {
    const { lock } = make();
    lock.acquire();
    expect(() => lock.acquire({ timeout: -3 })).toThrow(RangeError);
    expect(lock.depth).toBe(1);
    lock.release();
  });

  test('guards unwind one level each, in any order, once', () => {
    const { lock } = make();
    const outer = lock.hold();
    const inner = lock.hold();
    expect(lock.depth).toBe(2);
    inner.release();
    inner.release();
    expect(lock.depth).toBe(1);
    outer.release();
    outer.release();
    expect([lock.depth, lock.locked]).toEqual([0, false]);
  });

  test('the text tells the depth', () => {
    const { lock } = make();
    lock.acquire();
    const once = lock.toString();
    lock.acquire();
    const twice = lock.toString();
    lock.release();
    lock.release();
    expect(once).toContain('nested');
    expect(twice).not.toBe(once);
    expect(twice).toContain('2');
  });

  test('the text tells the depth in a thread that does not hold it', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    lock.acquire();
    lock.acquire();
    expect(await other.run(({ lock }) => lock.toString())).toMatch(/held by .*2/);
    lock.release();
    lock.release();
  });

  test('an async hold is not re-entered: each awaited acquire waits for the one before', async () => {
    const { lock } = make();
    await lock.acquireAsync();
    const next = lock.acquireAsync();
    expect(await pending(next)).toBe(true);
    expect(lock.depth).toBe(1);
    lock.release();
    expect(await next).toBe(true);
    expect(lock.depth).toBe(1);
    lock.release();
  });

  test('an awaiting thread gets it only when every level is released', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    lock.acquire();
    lock.acquire();
    const waiting = other.run(({ lock }) => lock.acquireAsync());
    await subject.blocked();
    lock.release();
    expect(await pending(waiting)).toBe(true);
    expect(lock.locked).toBe(true);
    lock.release();
    expect(await waiting).toBe(true);
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  test('a hold of its thread is kept by a lasting sync section across an abort of an awaiting task', async () => {
    const { lock } = make();
    lock.acquire();
    const abort = new AbortController();
    const waiting = lock.acquireAsync({ signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(lock.depth).toBe(1);
    lock.release();
  });

  test('with debug, a sync hold that lives across a turn is an error that says where it was taken; others are not', async () => {
    const ended = await program(new URL('programs/stray-hold.mjs', import.meta.url));
    expect(ended).toMatchObject({ stdout: `no complaint\n${'InvalidStateError SYNC_INVALID_STATE true true\n'.repeat(2)}end\n`, stderr: '', code: 0 });
  });

  test('a debug that is neither true nor false is refused', () => {
    expect(() => new RLock({ debug: 'yes' as never })).toThrow(/debug must be true or false, not 'yes'/);
  });
});
