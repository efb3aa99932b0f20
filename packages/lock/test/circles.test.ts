/**
 * Circles through all classes of the package, of many threads, and what only looks like one.
 * Fails when: a circle is not found, or more than one thread of it gives up; one gives up that others
 * could have let in; a lock is named that is not the one, or a place.
 */
import { describeThreads, share } from '@sync/atomics';
import { Lock, RWLock, SpinLock } from '@sync/lock';
import { FACTOR, LONG, bunch, endThreads, until } from '@sync/testing';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';

const STEPS = new URL('workers/steps.mjs', import.meta.url);

type Step = readonly [call: string, what?: string | readonly string[], options?: object];
type Locks = Readonly<Record<string, Lock | RWLock | SpinLock>>;

interface Outcome {
  readonly thread: number;
  readonly ms: number;
  readonly got: readonly boolean[];
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly cycle: readonly { readonly thread: number; readonly lock: string; readonly owner: number; readonly takenAt?: string }[];
  };
}

afterEach(endThreads);

const start = (locks: Locks, roles: readonly (readonly Step[])[], flags = new Int32Array(new SharedArrayBuffer(8))) =>
  bunch<Outcome>(roles.length, STEPS, { shared: share(locks), roles, flags });

/** All go on in the end, and all locks are free. */
async function play(locks: Locks, roles: readonly (readonly Step[])[]): Promise<Outcome[]> {
  const outcomes = await start(locks, roles).join();
  for (const lock of Object.values(locks)) expect(String(lock)).toContain('[free]');
  return outcomes;
}

/** One gave up, the last of those in the circle; what it was told, by the roles of the threads. */
function expectOne(outcomes: readonly Outcome[], circle: readonly (readonly [role: number, lock: string])[]): NonNullable<Outcome['error']> {
  const last = circle[0]![0];
  expect(outcomes.map(({ error }) => error?.name)).toEqual(outcomes.map((_, role) => (role === last ? 'DeadlockError' : undefined)));
  expect(outcomes.flatMap(({ got }) => got)).not.toContain(false);
  const { cycle, message } = outcomes[last]!.error!;
  const thread = (at: number): number => outcomes[circle[at % circle.length]![0]]!.thread;
  expect(cycle).toMatchObject(circle.map(([, lock], at) => ({ thread: thread(at), lock, owner: thread(at + 1) })));
  for (const [, lock] of circle) expect(message).toContain(`waits for ${lock}`);
  return outcomes[last]!.error!;
}

const named = (...names: string[]): Record<string, Lock> => Object.fromEntries(names.map((name) => [name, new Lock({ name })]));

describe('one thread of a circle gives up, and the others go on', () => {
  test.each([8, 32])('%i threads', async (count) => {
    const names = Array.from({ length: count }, (_, at) => `lock ${at}`);
    const roles = names.map((name, at): Step[] => [['acquire', name], ['meet'], ['acquire', names[(at + 1) % count]!]]);
    const order = [count - 1, ...names.keys()].slice(0, count);
    const outcomes = await play(named(...names), roles);
    expectOne(outcomes, order.map((role) => [role, `Lock(lock ${(role + 1) % count})`]));
    // Under load the first looks of so many take their time.
    expect(outcomes.at(-1)!.ms).toBeLessThan((count > 8 ? 10_000 : 4000) * FACTOR);
  });

  test('SpinLocks', async () => {
    const locks = { a: new SpinLock({ name: 'a' }), b: new SpinLock({ name: 'b' }) };
    const outcomes = await play(locks, [[['acquire', 'a'], ['meet'], ['acquire', 'b']], [['acquire', 'b'], ['meet'], ['acquire', 'a']]]);
    expectOne(outcomes, [[1, 'SpinLock(a)'], [0, 'SpinLock(b)']]); // prettier-ignore
  });

  test('holdAll beside what a thread holds already', async () => {
    const outcomes = await play(named('a', 'b', 'c'), [
      [['acquire', 'a'], ['meet'], ['holdAll', ['b', 'c']]],
      [['acquire', 'b'], ['acquire', 'c'], ['meet'], ['holdAll', ['a']]],
    ]);
    expect(outcomes.map(({ error }) => error?.name)).toEqual([undefined, 'DeadlockError']);
  });
});

