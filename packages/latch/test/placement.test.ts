import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { CountDownLatch } from '@sync/latch';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { latchSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('where a CountDownLatch lies, and what it is called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const buffer = new SharedArrayBuffer(3 * CountDownLatch.byteLength);
    const latches = [0, 1, 2].map((at) => new CountDownLatch(at + 1, { buffer, byteOffset: at * CountDownLatch.byteLength }));
    latches[1]?.countDown(2);
    expect(latches.map((latch) => latch.count)).toEqual([1, 0, 3]);
    expect(CountDownLatch.at(buffer, CountDownLatch.byteLength).wait()).toBe(true);
    expect(CountDownLatch.at(buffer, 2 * CountDownLatch.byteLength).wait({ timeout: 1 })).toBe(false);
  });

  test('at() leads to the same one, in another buffer object, too', async () => {
    const buffer = new SharedArrayBuffer(CountDownLatch.byteLength);
    const latch = new CountDownLatch(2, { buffer });
    const other = CountDownLatch.at(structuredClone(buffer), 0, { name: 'here' });
    expect([other.count, other.name]).toEqual([2, 'here']);
    const wait = other.waitAsync();
    latch.countDown();
    expect(other.count).toBe(1);
    other.countDown();
    expect([latch.isOpen, await wait]).toEqual([true, true]);
  });

  test('a handle leads to the same one, and survives a clone', async () => {
    const latch = new CountDownLatch(1, { name: 'loaded' });
    const twin = CountDownLatch.from(structuredClone(latch.share()));
    expect(twin.name).toBe('loaded');
    const wait = twin.waitAsync();
    latch.countDown();
    expect([twin.isOpen, await wait]).toEqual([true, true]);
    twin.reset(4);
    expect(latch.count).toBe(4);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const loaded = new CountDownLatch(1, { name: 'loaded' });
    const { inside } = receive(structuredClone(share({ inside: [loaded] })));
    inside[0]?.countDown();
    expect(inside[0]).toBeInstanceOf(CountDownLatch);
    expect(loaded.isOpen).toBe(true);
  });

  test('the text tells the name and how many are to come, in other threads, too', async () => {
    const subject = new Subject<CountDownLatch>(latchSpec(2), { name: 'loaded' });
    const { lock: latch } = subject;
    const other = subject.thread();
    const text = 'CountDownLatch(loaded)[2 to come]';
    expect([String(latch), inspect(latch), inspect({ deep: [latch] })]).toEqual([text, text, `{ deep: [ ${text} ] }`]);
    latch.countDown();
    expect(await other.run(({ lock }) => [String(lock), lock.name])).toEqual(['CountDownLatch(loaded)[1 to come]', 'loaded']);
    latch.countDown();
    expect(latch.toString()).toBe('CountDownLatch(loaded)[open]');
    expect(String(new CountDownLatch(7))).toBe('CountDownLatch[7 to come]');
    await expect(other.run(({ lock }) => lock.wait({ timeout: -1 }))).rejects.toThrow('CountDownLatch(loaded): wait()');
  });

  test('a shared CountDownLatch is no other primitive, and a signal is for the awaited call', () => {
    const latch = new CountDownLatch(1);
    expectTypeOf(latch.share()).toEqualTypeOf<Shared<CountDownLatch>>();
    expectTypeOf(latch.wait).returns.toEqualTypeOf<boolean>();
    expectTypeOf(latch.arriveAndWait).returns.toEqualTypeOf<boolean>();
    expectTypeOf(latch.waitAsync).returns.toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => CountDownLatch.from(new AtomicFlag().share())).toThrow(TypeError);
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => latch.wait(100)).toThrow(TypeError);
    // @ts-expect-error it begins with a count
    expect(() => new CountDownLatch()).toThrow(TypeError);
    // @ts-expect-error it is read only
    expect(() => { latch.count = 7; }).toThrow(TypeError);
    latch.countDown();
    // @ts-expect-error a signal is for waitAsync
    latch.wait({ signal: new AbortController().signal });
  });
});
