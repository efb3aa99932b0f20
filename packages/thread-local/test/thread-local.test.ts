/**
 * Fails when: init runs before it is needed, twice, or not again after it has thrown; a value
 * that was set, deleted or made is another; dispose is not called with what is dropped, or
 * with what is not; two objects over one variable differ.
 */
import { InvalidStateError, ThreadLocal } from '@sync/thread-local';
import { describe, expect, test, vi } from 'vitest';

const PLACES: readonly (readonly [string, () => { buffer?: SharedArrayBuffer; byteOffset?: number }])[] = [
  ['memory of its own', () => ({})],
  ['a buffer', () => ({ buffer: new SharedArrayBuffer(64 + ThreadLocal.byteLength), byteOffset: 36 })],
];

describe.each(PLACES)('a value, in %s', (_, place) => {
  test('is undefined until it is set, without an init', () => {
    const variable = new ThreadLocal<number | undefined>(place());
    expect([variable.value, variable.get(), variable.has()]).toEqual([undefined, undefined, false]);
    variable.value = 5;
    expect([variable.value, variable.get(), variable.has()]).toEqual([5, 5, true]);
    variable.set(6);
    expect([variable.value, variable.get(), variable.has()]).toEqual([6, 6, true]);
  });

  test('is made by the first touch, once, and not by has()', () => {
    const init = vi.fn(() => ({ made: true }));
    const variable = new ThreadLocal({ ...place(), init });
    expect(variable.has()).toBe(false);
    expect(variable.delete()).toBe(false);
    expect(String(variable)).toContain('not set');
    expect(init).not.toHaveBeenCalled();
    const { value } = variable;
    expect(value).toEqual({ made: true });
    expect([variable.value === value, variable.get() === value, variable.has()]).toEqual([true, true, true]);
    expect(init).toHaveBeenCalledTimes(1);
  });

  test('that is set first needs no init', () => {
    const init = vi.fn(() => 1);
    const variable = new ThreadLocal({ ...place(), init });
    variable.value = 7;
    expect([variable.value, variable.get()]).toEqual([7, 7]);
    expect(init).not.toHaveBeenCalled();
  });

  test('may be undefined, and is then set all the same', () => {
    const init = vi.fn((): undefined => undefined);
    const variable = new ThreadLocal<undefined>({ ...place(), init });
    expect([variable.value, variable.value, variable.has()]).toEqual([undefined, undefined, true]);
    expect(init).toHaveBeenCalledTimes(1);
    expect(variable.delete()).toBe(true);
  });

  test('that is deleted is made anew by the next touch', () => {
    let made = 0;
    const variable = new ThreadLocal({ ...place(), init: () => ++made });
    expect(variable.value).toBe(1);
    expect(variable.delete()).toBe(true);
    expect([variable.has(), variable.delete()]).toEqual([false, false]);
    expect(variable.get()).toBe(2);
    const bare = new ThreadLocal<string | undefined>();
    bare.set('x');
    expect([bare.delete(), bare.value, bare.has()]).toEqual([true, undefined, false]);
  });

  test('is not kept when init throws; the next touch tries again', () => {
    let calls = 0;
    const variable = new ThreadLocal({
      ...place(),
      init: () => {
        if (++calls < 3) throw new Error(`attempt ${calls}`);
        return 'made';
      },
    });
    expect(() => variable.value).toThrow('attempt 1');
    expect(variable.has()).toBe(false);
    expect(() => variable.get()).toThrow('attempt 2');
    expect([variable.value, variable.has(), calls]).toEqual(['made', true, 3]);
  });

  test.each<[string, (variable: ThreadLocal<number>) => unknown]>([
    ['value', (variable) => variable.value],
    ['get()', (variable) => variable.get()],
    ['a set value', (variable) => (variable.value = 3)],
    ['set()', (variable) => { variable.set(3); }],
    ['delete()', (variable) => variable.delete()],
    ['value, of another object over it', (variable) => ThreadLocal.from(variable.share()).value],
  ])('whose init touches it is an error that says so, and no endless recursion: %s', (_, touch) => {
    let touches = true;
    const variable: ThreadLocal<number> = new ThreadLocal<number>({
      ...place(),
      name: 'loop',
      init: () => {
        if (touches) touch(variable);
        return 1;
      },
    });
    expect(() => variable.value).toThrow(InvalidStateError);
    expect(() => variable.value).toThrow(/ThreadLocal\(loop\): its init touches/);
    expect(variable.has()).toBe(false);
    touches = false;
    expect(variable.value).toBe(1);
  });

  test('whose init asks has(), or runs code with a value, is made as any other', () => {
    const variable: ThreadLocal<string> = new ThreadLocal<string>({
      ...place(),
      init: () => `${String(variable.has())} ${variable.run('within', () => variable.value)}`,
    });
    expect([variable.value, variable.value]).toEqual(['false within', 'false within']);
  });

  test('is the same for all objects over one variable, and another for each variable', () => {
    const variable = new ThreadLocal<number | undefined>(place());
    const twin = ThreadLocal.from(variable.share());
    const again = ThreadLocal.from(structuredClone(variable.share()));
    const other = new ThreadLocal<number | undefined>();
    twin.value = 4;
    expect([variable.value, again.value, other.value]).toEqual([4, 4, undefined]);
    expect([again.delete(), variable.has(), twin.has()]).toEqual([true, false, false]);
    expect([twin.name, again.name]).toEqual([variable.name, variable.name]);
  });
});

