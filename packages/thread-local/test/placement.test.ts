import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { ThreadLocal, local, type ThreadLocalOptions } from '@sync/thread-local';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { spec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('where a ThreadLocal lies, and what it is called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const buffer = new SharedArrayBuffer(3 * ThreadLocal.byteLength);
    const all = [0, 1, 2].map((at) => new ThreadLocal<number | undefined>({ buffer, byteOffset: at * ThreadLocal.byteLength }));
    all[1]!.value = 5;
    expect(all.map(({ value }) => value)).toEqual([undefined, 5, undefined]);
    expect(ThreadLocal.at(buffer, ThreadLocal.byteLength).value).toBe(5);
    expect(ThreadLocal.at(buffer, 2 * ThreadLocal.byteLength).has()).toBe(false);
  });

  test('zeroed memory is one without an init, also for at()', () => {
    const buffer = new SharedArrayBuffer(ThreadLocal.byteLength);
    const here = ThreadLocal.at<number | undefined>(buffer, 0, { name: 'here' });
    expect([here.value, here.name]).toEqual([undefined, 'here']);
    const other = ThreadLocal.at<number>(buffer, 0, { init: () => 5 });
    expect([other.value, here.value, other.name]).toEqual([5, 5, '']);
  });

  test('a handle leads to the same one, and survives a clone', () => {
    const variable = new ThreadLocal<number | undefined>({ name: 'user' });
    const twin = ThreadLocal.from(structuredClone(variable.share()));
    twin.value = 3;
    expect([twin.name, variable.value]).toEqual(['user', 3]);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const variable = new ThreadLocal({ init: () => 'made' });
    const { inside } = receive(structuredClone(share({ inside: [variable] })));
    expect(inside[0]).toBeInstanceOf(ThreadLocal);
    expect([inside[0]?.value, variable.has()]).toEqual(['made', true]);
  });

  test('the text tells the name and whether it is set in the thread that asks', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(spec, { name: 'user' });
    subject.lock.value = 1;
    const set = 'ThreadLocal(user)[set in this thread]';
    expect([String(subject.lock), inspect(subject.lock), inspect({ deep: [subject.lock] })]).toEqual([set, set, `{ deep: [ ${set} ] }`]);
    expect(await subject.thread().run(({ lock }) => [String(lock), lock.run(1, () => String(lock)), lock.name])).toEqual([
      'ThreadLocal(user)[not set in this thread]', set, 'user',
    ]);
    expect(String(new ThreadLocal())).toBe('ThreadLocal[not set in this thread]');
  });

  test('types: a value is of its type, or there is an init, or undefined is one of them', () => {
    expectTypeOf(new ThreadLocal({ init: () => 5 })).toEqualTypeOf<ThreadLocal<number>>();
    expectTypeOf(new ThreadLocal({ init: () => 5 }).value).toEqualTypeOf<number>();
    expectTypeOf(new ThreadLocal<number | undefined>().get()).toEqualTypeOf<number | undefined>();
    expectTypeOf(new ThreadLocal().value).toEqualTypeOf<unknown>();
    // @ts-expect-error it is undefined until it is set
    expect(new ThreadLocal<number>().value).toBeUndefined();
    // @ts-expect-error it is undefined until it is set
    expect(new ThreadLocal<number>({ name: 'n' }).value).toBeUndefined();
    const variable = new ThreadLocal<number>({ init: () => 5, dispose: (value) => { expectTypeOf(value).toEqualTypeOf<number>(); } });
    // @ts-expect-error a text is no number
    variable.value = 'text';
    // @ts-expect-error a text is no number
    variable.set('text');
    // @ts-expect-error a text is no number
    expect(variable.run('text', () => 1)).toBe(1);
    expectTypeOf<ThreadLocalOptions<number>['init']>().toEqualTypeOf<(() => number) | undefined>();
  });

  test('types: a shared one keeps its type, and is no other primitive', () => {
    const variable = new ThreadLocal({ init: () => 5 });
    expectTypeOf(variable.share()).toEqualTypeOf<Shared<ThreadLocal<number>>>();
    expectTypeOf(ThreadLocal.from(variable.share())).toEqualTypeOf<ThreadLocal<number>>();
    expectTypeOf(receive(share({ deep: variable })).deep).toEqualTypeOf<ThreadLocal<number>>();
    // @ts-expect-error an init of another type
    expect(ThreadLocal.from(variable.share(), { init: () => 'text' }).value).toBe(5);
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => ThreadLocal.from(new AtomicFlag().share())).toThrow(TypeError);
  });

  test('types: a namespace is its object, or part of it without an init', () => {
    const mine = local({ init: () => ({ x: 1 }) });
    expectTypeOf(mine).toEqualTypeOf<{ x: number }>();
    expectTypeOf(local<{ x: number }>()).toEqualTypeOf<{ x?: number }>();
    expectTypeOf(local(new ThreadLocal({ init: () => ({ x: 1 }) }))).toEqualTypeOf<{ x: number }>();
    expectTypeOf(local(new ThreadLocal<{ x: number } | undefined>())).toEqualTypeOf<{ x?: number }>();
    expectTypeOf(receive(share({ mine })).mine).toEqualTypeOf<{ x: number }>();
    // @ts-expect-error not one of its properties
    expect(mine.y).toBeUndefined();
  });
});
