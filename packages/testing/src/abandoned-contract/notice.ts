import { expect, test } from 'vitest';
import { expectAtOnce, expectNoticed, timed } from '../elapsed.ts';
import { attempt } from '../misuse/attempt.ts';
import type { Here } from '../remote-thread.ts';
import { until } from '../until.ts';
import { ENDINGS, abandoned, expectAbandoned, heldByAnother, poisoned, somebodyWaits, subjectOf, type AbandonableLock, type AbandonedSpec } from './abandonable.ts';

type Call = (here: Pick<Here<AbandonableLock>, 'lock'>) => unknown;

/** Those that block; each says that it is there. */
const BLOCKS: readonly ((here: Here<AbandonableLock>) => unknown)[] = [
  ({ lock, flags }) => (Atomics.add(flags, 0, 1), lock.acquire()),
  ({ lock, flags }) => (Atomics.add(flags, 0, 1), lock.acquire({ timeout: 30_000 })),
  ({ lock, flags }) => (Atomics.add(flags, 0, 1), lock.hold().held),
  ({ lock, flags }) => (Atomics.add(flags, 0, 1), lock.run(() => true)),
];

const AWAITS: readonly Call[] = [
  ({ lock }) => lock.acquireAsync(),
  ({ lock }) => lock.acquireAsync(),
  ({ lock }) => lock.acquireAsync({ timeout: 30_000 }),
  ({ lock }) => lock.acquireAsync({ signal: new AbortController().signal }),
  ({ lock }) => lock.holdAsync(),
  ({ lock }) => lock.runAsync(() => true),
];

/** Those that come when it is known. */
const COME: readonly Call[] = [
  ({ lock }) => lock.acquire(),
  ({ lock }) => lock.acquire({ timeout: 0 }),
  ({ lock }) => lock.acquire({ timeout: 10 }),
  ({ lock }) => lock.tryAcquire(),
  ({ lock }) => lock.hold(),
  ({ lock }) => lock.hold({ timeout: 0 }),
  ({ lock }) => lock.run(() => true),
];

const COME_ASYNC: readonly Call[] = [
  ({ lock }) => lock.acquireAsync(),
  ({ lock }) => lock.acquireAsync({ timeout: 0 }),
  ({ lock }) => lock.acquireAsync({ timeout: 10 }),
  ({ lock }) => lock.acquireAsync({ signal: new AbortController().signal }),
  ({ lock }) => lock.holdAsync(),
  ({ lock }) => lock.runAsync(() => true),
];

/** Who waits for a lock whose holder dies gets an error, and so does everybody after. */
export function noticeContract(spec: AbandonedSpec): void {
  const awaits = spec.awaits !== false;
  const come = awaits ? [...COME, ...COME_ASYNC] : COME;

  test.each(ENDINGS)('its holder $ends: all who wait get AbandonedLockError, and all who come then', async ({ end }) => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    const holder = await heldByAnother(subject);
    let ended = Infinity;
    const stalls: number[] = [];
    const hears = (wait: Promise<unknown>): Promise<unknown> =>
      attempt(() => wait).then((error) => {
        stalls.push(performance.now() - ended);
        return error;
      });
    const waits = BLOCKS.map((blocks) => hears(subject.thread().run(blocks)));
    if (awaits) waits.push(...AWAITS.map((call) => hears(call({ lock }) as Promise<unknown>)));
    await until('all are on their way', () => Atomics.load(subject.flags, 0) === BLOCKS.length);
    await somebodyWaits(subject);
    await end(holder);
    ended = performance.now();
    for (const error of await Promise.all(waits)) expectAbandoned(error, spec, holder);
    expectNoticed(stalls);

    expect([lock.locked, lock.owned]).toEqual([true, false]);
    expect(String(lock)).toContain(`abandoned by ${holder.name}`);
    const { ms } = await timed(async () => {
      for (const call of come) expectAbandoned(await attempt(() => call({ lock })), spec, holder);
    });
    expectAtOnce(ms);
    expect(lock.recover()).toBe(true);
    lock.release();
    const runs = subject.thread().run(({ lock }) => lock.run(() => lock.owned));
    expect(await runs).toBe(true);
  });

  test('who looks once hears of it when it looks again, and until then that it is held', async () => {
    const subject = subjectOf(spec);
    const holder = await abandoned(subject);
    const end = performance.now();
    const outcomes = new Set<unknown>();
    let error: unknown;
    for (let at = 0; error === undefined; at++) {
      try {
        outcomes.add(at % 2 === 0 ? subject.lock.tryAcquire() : subject.lock.acquire({ timeout: 0 }));
      } catch (thrown) {
        error = thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expectAbandoned(error, spec, holder);
    expectNoticed([performance.now() - end]);
    expect([...outcomes]).toEqual([false]);
    subject.lock.recover();
    subject.lock.release();
  });

  test('the holder of another one dies: nobody hears of it', async () => {
    const [subject, other] = [subjectOf(spec), subjectOf(spec)];
    const holder = await heldByAnother(subject);
    await poisoned(other);
    expect(subject.lock.acquire({ timeout: 200 })).toBe(false);
    await holder.thread.run(({ lock }) => {
      lock.release();
    });
    expect(subject.lock.tryAcquire()).toBe(true);
    subject.lock.release();
    other.lock.recover();
    other.lock.release();
  });

  test('a thread dies that held it before: nobody hears of it', async () => {
    const subject = subjectOf(spec);
    const holder = await heldByAnother(subject);
    await holder.thread.run(({ lock }) => {
      lock.release();
    });
    await holder.thread.terminate();
    expect([subject.lock.acquire(), subject.lock.owned]).toEqual([true, true]);
    subject.lock.release();
  });
}