describe('the functions of a thread', () => {
  test('are the first that come, for all its objects', () => {
    const variable = new ThreadLocal<string | undefined>();
    const dropped: unknown[] = [];
    variable.value = 'set before';
    const first = ThreadLocal.from(variable.share(), { init: () => 'first', dispose: (value) => dropped.push(value) });
    const second = ThreadLocal.from(variable.share(), { init: () => 'second', dispose: () => dropped.push('of the second') });
    expect([variable.delete(), second.value, variable.value, first.value]).toEqual([true, 'first', 'first', 'first']);
    expect(second.delete()).toBe(true);
    expect(dropped).toEqual(['set before', 'first']);
  });

  test('stay the creator’s where it attaches without any', () => {
    const variable = new ThreadLocal({ init: () => 1 });
    expect(ThreadLocal.from(variable.share()).value).toBe(1);
  });
});

describe('dispose', () => {
  const make = (): { variable: ThreadLocal<string>; dropped: unknown[] } => {
    const dropped: unknown[] = [];
    return { variable: new ThreadLocal<string>({ init: () => 'made', dispose: (value) => dropped.push(value) }), dropped };
  };

  test('gets what delete drops, once, and nothing if there is nothing', () => {
    const { variable, dropped } = make();
    variable.delete();
    expect(dropped).toEqual([]);
    expect(variable.value).toBe('made');
    variable.delete();
    variable.delete();
    expect(dropped).toEqual(['made']);
  });

  test('gets what is replaced by another, and not what is set once more', () => {
    const { variable, dropped } = make();
    variable.value = 'first';
    variable.value = 'first';
    expect(dropped).toEqual([]);
    variable.set('second');
    expect([variable.value, dropped]).toEqual(['second', ['first']]);
    const numbers = new ThreadLocal<number>({ init: () => 0, dispose: (value) => dropped.push(value) });
    numbers.value = NaN;
    numbers.value = NaN;
    expect(dropped).toEqual(['first']);
  });

  test('that throws has dropped the value: the other is set, or none', () => {
    const variable = new ThreadLocal<number>({
      init: () => 1,
      dispose: (value) => {
        throw new Error(`cannot drop ${value}`);
      },
    });
    variable.value = 5;
    expect(() => (variable.value = 6)).toThrow('cannot drop 5');
    expect(variable.value).toBe(6);
    expect(() => variable.delete()).toThrow('cannot drop 6');
    expect([variable.has(), variable.value]).toEqual([false, 1]);
  });

  test('finds its value dropped already, and may make another', () => {
    const seen: unknown[] = [];
    let made = 0;
    const variable: ThreadLocal<number> = new ThreadLocal<number>({
      init: () => ++made,
      dispose: (value) => seen.push([value, variable.has(), variable.value]),
    });
    expect([variable.value, variable.delete(), variable.value]).toEqual([1, true, 2]);
    expect(seen).toEqual([[1, false, 2]]);
  });

  test('is the value’s own, if it is true; none for null and undefined', () => {
    const disposed: string[] = [];
    const one = (name: string): Disposable => ({ [Symbol.dispose]: () => disposed.push(name) });
    const variable = new ThreadLocal<Disposable | null | undefined>({ init: () => one('made'), dispose: true });
    expect(variable.value).toBeDefined();
    variable.value = one('set');
    variable.delete();
    variable.value = null;
    variable.value = undefined;
    variable.delete();
    expect(disposed).toEqual(['made', 'set']);
  });

  test('that is async is refused when it is called: nobody would wait for it', () => {
    const dispose: () => unknown = async () => Promise.reject(new Error('late'));
    const variable = new ThreadLocal({ init: () => 1, name: 'db', dispose });
    expect(variable.value).toBe(1);
    expect(() => variable.delete()).toThrow(/ThreadLocal\(db\): dispose is async/);
    expect(variable.has()).toBe(false);
  });
});
