import { Condition } from '@sync/condition';
import { Lock, RLock, holdAll, type Guard } from '@sync/lock';
import { Subject, closeSubjects, endThreads, expectRefusal, pending } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, conditionSpec, notify, ownLock, task, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const reentrant = KINDS.filter(({ spec }) => spec.reentrant);

/** How a wait ends. */
const ENDS = ['notified', 'time is up', 'aborted'] as const;

/** Waits once, holding the lock, until it ends like that. */
async function waitAsync(condition: Condition, end: (typeof ENDS)[number]): Promise<void> {
  const abort = new AbortController();
  const reason = new Error('enough');
  const wait = condition.waitAsync({ signal: abort.signal, ...(end === 'time is up' && { timeout: 2 }) });
  if (end === 'notified') notify(condition);
  if (end === 'aborted') abort.abort(reason);
  if (end === 'aborted') await expect(wait).rejects.toBe(reason);
  else expect(await wait).toBe(end === 'notified');
}

/** The same, blocking: another thread notifies. */
async function waitSync(subject: Subject<Condition>, end: (typeof ENDS)[number]): Promise<void> {
  const notified = end === 'notified' && subject.thread().run(async ({ lock, words }) => {
    while (Atomics.load(words, 16 + 2) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    lock.run(() => {
      lock.notifyAll();
    });
  });
  expect(subject.lock.wait({ timeout: end === 'notified' ? 10_000 : 2 })).toBe(end === 'notified');
  await notified;
}

describe.each(reentrant)('$name: a hold is the same after a wait', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec);
  /** How deep the lock is held. */
  const depth = (condition: Condition): number => Number(/depth (\d+)/.exec(String(condition))?.[1] ?? (condition.owned ? 1 : 0));

  test.each(ENDS.filter((end) => end !== 'aborted'))('all of its levels, when a blocked wait ends (%s)', async (end) => {
    const subject = make();
    const { lock: condition } = subject;
    for (const levels of [1, 2, 3, 20]) {
      for (let level = 0; level < levels; level++) condition.acquire();
      // Nobody else could notify, if a level were left.
      await waitSync(subject, end);
      expect(depth(condition)).toBe(levels);
      for (let level = 0; level < levels; level++) condition.release();
      expect(condition.locked).toBe(false);
    }
  });

  test.each(ENDS)('all of its levels, when an awaited wait ends (%s)', async (end) => {
    const { lock: condition } = make();
    for (const levels of [1, 2, 3, 20]) {
      for (let level = 0; level < levels; level++) condition.acquire();
      await waitAsync(condition, end);
      expect(depth(condition)).toBe(levels);
      // A sync hold is one after it, too: it is entered again.
      expect(condition.tryAcquire()).toBe(true);
      for (let level = 0; level <= levels; level++) condition.release();
      expect(condition.locked).toBe(false);
    }
  });

  test('an async hold stays one: it is not entered again', async () => {
    const subject = make();
    const { lock: condition } = subject;
    await condition.acquireAsync();
    for (const end of ENDS) {
      await waitAsync(condition, end);
      expect([condition.owned, condition.tryAcquire()]).toEqual([true, false]);
    }
    await waitSync(subject, 'time is up');
    expect([condition.owned, condition.tryAcquire()]).toEqual([true, false]);
    condition.release();
    expect(condition.locked).toBe(false);
  });

  test('a guard of each level releases its level after it', () => {
    const { lock: condition } = make();
    const [outer, inner] = [condition.hold(), condition.hold()];
    condition.wait({ timeout: 1 });
    expect([outer.held, inner.held, depth(condition)]).toEqual([true, true, 2]);
    inner.release();
    expect(depth(condition)).toBe(1);
    outer.release();
    expect(condition.locked).toBe(false);
  });
});

