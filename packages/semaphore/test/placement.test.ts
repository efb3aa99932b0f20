import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { OPEN, make } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each([Semaphore, BoundedSemaphore])('where a %o lies, and what it is called', (Type) => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const buffer = new SharedArrayBuffer(3 * Type.byteLength);
    const all = [1, 2, 3].map((permits, at) => new Type(permits, { buffer, byteOffset: at * Type.byteLength }));
    all[1]?.acquire({ count: 2 });
    expect(all.map(({ value }) => value)).toEqual([1, 0, 3]);
    expect(Type.at(buffer, 2 * Type.byteLength).tryAcquire({ count: 3 })).toBe(true);
    expect(all.map(({ value }) => value)).toEqual([1, 0, 0]);
  });

  test('at() leads to the one that is there, with its permits and its kind', async () => {
    const buffer = new SharedArrayBuffer(Type.byteLength);
    const made = new Type(2, { buffer, robust: true });
    const here = Type.at(buffer, 0, { name: 'here' });
    expect([here.value, here.name, made.name]).toEqual([2, 'here', '']);
    const wait = here.acquireAsync({ count: 2 });
    expect([await wait, made.value]).toEqual([true, 0]);
    made.release(2);
    expect(() => {
      here.release();
    }).toThrow(expect.objectContaining({ name: 'NotOwnerError' }));
  });

  test('zeroed memory is none', () => {
    expect(() => Type.at(new SharedArrayBuffer(Type.byteLength))).toThrow(`what is in that memory is no ${Type.name}`);
  });

  test('a handle leads to the same one, and survives a clone', async () => {
    const semaphore = new Type(2, { name: 'doors' });
    semaphore.drain();
    const twin = Type.from(structuredClone(semaphore.share()) as never);
    expect(twin.name).toBe('doors');
    const wait = twin.acquireAsync();
    semaphore.release(2);
    expect([await wait, twin.value]).toEqual([true, 1]);
  });

  test('two objects over one buffer that came twice, of one thread, have one line', async () => {
    const buffer = new SharedArrayBuffer(Type.byteLength);
    const here = new Type(2, { buffer });
    const there = Type.at(structuredClone(buffer));
    here.drain();
    const waits = [here.acquireAsync(), there.acquireAsync()];
    // The thread stands in line once, for both of them.
    expect(String(here)).toContain('1 waiting');
    here.release(2);
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(String(there)).not.toContain('waiting');
  });

  test('two objects over one memory, of one thread, have one line', async () => {
    const one = new Type(3);
    one.drain();
    const order: number[] = [];
    const waits = [one, Type.from(structuredClone(one.share()) as never), one].map(async (semaphore, index) => {
      await semaphore.acquireAsync();
      order.push(index);
    });
    for (let each = 0; each < 3; each++) {
      one.release();
      await waits[each];
    }
    expect(order).toEqual([0, 1, 2]);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const doors = new Type(2, { name: 'doors' });
    const { inside } = receive(structuredClone(share({ inside: [doors] })));
    inside[0]?.acquire();
    expect(inside[0]).toBeInstanceOf(Type);
    expect(doors.value).toBe(1);
  });

  test('the text is also what is shown when it is inspected', () => {
    const doors = new Type(2, { name: 'doors' });
    expect(inspect(doors)).toContain(String(doors));
    expect(String(new Type())).toMatch(/^\w*Semaphore\[1(\/1)? free\]$/);
  });
});

describe('types', () => {
  test('a shared Semaphore is no BoundedSemaphore, and no other primitive', () => {
    const semaphore = new Semaphore();
    const bounded = new BoundedSemaphore();
    expectTypeOf(semaphore.share()).toEqualTypeOf<Shared<Semaphore>>();
    expectTypeOf(bounded.share()).toEqualTypeOf<Shared<BoundedSemaphore>>();
    // @ts-expect-error a shared Semaphore is attached by Semaphore.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => BoundedSemaphore.from(semaphore.share())).toThrow(/Semaphore\.from/);
    expect(() => Semaphore.from(bounded.share() as never)).toThrow(/BoundedSemaphore\.from/);
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Semaphore.from(new AtomicFlag().share())).toThrow(TypeError);
  });

  test('calls take and give what they say', async () => {
    const semaphore = new Semaphore(3);
    expectTypeOf(semaphore.acquire).returns.toEqualTypeOf<boolean>();
    expectTypeOf(semaphore.acquireAsync).returns.toEqualTypeOf<Promise<boolean>>();
    expectTypeOf(semaphore.run(() => 7)).toEqualTypeOf<number>();
    expectTypeOf(await semaphore.runAsync(() => Promise.resolve('x'))).toEqualTypeOf<string>();
    expectTypeOf(semaphore.drain).returns.toEqualTypeOf<number>();
    expectTypeOf<BoundedSemaphore>().toHaveProperty('bound');
    expectTypeOf<Semaphore>().not.toHaveProperty('bound');
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => semaphore.acquire(100)).toThrow(TypeError);
    // @ts-expect-error a signal is for the awaited calls
    semaphore.acquire({ signal: new AbortController().signal });
    // @ts-expect-error tryAcquire has no time limit
    semaphore.tryAcquire({ timeout: 5 });
    // @ts-expect-error release takes a number
    expect(() => { semaphore.release({ count: 2 }); }).toThrow(TypeError); // prettier-ignore
  });
});

test('the name and what is free show in other threads', async () => {
  const subject = make(OPEN[0]!, 3, { name: 'doors' });
  const shown = await subject.thread().run(({ lock }) => {
    lock.acquire();
    return [String(lock), lock.name, lock.value];
  });
  expect(shown).toEqual(['Semaphore(doors)[2 free]', 'doors', 2]);
});