describe('circles through an RWLock', () => {
  const two = (): { a: RWLock; b: RWLock } => ({ a: new RWLock({ name: 'a' }), b: new RWLock({ name: 'b' }) });
  const one = (): { rw: RWLock; lock: Lock } => ({ rw: new RWLock({ name: 'rw' }), lock: new Lock({ name: 'lock' }) });

  test('each reads one, and wants to write the other', async () => {
    const outcomes = await play(two(), [[['acquire', 'a.reader'], ['meet'], ['acquire', 'b.writer']], [['acquire', 'b.reader'], ['meet'], ['acquire', 'a.writer']]]);
    expectOne(outcomes, [[1, 'RWLock.writer(a)'], [0, 'RWLock.writer(b)']]); // prettier-ignore
  });

  test('each writes one, and wants to read the other', async () => {
    const outcomes = await play(two(), [[['acquire', 'a.writer'], ['meet'], ['acquire', 'b.reader']], [['acquire', 'b.writer'], ['meet'], ['acquire', 'a.reader']]]);
    expectOne(outcomes, [[1, 'RWLock.reader(a)'], [0, 'RWLock.reader(b)']]); // prettier-ignore
  });

  test('of several readers one wants what the writer has', async () => {
    const outcomes = await play(one(), [
      [['acquire', 'rw.reader'], ['meet']],
      [['acquire', 'rw.reader'], ['meet'], ['acquire', 'lock']],
      [['acquire', 'rw.reader'], ['meet']],
      [['acquire', 'lock'], ['meet'], ['acquire', 'rw.writer']],
    ]);
    expectOne(outcomes, [[3, 'RWLock.writer(rw)'], [1, 'Lock(lock)']]); // prettier-ignore
  });

  test('a reader queues behind a writer, which waits for a reader that waits for that one', async () => {
    const locks = one();
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const members = start(locks, [
      [['acquire', 'rw.reader'], ['meet'], ['acquire', 'lock']],
      [['meet'], ['acquire', 'rw.writer']],
      [['acquire', 'lock'], ['meet'], ['stay'], ['acquire', 'rw.reader']],
    ], flags); // prettier-ignore
    await until('the writer waits', () => String(locks.rw).includes('others waiting'));
    Atomics.store(flags, 0, 1);
    expectOne(await members.join(), [[2, 'RWLock.reader(rw)'], [1, 'RWLock.writer(rw)'], [0, 'Lock(lock)']]); // prettier-ignore
  });

  test('with debug: true it is said where each side was taken', async () => {
    const locks = { a: new RWLock({ name: 'a', debug: true }), b: new RWLock({ name: 'b', debug: true }) };
    const line = 1 + readFileSync(STEPS, 'utf8').split('\n').findIndex((text) => text.endsWith('// taken by a step'));
    for (const [mine, its] of [['reader', 'writer'], ['writer', 'reader']]) { // prettier-ignore
      const outcomes = await play(locks, [[['acquire', `a.${mine}`], ['meet'], ['acquire', `b.${its}`]], [['acquire', `b.${mine}`], ['meet'], ['acquire', `a.${its}`]]]);
      const places = outcomes[1]!.error!.cycle.map(({ takenAt }) => takenAt);
      expect(places, mine).toEqual([expect.stringContaining(`steps.mjs:`), expect.stringContaining(`steps.mjs:`)]);
      expect(places.join(), mine).toMatch(new RegExp(`take \\(.*steps\\.mjs:\\d+.*take \\(.*steps\\.mjs:\\d+`));
      expect(line).toBeGreaterThan(0);
    }
  });
});

describe('with debug: true', () => {
  test('the place is told of the lock that is wanted, however many a thread holds', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const locks = Object.fromEntries(names.map((name) => [name, new Lock({ name, debug: true })]));
    // The first of five that are held is what the other one wants; it has five as well.
    const mine = names.map((name): Step => ['acquire', name]);
    const others = { ...locks, ...Object.fromEntries(names.map((name) => [`${name}2`, new Lock({ name: `${name}2`, debug: true })])) };
    const outcomes = await play(others, [
      [...mine, ['meet'], ['acquire', 'a2']],
      [...names.map((name): Step => ['acquire', `${name}2`]), ['meet'], ['acquire', 'a']],
    ]);
    const { cycle } = expectOne(outcomes, [[1, 'Lock(a)'], [0, 'Lock(a2)']]); // prettier-ignore
    expect(cycle.map(({ takenAt }) => takenAt)).toEqual([expect.stringContaining('steps.mjs'), expect.stringContaining('steps.mjs')]);
  });
});

describe('no circle', () => {
  test('a reader waits for a place among sixty-four, one of whom waits for that reader: another may leave', async () => {
    const locks = { rw: new RWLock({ name: 'rw' }), lock: new Lock({ name: 'lock' }) };
    const { buffer, byteOffset } = locks.rw.share() as unknown as { buffer: SharedArrayBuffer; byteOffset: number };
    const words = new Int32Array(buffer, byteOffset, RWLock.byteLength / 4);
    // As many others, which live: this very thread's id in all slots but one.
    words.fill(1, 16).fill(-1, 10, 12);
    words[21] = 0;
    const members = start(locks, [[['acquire', 'rw.reader'], ['meet'], ['acquire', 'lock']], [['acquire', 'lock'], ['meet'], ['acquire', 'rw.reader']]]);
    const blocked = (): number => describeThreads({ print: false }).threads.filter(({ state }) => state === 'blocked').length;
    await until('both wait', () => blocked() === 2);
    // Found, it would be within half a second.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(blocked()).toBe(2);
    expect(describeThreads({ print: false }).threads.find(({ waitsFor }) => waitsFor?.what.startsWith('RWLock'))?.waitsFor).toMatchObject({
      what: 'RWLock.reader(rw)',
      heldBy: [],
    });
    for (let slot = 16; slot < words.length; slot++) Atomics.compareExchange(words, slot, 1, 0);
    Atomics.add(words, 9, 2);
    Atomics.notify(words, 9);
    expect((await members.join()).map(({ got, error }) => [got, error])).toEqual([[[true, true], undefined], [[true, true], undefined]]); // prettier-ignore
  });

  test('one is ended while the circle is looked for: the next one finds what it held abandoned', async () => {
    const locks = named('a', 'b', 'c');
    const members = start(locks, [[['acquire', 'a'], ['meet'], ['acquire', 'b']], [['acquire', 'b'], ['meet'], ['acquire', 'c']], [['acquire', 'c'], ['meet'], ['acquire', 'a']]]);
    await until('all are seen to wait', () => describeThreads({ print: false }).threads.filter(({ waitsFor }) => waitsFor?.what.startsWith('Lock(')).length === 3, LONG);
    await members.members[1]!.terminate();
    const outcomes = await Promise.allSettled(members.members.map(({ result }) => result));
    const told = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? (outcome.value.error?.name ?? 'went on') : 'ended'));
    // It may have been certain just before.
    expect([['AbandonedLockError', 'ended', 'went on'], ['AbandonedLockError', 'ended', 'DeadlockError']]).toContainEqual(told); // prettier-ignore
    locks.b?.recover();
    locks.b?.release();
    for (const lock of Object.values(locks)) expect(String(lock)).toContain('[free]');
  });
});