describe.each(KINDS)('$name: a guard', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec);

  /** Others take the lock, by holds with numbers, while nobody has it. */
  async function othersUse(condition: Condition): Promise<void> {
    for (let turn = 0; turn < 3; turn++) (await condition.holdAsync()).release();
  }

  test.each([['hold', 'wait'], ['hold', 'waitAsync'], ['holdAsync', 'wait'], ['holdAsync', 'waitAsync']] as const)(
    'that was taken by %s before a %s still releases after it, though others have held the lock meanwhile',
    async (take, wait) => {
      const subject = make();
      const { lock: condition } = subject;
      const guard = take === 'hold' ? condition.hold() : await condition.holdAsync();
      if (wait === 'waitAsync') {
        const ended = condition.waitAsync();
        expect(guard.held).toBe(false);
        await othersUse(condition);
        notify(condition);
        expect(await ended).toBe(true);
      } else {
        const used = subject.thread().run(async ({ lock, words }) => {
          while (Atomics.load(words, 16 + 2) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          for (let turn = 0; turn < 3; turn++) lock.hold().release();
          lock.run(() => {
            lock.notify();
          });
        });
        expect(condition.wait()).toBe(true);
        await used;
      }
      expect([guard.held, condition.owned]).toEqual([true, true]);
      guard.release();
      expect([guard.held, condition.locked]).toEqual([false, false]);
    },
  );

  test('of a hold that is over does not release after a wait', async () => {
    const { lock: condition } = make();
    const stale = condition.hold();
    condition.release();
    condition.acquire();
    condition.wait({ timeout: 1 });
    stale.release();
    expect(condition.owned).toBe(true);
    condition.release();
    const second: Guard = await condition.holdAsync();
    condition.release();
    await condition.acquireAsync();
    expect(await condition.waitAsync({ timeout: 1 })).toBe(false);
    second.release();
    expect(condition.owned).toBe(true);
    condition.release();
  });

  test('that is released while its hold waits ends nobody’s hold', async () => {
    const { lock: condition } = make();
    const guard = condition.hold();
    const wait = condition.waitAsync();
    const other = await condition.holdAsync();
    guard.release();
    expect([other.held, condition.owned]).toEqual([true, true]);
    condition.notify();
    other.release();
    expect(await wait).toBe(true);
    expect(condition.owned).toBe(true);
    condition.release();
  });

  test('scopes of all kinds end as ever when there was a wait inside', async () => {
    const { lock: condition } = make();
    expect(condition.run(() => condition.wait({ timeout: 1 }))).toBe(false);
    expect(await condition.runAsync(() => condition.waitAsync({ timeout: 1 }))).toBe(false);
    const abort = AbortSignal.abort(new Error('enough'));
    await expect(condition.runAsync(() => condition.waitAsync({ signal: abort }))).rejects.toThrow('enough');
    const guard = condition.hold();
    condition.wait({ timeout: 0 });
    guard[Symbol.dispose]();
    expect(condition.locked).toBe(false);
  });
});

