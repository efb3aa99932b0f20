import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { Once } from '@sync/once';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { WELL, onceSpec, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('where a Once lies, and what it is called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const buffer = new SharedArrayBuffer(3 * Once.byteLength);
    const all = [0, 1, 2].map((at) => new Once({ buffer, byteOffset: at * Once.byteLength }));
    expect(all[1]?.run(() => 1)).toBe(true);
    expect(all.map(({ done }) => done)).toEqual([false, true, false]);
    expect(Once.at(buffer, Once.byteLength).run(() => 1)).toBe(false);
    expect(Once.at(buffer, 2 * Once.byteLength).run(() => 1)).toBe(true);
  });

  test('zeroed memory is one that is not done, also for at()', async () => {
    const buffer = new SharedArrayBuffer(Once.byteLength);
    const once = Once.at(buffer, 0, { name: 'here' });
    const other = Once.at(buffer);
    expect([once.done, once.name]).toEqual([false, 'here']);
    let settle = (): void => undefined;
    const task = once.runAsync(() => new Promise<void>((resolve) => (settle = resolve)));
    const wait = other.runAsync(() => 1);
    settle();
    expect([await task, await wait]).toEqual([true, false]);
  });

  test('a handle leads to the same one, and survives a clone', () => {
    const once = new Once({ name: 'set up' });
    const twin = Once.from(structuredClone(once.share()));
    expect(twin.name).toBe('set up');
    expect([once.run(() => 1), twin.done, twin.run(() => 1)]).toEqual([true, true, false]);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const once = new Once({ name: 'set up' });
    const { inside } = receive(structuredClone(share({ inside: [once] })));
    expect(inside[0]).toBeInstanceOf(Once);
    expect([inside[0]?.run(() => 1), once.done]).toEqual([true, true]);
  });

  test('the text tells the name and who is doing it, in other threads, too', async () => {
    const subject = new Subject<Once>(onceSpec, { name: 'set up' });
    const { lock: once } = subject;
    expect(String(once)).toBe('Once(set up)[not done]');
    const { thread, outcome, end } = await runner(subject, 'sync');
    const text = `Once(set up)[running in Worker-${thread.threadId}]`;
    expect([String(once), inspect(once), inspect({ deep: [once] })]).toEqual([text, text, `{ deep: [ ${text} ] }`]);
    expect(await subject.thread().run(({ lock }) => [String(lock), lock.name])).toEqual([text, 'set up']);
    end(WELL);
    await outcome;
    expect(once.toString()).toBe('Once(set up)[done]');
    const own = new Once();
    own.run(() => {
      expect(String(own)).toBe('Once[running in MainThread]');
    });
    await expect(subject.thread().run(({ lock }) => lock.run(() => 1, { timeout: -1 }))).rejects.toThrow('Once(set up): run()');
  });

  test('a shared Once is no other primitive, and a signal is for the awaited call', async () => {
    const once = new Once();
    expectTypeOf(once.share()).toEqualTypeOf<Shared<Once>>();
    expectTypeOf(once.run(() => 7)).toEqualTypeOf<boolean>();
    expectTypeOf(once.runAsync).returns.toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Once.from(new AtomicFlag().share())).toThrow(TypeError);
    // @ts-expect-error an async function is for runAsync
    expect(() => new Once().run(async () => Promise.resolve(1))).toThrow(TypeError);
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => once.run(() => 1, 100)).toThrow(TypeError);
    // @ts-expect-error it is read only
    expect(() => { once.done = true; }).toThrow(TypeError);
    expect(await new Once().runAsync(() => Promise.resolve('x'), { timeout: 5, unref: true })).toBe(true);
    // @ts-expect-error a signal is for runAsync
    once.run(() => 1, { signal: new AbortController().signal });
  });
});
