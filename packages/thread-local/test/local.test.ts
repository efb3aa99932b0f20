/** Fails when: a namespace does otherwise than the thread's own object would; one thread sees another's. */
import { inspect } from 'node:util';
import { receive, share } from '@sync/atomics';
import { ThreadLocal, local } from '@sync/thread-local';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { MODULE, spec, withInit, type Module } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('local()', () => {
  test('begins empty, and a property that is missing is undefined', () => {
    const mine = local<{ x: number; y: number }>();
    expect([mine.x, 'x' in mine, Object.keys(mine)]).toEqual([undefined, false, []]);
    mine.x = 5;
    expect([mine.x, 'x' in mine, Object.keys(mine)]).toEqual([5, true, ['x']]);
  });

  test('begins as what init returns, which the first touch calls', () => {
    const init = vi.fn(() => ({ x: 1, list: [] as number[] }));
    const mine = local({ init });
    expect(init).not.toHaveBeenCalled();
    mine.list.push(7);
    mine.x++;
    expect(mine).toEqual({ x: 2, list: [7] });
    expect(init).toHaveBeenCalledTimes(1);
    expect(local({ init }).list).toEqual([]);
  });

  test.each<[string, (mine: { x: number }) => unknown, unknown]>([
    ['get', (mine) => mine.x, 1],
    ['set', (mine) => (mine.x = 3), 3],
    ['in', (mine) => 'x' in mine, true],
    ['delete', (mine) => Reflect.deleteProperty(mine, 'x'), true],
    ['Object.keys', (mine) => Object.keys(mine), ['x']],
    ['Object.entries', (mine) => Object.entries(mine), [['x', 1]]],
    ['Object.hasOwn', (mine) => Object.hasOwn(mine, 'x'), true],
    ['a spread', (mine) => ({ ...mine }), { x: 1 }],
    ['JSON', (mine) => JSON.stringify(mine), '{"x":1}'],
    ['inspect', (mine) => inspect({ mine }), '{ mine: { x: 1 } }'],
    ['Object.assign', (mine) => Object.assign(mine, { y: 2 }) === mine && { ...mine }, { x: 1, y: 2 }],
    ['Object.getPrototypeOf', (mine) => Object.getPrototypeOf(mine) === Object.prototype, true],
    ['Object.isExtensible', (mine) => Object.isExtensible(mine), true],
  ])('%s works, as the first touch', (_, touch, expected) => {
    expect(touch(local({ init: () => ({ x: 1 }) }))).toEqual(expected);
  });

  test('what is deleted is gone', () => {
    const mine = local<{ x?: number }>({ init: () => ({ x: 1 }) });
    delete mine.x;
    expect([mine.x, 'x' in mine, inspect(mine)]).toEqual([undefined, false, '{}']);
  });

  test('properties are defined and described as on the object: getters, hidden ones, symbols', () => {
    const key = Symbol('key');
    const mine: Record<string | symbol, unknown> = local<Record<string | symbol, unknown>>();
    Object.defineProperty(mine, 'hidden', { value: 1, writable: true });
    Object.defineProperty(mine, 'doubled', { get: () => Number(mine.hidden) * 2, configurable: true });
    mine[key] = 'symbol';
    mine.hidden = 4;
    expect([mine.doubled, mine[key], Object.keys(mine), Reflect.ownKeys(mine)]).toEqual([8, 'symbol', [], ['hidden', 'doubled', key]]);
    expect(Object.getOwnPropertyDescriptor(mine, 'hidden')).toMatchObject({ value: 4, enumerable: false });
    expect(Object.getOwnPropertyDescriptor(mine, 'none')).toBeUndefined();
    expect(Reflect.deleteProperty(mine, 'hidden'), 'was defined to stay').toBe(false);
    expect(() => Object.defineProperty(mine, 'fixed', { value: 1, configurable: false })).toThrow(TypeError);
    expect('fixed' in mine).toBe(false);
    expect(() => Object.freeze(mine)).toThrow(TypeError);
    expect(() => Object.preventExtensions(mine)).toThrow(TypeError);
    expect(Reflect.preventExtensions(mine)).toBe(false);
    expect(mine.doubled).toBe(8);
  });

  test('objects of classes keep their methods, and inspect shows them', () => {
    class Student {
      marks: number[] = [];
      get best(): number {
        return Math.max(...this.marks);
      }
      add(mark: number): this {
        this.marks.push(mark);
        return this;
      }
    }
    const mine = local({ init: () => new Student() });
    expect(mine.add(3).add(5)).toBe(mine);
    expect([mine.best, mine instanceof Student, inspect(mine)]).toEqual([5, true, 'Student { marks: [ 3, 5 ] }']);
    Object.setPrototypeOf(mine, null);
    expect(mine instanceof Student).toBe(false);
  });

  test('over a variable it is a view of that: run, set, delete and dispose', () => {
    const dropped: unknown[] = [];
    const variable = new ThreadLocal<{ x: number }>({ init: () => ({ x: 1 }), dispose: (value) => dropped.push(value) });
    const mine = local(variable);
    mine.x = 2;
    expect(variable.value).toEqual({ x: 2 });
    expect(variable.run({ x: 3 }, () => [mine.x, (mine.x = 4), variable.value.x])).toEqual([3, 4, 4]);
    variable.value = { x: 5 };
    expect([mine.x, dropped]).toEqual([5, [{ x: 2 }]]);
    variable.delete();
    expect([mine.x, dropped.length]).toEqual([1, 2]);
    const disposed: unknown[] = [];
    const other = local({ init: () => ({ x: 1 }), dispose: (value) => disposed.push(value), name: 'own' });
    expect([other.x, disposed]).toEqual([1, []]);
  });

  test('refuses what is no object for its object, and what are no options', () => {
    const wrong = local(new ThreadLocal<object>({ init: () => 7 as never, name: 'mine' }));
    expect(() => 'x' in wrong).toThrow(/ThreadLocal\(mine\): a namespace needs an object, not 7/);
    expect(() => 'x' in local({ init: () => null as never })).toThrow(TypeError);
    expect(() => local(7 as never)).toThrow(/local\(\): expected options such as \{ init, dispose, name \}/);
    expect(() => local(null as never)).toThrow(TypeError);
    expect(() => local({ init: 7 as never })).toThrow(/local\(\): init\(\) expects a function/);
    expect(() => local({ name: 7 as never })).toThrow(TypeError);
  });
});

