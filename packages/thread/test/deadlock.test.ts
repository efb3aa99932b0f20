import { describeThreads } from '@sync/atomics';
import { Event } from '@sync/event';
import { Lock, RLock } from '@sync/lock';
import { FACTOR, LONG, program, until } from '@sync/testing';
import { Thread } from '@sync/thread';
import { afterEach, describe, expect, test } from 'vitest';

const CIRCLES = new URL('workers/circles.mjs', import.meta.url);

/** From when a circle is closed, in milliseconds; one of several may be late on a busy machine. */
const IN_TIME = 500 * FACTOR;
const LATEST = 4000 * FACTOR;

const started: Thread<unknown, string>[] = [];

function make(name: string, worker: string, args: readonly unknown[]): Thread<unknown, string> {
  const thread = new Thread<unknown, string>(CIRCLES, { export: worker, args, name });
  started.push(thread);
  return thread;
}

afterEach(async () => {
  await Promise.all(started.splice(0).filter(({ isAlive }) => isAlive).map((thread) => thread.terminate()));
});

interface Role {
  /** What it has. */
  own?: Lock | RLock;
  /** What it waits for. */
  next?: unknown;
  /** The name of the thread that it waits for. */
  byName?: string;
  call?: 'join' | 'result';
  limits?: { readonly timeout: number };
}

interface Outcome {
  readonly gave?: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly cycle?: readonly { readonly threadName: string; readonly lock: string; readonly ownerName: string }[];
  readonly began: number;
  readonly at: number;
}

const NAMES = ['first', 'second', 'third'];

/** Threads in these roles. They know each other before they are started: one waits for another's end by its Thread. */
async function play(roles: (of: readonly Thread<unknown, string>[]) => readonly Role[], members: number): Promise<readonly Outcome[]> {
  const board = new Int32Array(new SharedArrayBuffer(4));
  const args: unknown[][] = Array.from({ length: members }, () => []);
  const all = args.map((its, at) => make(NAMES[at]!, 'member', its));
  for (const [at, role] of roles(all).entries()) args[at]!.push({ ...role, board, members });
  for (const thread of all) thread.start();
  return Promise.all(all.map((thread) => thread.resultAsync({ timeout: LONG }))) as Promise<Outcome[]>;
}

/** Exactly one was told, in time, of a circle of all of them; the others went on. */
function expectOneTold(outcomes: readonly Outcome[], took: number[], call = 'join'): Outcome {
  const told = outcomes.filter(({ name }) => name !== undefined);
  expect(told.map(({ name, cycle }) => [name, cycle?.length])).toEqual([['DeadlockError', outcomes.length]]);
  const others = outcomes.filter((outcome) => outcome !== told[0]);
  expect(others.map(({ gave }) => gave)).toEqual(others.map(() => (call === 'join' ? true : told[0])));
  took.push(told[0]!.at - Math.max(...outcomes.map(({ began }) => began)));
  return told[0]!;
}

describe('threads that wait for each other in a circle: one of them is told, within 500 ms', () => {
  const took: number[] = [];

  test.each(['join', 'result'] as const)('two that join each other (%s)', async (call) => {
    const outcomes = await play(([first, second]) => [{ next: second, call }, { next: first, call }], 2);
    const { cycle, message } = expectOneTold(outcomes, took, call);
    expect(cycle?.map(({ lock }) => lock).sort()).toEqual(['Thread(first)', 'Thread(second)']);
    for (const step of cycle!) expect(`Thread(${step.ownerName})`).toBe(step.lock);
    expect(message).toMatch(/Thread\((first|second)\).*(first|second)/);
  });

  test('three that join each other', async () => {
    const outcomes = await play(([first, second, third]) => [{ next: second }, { next: third }, { next: first }], 3);
    expectOneTold(outcomes, took);
  });

  test('two that have found each other among all threads', async () => {
    const outcomes = await play(() => [{ byName: 'second' }, { byName: 'first' }], 2);
    expectOneTold(outcomes, took);
  });

  test.each([
    ['a Lock', () => new Lock()],
    ['an RLock', () => new RLock()],
  ])('one joins another, which wants %s that the first one has', async (_, lock) => {
    const own = lock();
    const outcomes = await play(([, second]) => [{ own, next: second }, { next: own }], 2);
    expectOneTold(outcomes, took);
    expect(own.locked).toBe(false);
  });

  test('one joins another, which wants the lock of a third one, which wants that of the first', async () => {
    const [a, c] = [new Lock({ name: 'a' }), new Lock({ name: 'c' })];
    const outcomes = await play(([, second]) => [{ own: a, next: second }, { next: c }, { own: c, next: a }], 3);
    const { cycle } = expectOneTold(outcomes, took);
    expect(cycle?.map(({ lock }) => lock).sort()).toEqual(['Lock(a)', 'Lock(c)', 'Thread(second)']);
    expect([a.locked, c.locked]).toEqual([false, false]);
  });

  test.each(['join', 'result'])('one waits for the %s of what it has started, which wants a lock that it has', async (call) => {
    const lock = new Lock();
    const { found, child } = (await make('leader', 'leads', [lock, call]).start().resultAsync({ timeout: LONG })) as { found: Outcome; child: Outcome };
    const [told] = [found, child].filter(({ name }) => name === 'DeadlockError');
    expect(told?.cycle?.length).toBe(2);
    expect(lock.locked).toBe(false);
  });

  test('the main thread is one of them', async () => {
    const { stdout, code } = await program(new URL('programs/main-in-circle.mjs', import.meta.url), { limit: LONG });
    expect([stdout, code]).toEqual(['joined: true, true\nDeadlockError reader waits for Lock(jobs), MainThread waits for Thread(reader)\n', 0]);
  });

  test('most of them in time, none of them much later', () => {
    const all = took.sort((a, b) => a - b);
    const facts = all.map((ms) => ms.toFixed(0)).join(' ');
    expect(all.length).toBe(7);
    expect(all[all.length >> 1], facts).toBeLessThan(IN_TIME);
    expect(all.at(-1), facts).toBeLessThan(LATEST);
  });
});

describe('a circle that ends by itself is none', () => {
  test('one of two that join each other has a time limit', async () => {
    const [first, second] = await play(([one, two]) => [{ next: two, limits: { timeout: 400 } }, { next: one }], 2);
    expect([first?.gave, second?.gave]).toEqual([false, true]);
    expect(first!.at - first!.began).toBeGreaterThanOrEqual(400);
  });

  test('one joins, for some time, another that wants its lock', async () => {
    const own = new Lock();
    const [first, second] = await play(([, two]) => [{ own, next: two, limits: { timeout: 400 } }, { next: own }], 2);
    expect([first?.gave, second?.gave]).toEqual([false, true]);
  });
});

test('describeThreads shows who joins whom', async () => {
  const event = new Event({ name: 'over' });
  const worker = make('the worker', 'waits', [event]).start();
  const joiner = make('the joiner', 'joins', [worker]).start();
  const its = (name: string) => describeThreads({ print: false }).threads.find((one) => one.name === name);
  await until('both are blocked', () => its('the joiner')?.state === 'blocked' && its('the worker')?.state === 'blocked');
  expect(its('the joiner')).toMatchObject({ id: joiner.id, waitsFor: { what: 'Thread(the worker)', untimed: true, heldBy: [worker.id] } });
  expect(its('the worker')).toMatchObject({ waitsFor: { what: 'Event(over)' } });
  expect(String(describeThreads({ print: false }))).toMatch(/the joiner.*blocked.*Thread\(the worker\)/);
  event.set();
  expect(await joiner.resultAsync({ timeout: LONG })).toBe(true);
});
