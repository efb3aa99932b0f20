import { Condition, type WaitAsyncOptions } from '@sync/condition';
import { Lock } from '@sync/lock';
import { MEDIUM, Subject, closeSubjects, endThreads, expectNoticed, pending, refusal, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, WAYS, conditionSpec, entriesOf, notify, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const gone = { name: 'AbandonedLockError' };

/** Long enough for a thread that is there to take the lock meanwhile, in milliseconds. */
const A_WHILE = 4 * MEDIUM;

/** A thread of its own, which is there. */
async function another(subject: Subject<Condition>): Promise<Remote<Condition>> {
  const thread = subject.thread(() => undefined);
  await thread.run(({ lock }) => lock.owned);
  return thread;
}

/** A thread takes the lock, notifies so many, and is ended. */
async function diesHolding(subject: Subject<Condition>, notifies = 0, thread?: Remote<Condition>): Promise<void> {
  const holder = thread ?? (await another(subject));
  await holder.run(({ lock }, count: number) => {
    lock.acquire();
    lock.notify(count);
  }, notifies);
  await holder.terminate();
}

/** Nobody has the lock any more. */
async function recovered({ lock }: Subject<Condition>): Promise<void> {
  await lock.recoverAsync();
  lock.release();
}

const PAIRS = WAYS.flatMap((first) => WAYS.map((second) => ({ first, second, one: first.way, other: second.way })));

describe.each(KINDS.slice(1, 3))('$name: the holder of the lock dies', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec, { name: 'jobs' });

  test.each(PAIRS)('one that $one and one that $other go on waiting, and are notified by who recovers it', async ({ first, second }) => {
    const subject = make();
    const waits = [first, second].map(({ wait }) => subject.thread().run(wait));
    await waiting(subject, 2);
    await diesHolding(subject);
    expect(await pending(Promise.any(waits))).toBe(true);
    await subject.lock.recoverAsync();
    subject.lock.notifyAll();
    subject.lock.release();
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(entriesOf(subject.words)).toEqual([]);
  });

  test.each(PAIRS)('one that $one was notified: it gets AbandonedLockError, and one that $other its notification', async ({ first, second }) => {
    const subject = make();
    const one = subject.thread();
    const notified = refusal(one.run(first.wait));
    await waiting(subject, 1);
    const next = subject.thread().run(second.wait);
    await waiting(subject, 2);
    await diesHolding(subject, 1);
    const end = performance.now();
    expect(await notified).toMatchObject(gone);
    expectNoticed([performance.now() - end]);
    expect(await one.run(({ lock }) => lock.owned)).toBe(false);
    expect(await pending(next)).toBe(true);
    await recovered(subject);
    expect(await next).toBe(true);
    expect(entriesOf(subject.words)).toEqual([]);
  });

  test.each(WAYS)('the time of one that $way is up meanwhile: it gets AbandonedLockError, and gives its place up', async ({ wait }) => {
    const subject = make();
    const holder = await another(subject);
    const late = refusal(subject.thread().run(wait, { timeout: A_WHILE }));
    await waiting(subject, 1);
    const next = subject.thread().run(wait);
    await waiting(subject, 2);
    await diesHolding(subject, 0, holder);
    expect(await late).toMatchObject(gone);
    await waiting(subject, 1);
    await recovered(subject);
    notify(subject.lock, 1);
    expect(await next).toBe(true);
    await swept(subject);
  });

  test('of two tasks of one thread the first was notified: the second gets it', async () => {
    const subject = make();
    const { lock } = subject;
    const [error, next] = [refusal(waits(lock)), waits(lock)];
    await waiting(subject, 2);
    await diesHolding(subject, 1);
    expect(await error).toMatchObject(gone);
    expect(await pending(next)).toBe(true);
    await recovered(subject);
    expect(await next).toBe(true);
    expect(entriesOf(subject.words)).toEqual([]);
  });

  test('of two tasks of one thread the first left without the lock: a later notification is for the second', async () => {
    const subject = make();
    const { lock } = subject;
    const holder = await another(subject);
    const first = refusal(waits(lock, { timeout: A_WHILE }));
    const second = waits(lock);
    await diesHolding(subject, 0, holder);
    expect(await first).toMatchObject(gone);
    await lock.recoverAsync();
    lock.notify(1);
    lock.release();
    expect(await second).toBe(true);
    expect(entriesOf(subject.words)).toEqual([]);
  });

  test.each([0, 1])('one is aborted, %i having been notified: it gets AbandonedLockError, and the next one the notification', async (notified) => {
    const subject = make();
    const { lock } = subject;
    const holder = await another(subject);
    const abort = new AbortController();
    const aborted = refusal(waits(lock, { signal: abort.signal }));
    const next = waits(lock);
    await waiting(subject, 2);
    await holder.run(({ lock }, count: number) => {
      lock.acquire();
      lock.notify(count);
    }, notified);
    abort.abort(new Error('enough'));
    expect(await pending(aborted)).toBe(true);
    await holder.terminate();
    expect(await aborted).toMatchObject(gone);
    expect(lock.owned).toBe(false);
    await recovered(subject);
    if (notified === 0) notify(lock, 1);
    expect(await next).toBe(true);
    expect(entriesOf(subject.words)).toEqual([]);
  });

  test('of three tasks of one thread all were notified: none is left behind', async () => {
    const subject = make();
    const errors = [1, 2, 3].map(() => refusal(waits(subject.lock)));
    await waiting(subject, 3);
    await diesHolding(subject, 3);
    expect(await Promise.all(errors)).toMatchObject([gone, gone, gone]);
    await recovered(subject);
    await swept(subject);
  });
});

/** Who waits frees what those left who gave up, and gets nothing of it: it has come later. */
async function swept({ lock, words }: Subject<Condition>): Promise<void> {
  const wait = waits(lock);
  await until('it is alone', () => entriesOf(words).length === 1);
  expect(await pending(wait)).toBe(true);
  notify(lock, 1);
  expect(await wait).toBe(true);
}

/** Waits, and does not release what it could not get again. */
async function waits(condition: Condition, limits?: WaitAsyncOptions): Promise<boolean> {
  condition.acquire();
  const notified = await condition.waitAsync(limits);
  condition.release();
  return notified;
}

test("with onAbandoned: 'recover' one that was notified has the lock again, and returns", async () => {
  const subject = new Subject<Condition>(conditionSpec, { onAbandoned: 'recover' });
  const ends = WAYS.map(({ wait }) => subject.thread().run(wait));
  await waiting(subject, 2);
  await diesHolding(subject, 2);
  expect(await Promise.all(ends)).toEqual([true, true]);
  expect(entriesOf(subject.words)).toEqual([]);
});

test('onAbandoned is the business of the lock that a condition is over', () => {
  expect(() => new Condition(new Lock(), { onAbandoned: 'recover' })).toThrow(/onAbandoned and debug are the lock's/);
  const condition = new Condition(new Lock({ onAbandoned: 'recover' }));
  expect(condition.recover()).toBe(true);
  condition.release();
});
