import { describe, expect, test } from 'vitest';
import { attach } from '../attachment.ts';
import { Subject } from '../subject.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

/** What holds while nobody else is there. */
export function basicContract(spec: LockSpec): void {
  const make = (name?: string): Subject<ContractLock> => new Subject(spec, name === undefined ? {} : { name });

  test('is free at birth', () => {
    const subject = make();
    expect([subject.lock.locked, subject.lock.owned]).toEqual([false, false]);
    subject.expectAtRest();
  });

  test('is held after acquire and free after release', () => {
    const subject = make();
    const { lock } = subject;
    expect(lock.acquire()).toBe(true);
    expect([lock.locked, lock.owned]).toEqual([true, true]);
    lock.release();
    expect([lock.locked, lock.owned]).toEqual([false, false]);
    subject.expectAtRest();
  });

  test('what a function throws under it is not hidden by a release that fails', () => {
    const { lock } = make();
    const error = new Error('went wrong');
    const loses = (): never => {
      lock.release();
      throw error;
    };
    expect(() => lock.run(loses)).toThrow(error);
    const released = (): void => {
      lock.release();
    };
    expect(() => {
      lock.run(released);
    }).toThrow(expect.objectContaining({ name: 'NotOwnerError' }) as Error);
    expect(lock.locked).toBe(false);
  });

  test('can be taken again as often as it is released', () => {
    const { lock } = make();
    for (let round = 0; round < 1000; round++) {
      expect(lock.acquire()).toBe(true);
      lock.release();
    }
  });

  test('a free one is taken without waiting by tryAcquire', () => {
    const { lock } = make();
    expect(lock.tryAcquire()).toBe(true);
    expect(lock.owned).toBe(true);
    lock.release();
  });

  test('release gives nothing back', () => {
    const { lock } = make();
    lock.acquire();
    const release: () => unknown = lock.release.bind(lock);
    expect(release()).toBeUndefined();
  });

  test('a held one may be forgotten', () => {
    for (let round = 0; round < 100; round++) {
      const buffer = new SharedArrayBuffer(spec.byteLength);
      const forgotten = spec.make({ buffer, byteOffset: 0 }) as Partial<ContractLock>;
      forgotten.tryAcquire?.();
    }
    const { lock } = make();
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  test('many in one buffer do not disturb each other', () => {
    const count = 64;
    const buffer = new SharedArrayBuffer(count * spec.byteLength);
    const member = (whole: unknown): ContractLock =>
      (spec.how.member === undefined ? whole : (whole as Record<string, unknown>)[spec.how.member]) as ContractLock;
    const locks = Array.from({ length: count }, (_, at) =>
      member(spec.make({ buffer, byteOffset: at * spec.byteLength })),
    );
    for (const [at, lock] of locks.entries()) if (at % 2 === 0) lock.acquire();
    expect(locks.map(({ locked }) => locked)).toEqual(locks.map((_, at) => at % 2 === 0));
    for (const [at, lock] of locks.entries()) if (at % 2 === 0) lock.release();
    expect(locks.some(({ locked }) => locked)).toBe(false);
  });

  test('two attached to the same memory in one thread are one lock', async () => {
    const { lock, record } = make();
    const other = await attach<ContractLock>(record.handle, spec.how);
    lock.acquire();
    expect([other.lock.locked, other.lock.owned]).toEqual([true, true]);
    other.lock.release();
    expect(lock.locked).toBe(false);
  });

  test('a handle survives the structured clone', async () => {
    const { lock, record } = make('cloned');
    const other = await attach<ContractLock>(structuredClone(record.handle), spec.how);
    expect(other.lock.name).toBe(lock.name);
    lock.acquire();
    expect(other.lock.locked).toBe(true);
    lock.release();
  });

  describe('text', () => {
    test('names the lock, and tells held from free', () => {
      const { lock } = make('jobs');
      const free = lock.toString();
      lock.acquire();
      const held = lock.toString();
      lock.release();
      expect(free).toContain('jobs');
      expect(held).toContain('jobs');
      expect(held).not.toBe(free);
      expect(free).not.toContain('held');
      expect(held).toContain('held');
      expect(lock.toString()).toBe(free);
    });
  });
}
