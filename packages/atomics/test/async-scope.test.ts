/**
 * Fails when: what runs within a scope does not know it, after whatever it awaited; what
 * runs beside it, or after it, thinks that it is within; a thread without async context
 * fails, or says that it knows.
 */
import { isWithin, within } from '@sync/atomics/internal';
import { afterEach, describe, expect, test } from 'vitest';
import { anotherCopy, removeCopies } from './copies.ts';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);
afterEach(removeCopies);

const [outer, inner] = [{}, {}];
const both = (): [boolean, boolean] => [isWithin(outer), isWithin(inner)];

describe('who runs within a scope', () => {
  test('knows it, and gets what the function returns or throws', () => {
    expect(both()).toEqual([false, false]);
    expect(within(outer, both)).toEqual([true, false]);
    const error = new Error('on purpose');
    expect(() =>
      within(outer, () => {
        throw error;
      }),
    ).toThrow(error);
    expect(both()).toEqual([false, false]);
  });

  test('knows all scopes that it is in, the same one twice, too', () => {
    within(outer, () => {
      expect(within(inner, both)).toEqual([true, true]);
      expect(within(inner, () => within(outer, both))).toEqual([true, true]);
      expect(within(outer, both)).toEqual([true, false]);
      expect(both()).toEqual([true, false]);
    });
    expect(both()).toEqual([false, false]);
  });

  test('is told apart by the object, not by what it looks like', () => {
    expect(within({}, () => isWithin({}))).toBe(false);
  });

  test.each<[string, (fn: () => void) => void]>([
    ['a microtask', queueMicrotask],
    ['a timer', (fn) => setTimeout(fn, 1)],
    ['an immediate', setImmediate],
    ['the next tick', process.nextTick],
    ['a wait of the platform', (fn) => void Promise.resolve(Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1).value).then(fn)],
  ])('knows it after %s', async (_, go) => {
    const found = within(outer, async () => {
      await new Promise<void>((resolve) => {
        go(resolve);
      });
      return both();
    });
    expect(both(), 'who goes on meanwhile is not').toEqual([false, false]);
    expect(await found).toEqual([true, false]);
    expect(both(), 'nor is who awaited it').toEqual([false, false]);
  });

  test('is known to what it begins and leaves behind', async () => {
    let left: Promise<[boolean, boolean]> | undefined;
    within(outer, () => {
      left = new Promise((resolve) => {
        setTimeout(() => {
          resolve(both());
        });
      });
    });
    expect(await left).toEqual([true, false]);
  });

  test('is not another task that takes turns with it', async () => {
    const found: string[] = [];
    const task = async (name: string): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) {
        found.push(`${name} ${both().join()}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([within(outer, () => task('first')), within(inner, () => task('second')), task('third')]);
    expect(new Set(found)).toEqual(new Set(['first true,false', 'second false,true', 'third false,false']));
    expect(found).toHaveLength(9);
  });

  test('is known to another copy of the package', async () => {
    const { inner: copy } = await anotherCopy();
    expect(within(outer, () => copy.isWithin(outer))).toBe(true);
    expect(copy.within(outer, both)).toEqual([true, false]);
    expect(copy.isWithin(outer)).toBe(false);
  });
});

test('where there is no async context, functions run, and nobody is within anything', async () => {
  const prelude = (): void => {
    const known = process.getBuiltinModule.bind(process);
    process.getBuiltinModule = ((name: string) => (name === 'node:async_hooks' ? undefined : known(name)));
  };
  const [thread] = await threads(1, { prelude });
  const found = await thread!.run(async ({ internal }) => {
    const scope = {};
    return [internal.within(scope, () => internal.isWithin(scope)), await internal.within(scope, async () => 5)];
  });
  expect(found).toEqual([false, 5]);
});

test('where there is AsyncContext alone, it is that', async () => {
  const prelude = (): void => {
    const known = process.getBuiltinModule.bind(process);
    const { AsyncLocalStorage } = known('node:async_hooks');
    process.getBuiltinModule = ((name: string) => (name === 'node:async_hooks' ? undefined : known(name)));
    class Variable {
      readonly #local = new AsyncLocalStorage();
      run(value: unknown, fn: () => unknown): unknown {
        return this.#local.run(value, fn);
      }
      get(): unknown {
        return this.#local.getStore();
      }
    }
    Reflect.set(globalThis, 'AsyncContext', { Variable });
  };
  const [thread] = await threads(1, { prelude });
  const found = await thread!.run(({ internal: { isWithin, within } }) => {
    const scope = {};
    return within(scope, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [isWithin(scope), isWithin({})];
    });
  });
  expect(found).toEqual([true, false]);
});