describe('several conditions over one lock', () => {
  test.each([['Lock', () => new Lock({ name: 'state' })], ['RLock', () => new RLock({ name: 'state' })]] as const)(
    'each wakes those that wait for it, and none else (%s)',
    async (_, makeLock) => {
      const lock = makeLock();
      const [full, empty] = [new Condition(lock, { name: 'full' }), new Condition(lock, { name: 'empty' })];
      const [one, other] = [task(full), task(empty)];
      expect([String(full), String(empty)]).toEqual([1, 2].map((at) => expect.stringContaining(`${at === 1 ? 'full' : 'empty'})[1 waiting`) as string));
      lock.acquire();
      expect([full.owned, empty.owned, empty.locked]).toEqual([true, true, true]);
      empty.notify(5);
      lock.release();
      expect(await other).toBe(true);
      expect(await pending(one)).toBe(true);
      notify(full);
      expect(await one).toBe(true);
    },
  );

  test('the lock, and each condition over it, take and release the same', () => {
    const lock = new Lock();
    const [one, other] = [new Condition(lock), new Condition(lock)];
    for (const [takes, releases] of [[lock, one], [one, other], [other, lock]] as const) {
      takes.acquire();
      expect([lock.owned, one.owned, other.owned]).toEqual([true, true, true]);
      expect(releases.tryAcquire()).toBe(false);
      releases.release();
      expect(lock.locked).toBe(false);
    }
  });

  test('a bounded buffer of one place between threads: everything comes out once, in order', async () => {
    const subject = new Subject<Condition>({ ...conditionSpec, make: (options) => new Condition(new Lock(), options) });
    const notFull = subject.lock;
    // The second one lies over the same lock, which came in the handle of the first.
    const handle = notFull.share() as unknown as { lock: ReturnType<Lock['share']> };
    const notEmpty = new Condition(Lock.from(handle.lock), { name: 'not empty' });
    const [place, count] = [0, 200];
    const consumer = subject.thread().run(
      async ({ lock: notFull, flags, load }, shared, module, place, count) => {
        const { Condition } = (await load(module)) as { Condition: typeof import('@sync/condition').Condition };
        const notEmpty = Condition.from(shared);
        const got: number[] = [];
        while (got.length < count) {
          notEmpty.acquire();
          notEmpty.waitFor(() => flags[place] !== 0);
          got.push(flags[place]!);
          flags[place] = 0;
          notFull.notify();
          notFull.release();
        }
        return got;
      },
      notEmpty.share(),
      conditionSpec.how.module,
      place,
      count,
    );
    for (let item = 1; item <= count; item++) {
      await notFull.acquireAsync();
      await notFull.waitForAsync(() => subject.flags[place] === 0);
      subject.flags[place] = item;
      notEmpty.notify();
      notEmpty.release();
    }
    expect(await consumer).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  });
});

test.each([true, false])('of several locks that are held together, a wait (awaited: %s) gives up its own with all levels, and their guard goes on', async (awaited) => {
  const [lock, other] = [new RLock({ name: 'state' }), new Lock()];
  const condition = new Condition(lock);
  lock.acquire();
  const held = holdAll([other, lock]);
  if (awaited) {
    const wait = condition.waitAsync();
    expect([held.held, lock.locked, other.owned]).toEqual([false, false, true]);
    notify(condition);
    await wait;
  } else expect(condition.wait({ timeout: 2 })).toBe(false);
  expect([held.held, lock.depth, other.owned]).toEqual([true, 2, true]);
  held.release();
  expect([lock.depth, other.locked]).toEqual([1, false]);
  lock.release();
});

test('a Condition itself is not held together with others: its lock is', async () => {
  const lock = new Lock();
  const condition = new Condition(lock, { name: 'jobs' });
  await expectRefusal(() => holdAll([condition as unknown as Lock]), 'TypeError', /item 0 of the list must be a lock, not a value of class Condition/);
  holdAll([lock]).release();
});

describe('the words of the lock', () => {
  test('a paused hold leaves nothing in them, and has its number back', async () => {
    const subject = new Subject<Condition>({ ...conditionSpec, byteOffset: 0 });
    const { lock: condition, words } = subject;
    const [STATE, HOLD, DEPTH] = [1, 2, 3];
    const guard = condition.hold();
    condition.acquire();
    const before = [...ownLock(words).subarray(STATE, DEPTH + 1)];
    const wait = condition.waitAsync();
    expect([ownLock(words)[STATE], ownLock(words)[DEPTH]]).toEqual([0, 0]);
    await waiting(subject, 1);
    (await condition.holdAsync()).release();
    expect(ownLock(words)[HOLD]).not.toBe(before[1]);
    notify(condition);
    await wait;
    expect([...ownLock(words).subarray(STATE, DEPTH + 1)]).toEqual(before);
    condition.release();
    guard.release();
  });
});
