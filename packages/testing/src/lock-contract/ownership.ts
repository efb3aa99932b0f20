import { expect, test } from 'vitest';
import { Subject } from '../subject.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

const notOwner = expect.objectContaining({ name: 'NotOwnerError', code: 'SYNC_NOT_OWNER' }) as Error;

/** Only the holder releases. */
export function ownershipContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec, { name: 'owned' });

  test('a release of a free one is NotOwnerError and changes nothing', () => {
    const { lock, words } = make();
    const before = [...words];
    expect(() => {
      lock.release();
    }).toThrow(notOwner);
    expect([...words]).toEqual(before);
    lock.acquire();
    lock.release();
    expect(() => {
      lock.release();
    }).toThrow(notOwner);
    expect(lock.locked).toBe(false);
  });

  test('a release by another thread is NotOwnerError, says who holds it, and changes nothing', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ lock }) => lock.acquire());
    const before = [...subject.words];
    expect(() => {
      subject.lock.release();
    }).toThrow(notOwner);
    expect(() => {
      subject.lock.release();
    }).toThrow(/owned/);
    expect([...subject.words]).toEqual(before);
    expect(await other.run(({ lock }) => lock.owned)).toBe(true);
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  if (spec.awaits !== false) {
    test('a release by another thread is refused for an async hold, too', async () => {
      const subject = make();
      const other = subject.thread();
      await subject.lock.acquireAsync();
      await expect(
        other.run(({ lock }) => {
          lock.release();
        }),
      ).rejects.toMatchObject({ name: 'NotOwnerError' });
      expect(subject.lock.owned).toBe(true);
      subject.lock.release();
    });
  }

  test('owned is true in the holding thread alone', async () => {
    const subject = make();
    const [first, second] = subject.threads(2);
    await first?.run(({ lock }) => lock.acquire());
    expect(await first?.run(({ lock }) => lock.owned)).toBe(true);
    expect(await second?.run(({ lock }) => lock.owned)).toBe(false);
    expect(subject.lock.owned).toBe(false);
    await first?.run(({ lock }) => {
      lock.release();
    });
    expect(await first?.run(({ lock }) => lock.owned)).toBe(false);
  });
}
