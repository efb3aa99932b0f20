import { expect, test } from 'vitest';
import { expectNoticed, timed } from '../elapsed.ts';
import { expectRefusal, wrong } from '../misuse/attempt.ts';
import type { ContractGuard } from '../lock-contract/lock-like.ts';
import { until } from '../until.ts';
import { abandoned, heldByAnother, subjectOf, type AbandonableLock, type AbandonedSpec } from './abandonable.ts';

/** Ways to take it that are silent about who died; each releases it. */
const TAKES: readonly (readonly [name: string, take: (lock: AbandonableLock) => unknown])[] = [
  ['acquire()', (lock) => lock.acquire() && release(lock)],
  ['acquire() with a time limit', (lock) => lock.acquire({ timeout: 10_000 }) && release(lock)],
  ['hold()', (lock) => ends(lock.hold())],
  ['run()', (lock) => lock.run(() => lock.owned)],
  ['recover()', (lock) => lock.recover() && release(lock)],
  [
    'tryAcquire()',
    (lock) => until('it is taken over', () => lock.tryAcquire()).then(() => release(lock)),
  ],
];

const TAKES_ASYNC: typeof TAKES = [
  ['acquireAsync()', async (lock) => (await lock.acquireAsync()) && release(lock)],
  ['holdAsync()', async (lock) => ends(await lock.holdAsync())],
  ['runAsync()', (lock) => lock.runAsync(() => lock.owned)],
  ['recoverAsync()', async (lock) => (await lock.recoverAsync()) && release(lock)],
];

/** Says whether it was held. */
function ends(guard: ContractGuard): boolean {
  const { held } = guard;
  guard.release();
  return held;
}

/** Says whether it was held. */
function release(lock: AbandonableLock): boolean {
  const { owned } = lock;
  lock.release();
  return owned;
}

/** The next in line gets it, as if it had been released. */
export function takeOverContract(spec: AbandonedSpec): void {
  const awaits = spec.awaits !== false;

  test.each([...TAKES, ...(awaits ? TAKES_ASYNC : [])])('%s takes it over', async (_, take) => {
    const subject = subjectOf(spec, 'recover');
    await abandoned(subject, spec.reentrant ? 'twice' : 'guard');
    const { value, ms } = await timed(() => take(subject.lock));
    expect(value).toBe(true);
    expectNoticed([ms]);
    expect(subject.lock.locked).toBe(false);
  });

  test('it holds in all threads: of several that wait, each gets it', async () => {
    const subject = subjectOf(spec, 'recover');
    const holder = await heldByAnother(subject);
    const waits = subject.threads(2).map((thread) =>
      thread.run(({ lock, flags }) => {
        Atomics.add(flags, 0, 1);
        return lock.run(() => lock.owned);
      }),
    );
    if (awaits) waits.push(subject.lock.runAsync(() => subject.lock.owned), subject.lock.runAsync(() => subject.lock.owned));
    await until('all are on their way', () => Atomics.load(subject.flags, 0) === 2);
    await holder.thread.terminate();
    expect(await Promise.all(waits)).toEqual(waits.map(() => true));
  });

  test('other values are refused, and nothing is made', async () => {
    for (const onAbandoned of ['release', '', true, null, 0]) {
      const buffer = new SharedArrayBuffer(spec.byteLength);
      const make = (): unknown => spec.make({ buffer, onAbandoned: wrong(onAbandoned) });
      await expectRefusal(make, 'TypeError', /onAbandoned/, /'throw' or 'recover'/);
      expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
    }
  });

  test("'throw' is as if nothing were given", () => {
    const lock = spec.make({ onAbandoned: 'throw' });
    expect(String(lock)).toContain('free');
  });
}