describe('a namespace and other threads', () => {
  test('posting it raw throws, whatever it is in', () => {
    const mine = local({ init: () => ({ x: 1 }) });
    expect(() => structuredClone(mine)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
    expect(() => structuredClone({ deep: [mine] })).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });

  test('share() and receive() carry the namespace, and none of its properties', () => {
    const mine = local<{ share?: string; x?: number }>({ name: 'mine' });
    mine.share = 'a property like any other';
    const shared = share({ inside: [mine] });
    expect(JSON.stringify(shared)).not.toContain('like any other');
    const { inside } = receive(structuredClone(shared));
    inside[0]!.x = 5;
    expect({ ...mine }).toEqual({ share: 'a property like any other', x: 5 });
  });

  test('what one sets is missing in all others; each begins with its own', async () => {
    const mine = local<{ x?: string }>();
    mine.x = 'here';
    const { mine: handle } = share({ mine });
    const subject = new Subject<ThreadLocal<unknown>>(spec);
    const seen = await Promise.all(subject.threads(3).map((thread, at) =>
      thread.run(async ({ load }, handle, at, floor) => {
        const { receive } = (await load(floor)) as typeof import('@sync/atomics');
        const theirs: { x?: string } = receive(handle);
        const before = theirs.x;
        theirs.x = `there ${at}`;
        return [before, Object.keys(theirs), receive(handle).x];
      }, handle, at, import.meta.resolve('@sync/atomics'))));
    expect(seen).toEqual([0, 1, 2].map((at) => [undefined, ['x'], `there ${at}`]));
    expect(mine.x).toBe('here');
  });

  test('a thread brings its own init by the variable; without one it is told to', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(withInit(() => ({ name: 'the main thread' })), { name: 'student' });
    const seen = await subject.thread().run(async ({ lock, load }, module) => {
      const { ThreadLocal, local } = (await load(module)) as Module;
      const mine = local<{ name: string }>(lock as ThreadLocal<{ name: string }>);
      let message = '';
      try {
        mine.name = 'x';
      } catch (error) {
        message = String(error);
      }
      ThreadLocal.from(lock.share(), { init: () => ({ name: 'a worker' }) });
      return [message, mine.name];
    }, MODULE);
    expect(seen[0]).toMatch(/InvalidStateError: ThreadLocal\(student\): it was made with an init.*ThreadLocal\.from\(shared, \{ init \}\)/);
    expect([seen[1], local<{ name: string }>(subject.lock as ThreadLocal<{ name: string }>).name]).toEqual(['a worker', 'the main thread']);
  });
});
