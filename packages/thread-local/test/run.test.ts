/**
 * Fails when: a run's value is not what it was given, in all that is called and awaited; it
 * shows outside, in what runs beside it, or after it; what was outside is lost.
 */
import { ThreadLocal } from '@sync/thread-local';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { MODULE, spec, type Module } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('run', () => {
  const make = (): ThreadLocal<number> => {
    const variable = new ThreadLocal<number>({ init: () => 0, name: 'depth' });
    variable.value = 1;
    return variable;
  };

  test('has the value for the extent of the call, and gives what that gives', () => {
    const variable = make();
    const object = {};
    expect(variable.run(2, () => [variable.value, variable.get(), variable.has(), object])).toEqual([2, 2, true, object]);
    expect(variable.value).toBe(1);
    expectTypeOf(variable.run(1, () => 'text')).toEqualTypeOf<string>();
    expectTypeOf(variable.run(1, async () => Promise.resolve('text'))).toEqualTypeOf<Promise<string>>();
  });

  test('restores on a throw, too, and throws the same', () => {
    const variable = make();
    const error = new Error('on purpose');
    expect(() => variable.run(2, () => { throw error; })).toThrow(error);
    expect(variable.value).toBe(1);
  });

  test('nests, in itself and with other variables', () => {
    const variable = make();
    const other = new ThreadLocal<string>({ init: () => 'outside' });
    const seen = variable.run(2, () => {
      const within = other.run('inside', () => variable.run(3, () => [variable.value, other.value]));
      return [...within, variable.value, other.value];
    });
    expect([...seen, variable.value, other.value]).toEqual([3, 'inside', 2, 'outside', 1, 'outside']);
  });

  test('needs no value outside, and makes none', () => {
    const variable = new ThreadLocal<number>({ init: () => { throw new Error('init was called'); } });
    expect(variable.run(5, () => variable.value)).toBe(5);
    expect(variable.has()).toBe(false);
    expect(() => variable.value).toThrow('init was called');
  });

  test('may have undefined for its value', () => {
    const variable = new ThreadLocal<number | undefined>({ init: () => 1 });
    expect(variable.run(undefined, () => [variable.value, variable.has()])).toEqual([undefined, true]);
  });

  test('set within changes the run’s alone; each of nested ones its own', () => {
    const variable = make();
    const seen = variable.run(2, () => {
      variable.value = 20;
      const inner = variable.run(3, () => {
        variable.set(30);
        return variable.value;
      });
      return [inner, variable.value];
    });
    expect([...seen, variable.value]).toEqual([30, 20, 1]);
    variable.value = 4;
    expect(variable.value).toBe(4);
  });

  test('delete within drops the run’s: what is outside shows, until it is set again', () => {
    const variable = make();
    const seen = variable.run(2, () => {
      const within = variable.run(3, () => {
        const found: unknown[] = [variable.delete(), variable.value, variable.delete(), variable.value, variable.has()];
        variable.value = 33;
        return [...found, variable.value];
      });
      return [...within, variable.value];
    });
    expect(seen).toEqual([true, 2, false, 2, true, 33, 2]);
    expect(variable.value).toBe(1);
    const unset = new ThreadLocal<number | undefined>();
    expect(unset.run(1, () => [unset.delete(), unset.has(), unset.value])).toEqual([true, false, undefined]);
  });

  test('a run’s value is the caller’s: never disposed', () => {
    const dropped: unknown[] = [];
    const variable = new ThreadLocal<string>({ init: () => 'made', dispose: (value) => dropped.push(value) });
    variable.run('given', () => {
      variable.value = 'set';
      variable.delete();
    });
    expect([variable.value, dropped]).toEqual(['made', []]);
    variable.delete();
    expect(dropped).toEqual(['made']);
  });

  test('a value that is made within a run belongs to the thread', () => {
    const variable = new ThreadLocal<string>({ init: () => 'made' });
    expect(variable.run('given', () => [variable.delete(), variable.value])).toEqual([true, 'made']);
    expect([variable.has(), variable.value]).toEqual([true, 'made']);
  });

  test('reaches every object over the variable', () => {
    const variable = make();
    const twin = ThreadLocal.from(variable.share());
    expect(twin.run(5, () => variable.value)).toBe(5);
    expect(variable.run(6, () => twin.value)).toBe(6);
  });

  test('goes on in what is awaited, also after the call has returned', async () => {
    const variable = make();
    const running = variable.run(2, async () => {
      const before = variable.value;
      await turn();
      const after = variable.value;
      variable.value = 20;
      await Promise.all([turn(), turn()]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [before, after, variable.value];
    });
    expect(variable.value, 'who goes on meanwhile has its own').toBe(1);
    variable.value = 100;
    expect(await running).toEqual([2, 2, 20]);
    expect(variable.value, 'nor has who awaited it another').toBe(100);
  });

  test('that rejects leaves nothing behind', async () => {
    const variable = make();
    await expect(variable.run(2, async () => {
      await turn();
      throw new Error('on purpose');
    })).rejects.toThrow('on purpose');
    expect(variable.value).toBe(1);
  });

  test('what it has started and not awaited keeps its value, as everywhere in the platform', async () => {
    const variable = make();
    let detached: Promise<number> | undefined;
    variable.run(2, () => {
      detached = turn().then(() => variable.value);
    });
    expect([variable.value, await detached, variable.value]).toEqual([1, 2, 1]);
  });

  test('1,000 at once, nested and interleaved, see nothing of each other', async () => {
    const variable = make();
    const task = (n: number): Promise<number[]> =>
      variable.run(n, async () => {
        const seen = [variable.value];
        await turn();
        seen.push(variable.value);
        seen.push(await variable.run(-n, async () => {
          await turn();
          variable.value -= 1000;
          await turn();
          return variable.value;
        }));
        await turn();
        seen.push(variable.value);
        return seen;
      });
    const all = await Promise.all(Array.from({ length: 1000 }, (_, n) => task(n + 2)));
    all.forEach((seen, at) => {
      const n = at + 2;
      expect(seen).toEqual([n, n, -n - 1000, n]);
    });
    expect(variable.value).toBe(1);
  });

  test('is of its thread: a run here is none there', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(spec);
    const other = subject.thread();
    const seen = await subject.lock.run('here', async () => {
      const there = await other.run(({ lock }) => [lock.value, lock.run('there', () => lock.value)]);
      return [there, subject.lock.value];
    });
    expect(seen).toEqual([[undefined, 'there'], 'here']);
  });
});

describe('before the first run', () => {
  test('no async context is made: it would cost all that awaits', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(spec);
    const made = await subject.thread(() => {
      const hooks = process.getBuiltinModule('node:async_hooks');
      const { AsyncLocalStorage } = hooks;
      Reflect.set(globalThis, 'made', 0);
      Reflect.set(hooks, 'AsyncLocalStorage', class extends AsyncLocalStorage<unknown> {
        constructor() {
          super();
          Reflect.set(globalThis, 'made', Number(Reflect.get(globalThis, 'made')) + 1);
        }
      });
    }).run(async ({ lock, load }, module) => {
      const { ThreadLocal, local } = (await load(module)) as Module;
      const count = (): unknown => Reflect.get(globalThis, 'made');
      const before = count();
      const variable = new ThreadLocal<number>({ init: () => 1 });
      lock.value = variable.value;
      variable.delete();
      local<{ x: number }>({ init: () => ({ x: 1 }) }).x = 2;
      const touched = count();
      const ran = [variable.run(2, () => variable.value), lock.run(3, () => lock.value)];
      return [before, touched, ...ran, count()];
    }, MODULE);
    expect(made, 'and one for all variables').toEqual([0, 0, 2, 3, 1]);
  });
});
