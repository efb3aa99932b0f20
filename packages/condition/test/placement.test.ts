import { type Shared, receive, share } from '@sync/atomics';
import { Condition } from '@sync/condition';
import { Lock, RLock } from '@sync/lock';
import { Subject, closeSubjects, endThreads, type SubjectSpec } from '@sync/testing';
import { inspect } from 'node:util';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { KINDS, conditionSpec, notify, task, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const overLock: SubjectSpec = { ...conditionSpec, make: (options) => new Condition(new Lock({ name: 'state' }), options) };

describe('how a Condition is made', () => {
  test('without a lock it has a re-entrant one of its own', () => {
    for (const condition of [new Condition(), new Condition({ name: 'jobs' }), new Condition(undefined), new Condition(undefined, { name: 'jobs' })]) {
      condition.acquire();
      expect(condition.tryAcquire()).toBe(true);
      condition.release();
      condition.release();
      expect(condition.locked).toBe(false);
    }
    expect([new Condition({ name: 'jobs' }).name, new Condition(undefined, { name: 'jobs' }).name, new Condition().name]).toEqual(['jobs', 'jobs', '']);
  });

  test('over a Lock or an RLock it and the lock are the same', () => {
    for (const lock of [new Lock({ name: 'state' }), new RLock({ name: 'state' })]) {
      const condition = new Condition(lock, { name: 'jobs' });
      expect([condition.name, lock.name]).toEqual(['jobs', 'state']);
      condition.acquire();
      expect([lock.owned, lock.locked, condition.owned, condition.locked]).toEqual([true, true, true, true]);
      expect(condition.tryAcquire()).toBe(lock instanceof RLock);
      if (lock instanceof RLock) lock.release();
      lock.release();
      expect([condition.owned, condition.locked]).toEqual([false, false]);
    }
  });

  test('takes a whole number of words', () => {
    expect(Condition.byteLength % 4).toBe(0);
    expect(Condition.byteLength).toBeGreaterThan(0);
  });
});

describe('where a Condition lies', () => {
  test('several lie in one buffer, side by side, and none knows of the others', async () => {
    const buffer = new SharedArrayBuffer(3 * Condition.byteLength);
    const conditions = [0, 1, 2].map((at) => new Condition({ buffer, byteOffset: at * Condition.byteLength }));
    const waits = conditions.map((condition) => task(condition, { timeout: 30 }));
    notify(conditions[1]!);
    expect(await Promise.all(waits)).toEqual([false, true, false]);
  });

  test.each([
    ['of its own', undefined, 'a lock of its own'],
    ['a Lock', new Lock(), 'a Lock'],
    ['an RLock', new RLock(), 'a re-entrant lock'],
  ] as const)('at() attaches to one whose lock is %s, given that, and refuses others', async (_, lock, says) => {
    const buffer = new SharedArrayBuffer(Condition.byteLength + 8);
    const condition = new Condition(lock, { buffer, byteOffset: 8, name: 'here' });
    const twin = Condition.at(buffer, 8, { name: 'there', ...(lock && { lock }) });
    expect([twin.name, condition.name]).toEqual(['there', 'here']);
    twin.acquire();
    expect(condition.owned).toBe(true);
    twin.release();
    const wait = task(twin);
    notify(condition, 1);
    expect(await wait).toBe(true);
    const before = [...new Int32Array(buffer)];
    for (const wrong of [undefined, new Lock(), new RLock()]) {
      if (wrong?.constructor === lock?.constructor) continue;
      const attach = (): Condition => Condition.at(buffer, 8, wrong === undefined ? undefined : { lock: wrong });
      expect(attach).toThrow(TypeError);
      expect(attach).toThrow(`Condition.at(): this one has ${says}; pass ${lock === undefined ? 'none' : 'that one as { lock }'}`);
    }
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('zeroed memory is none', () => {
    const buffer = new SharedArrayBuffer(Condition.byteLength);
    expect(() => Condition.at(buffer)).toThrow(expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('no Condition') as string }) as Error);
    expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
  });

  test('a thread waits by whichever handle that came, and all are one line', async () => {
    const buffer = new SharedArrayBuffer(Condition.byteLength);
    const condition = new Condition({ buffer });
    // Each message brings another buffer object for the same memory.
    const waits = Array.from({ length: 100 }, () => task(Condition.from(structuredClone(condition.share()))));
    expect(String(condition)).toContain('[100 waiting');
    notify(condition);
    expect(await Promise.all(waits)).toEqual(waits.map(() => true));
  });
});

describe('how a Condition is shared', () => {
  test.each(KINDS)('a handle of $name leads to the same one and the same lock, and survives a clone', async ({ spec }) => {
    const { lock: condition } = new Subject<Condition>(spec, { name: 'jobs' });
    const twin = Condition.from(structuredClone(condition.share()));
    expect(twin.name).toBe('jobs');
    twin.acquire();
    expect([condition.owned, condition.tryAcquire()]).toEqual([true, spec.reentrant]);
    if (spec.reentrant) twin.release();
    condition.release();
    expect(twin.locked).toBe(false);
    const wait = task(twin);
    notify(condition, 1);
    expect(await wait).toBe(true);
  });

  test('a handle of a handle’s condition carries the lock on', () => {
    const lock = new Lock({ name: 'state' });
    const far = Condition.from(structuredClone(Condition.from(structuredClone(new Condition(lock).share())).share()));
    far.acquire();
    expect(lock.owned).toBe(true);
    expect(String(far)).toContain('Lock(state)');
    far.release();
  });

  test('share() and receive() of the floor find it inside of objects, and its lock beside it', async () => {
    const lock = new RLock({ name: 'state' });
    const parts = { lock, all: [new Condition(lock, { name: 'full' }), new Condition({ name: 'alone' })], by: new Map([['x', lock]]) };
    const here = receive(structuredClone(share(parts)));
    expect(here.all.map((one) => one instanceof Condition)).toEqual([true, true]);
    here.lock.acquire();
    expect([lock.depth, here.all[0]?.owned, here.by.get('x')?.owned]).toEqual([1, true, true]);
    here.lock.release();
    const waits = here.all.map((one) => task(one));
    for (const condition of parts.all) notify(condition);
    expect(await Promise.all(waits)).toEqual([true, true]);
  });
});

describe('what a Condition is called', () => {
  test('the text tells its name, how many wait, its lock, and who holds that, in other threads, too', async () => {
    const subject = new Subject<Condition>(overLock, { name: 'jobs' });
    const { lock: condition } = subject;
    const other = subject.thread();
    expect(String(condition)).toBe('Condition(jobs)[0 waiting, Lock(state)[free]]');
    const waits = [task(condition), task(condition), other.run(({ lock }) => lock.runAsync(() => lock.waitAsync()))];
    await waiting(subject, 3);
    condition.acquire();
    expect(await other.run(({ lock }) => String(lock))).toMatch(/^Condition\(jobs\)\[3 waiting, Lock\(state\)\[held by MainThread(, others waiting)?\]\]$/);
    condition.release();
    notify(condition);
    await Promise.all(waits);
    expect(inspect(condition)).toBe(String(condition));
  });

  test('with a lock of its own the text tells its state', () => {
    const condition = new Condition({ name: 'jobs' });
    expect(String(condition)).toBe('Condition(jobs)[0 waiting, free]');
    condition.acquire();
    condition.acquire();
    expect(inspect(condition)).toBe('Condition(jobs)[0 waiting, held by MainThread, depth 2]');
    expect(inspect({ deep: [new Condition()] })).toContain('Condition[0 waiting, free]');
    const odd = new Condition({ name: 'a [b' });
    expect(String(odd)).toBe('Condition(a [b)[0 waiting, free]');
  });

  test('messages name it, and the lock by its own name', async () => {
    const subject = new Subject<Condition>(overLock, { name: 'jobs' });
    const other = subject.thread();
    await expect(other.run(({ lock }) => lock.wait())).rejects.toThrow(
      `Condition(jobs): wait() by Worker-${other.threadId}, but nobody holds Lock(state). Acquire it first.`,
    );
    await expect(other.run(({ lock }) => { lock.release(); })).rejects.toThrow(/^Lock\(state\): release\(\) by Worker-\d+, but nobody holds it/);
    const own = new Condition({ name: 'jobs' });
    expect(() => { own.notify(); }).toThrow('Condition(jobs): notify() by MainThread, but nobody holds Condition(jobs). Acquire it first.');
    expect(() => { own.release(); }).toThrow(/^Condition\(jobs\): release\(\) by MainThread, but nobody holds it/);
  });
});

test('the types: a shared Condition is no other primitive, and the lock is one that has a mutex', () => {
  const condition = new Condition();
  expectTypeOf(condition.share()).toEqualTypeOf<Shared<Condition>>();
  expectTypeOf(condition.wait).returns.toEqualTypeOf<boolean>();
  expectTypeOf(condition.waitAsync).returns.toEqualTypeOf<Promise<boolean>>();
  // @ts-expect-error a shared Lock is attached by Lock.from
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
  expect(() => Condition.from(new Lock().share())).toThrow(TypeError);
  // @ts-expect-error a number where { timeout: 100 } belongs
  expect(() => condition.wait(100)).toThrow(TypeError);
  // @ts-expect-error the lock is the first argument
  expect(() => new Condition({ name: 'jobs' }, new Lock())).toThrow(TypeError);
  condition.acquire();
  // @ts-expect-error a signal is for waitAsync
  condition.wait({ signal: new AbortController().signal, timeout: 0 });
  condition.release();
});
