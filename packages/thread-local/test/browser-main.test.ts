/** Fails when a platform without `node:async_hooks` gets other values, or an async function is not refused there. */
import type { ThreadLocal } from '@sync/thread-local';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { spec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** As in a browser: no module of the server's. */
const withoutHooks = (): void => {
  const { getBuiltinModule } = process;
  Reflect.set(process, 'getBuiltinModule', (name: string) => (name === 'node:async_hooks' ? undefined : getBuiltinModule(name)));
};

/** As the proposal has it, by means of what there is. */
const withAsyncContext = (): void => {
  const { getBuiltinModule } = process;
  const { AsyncLocalStorage } = getBuiltinModule('node:async_hooks');
  Reflect.set(process, 'getBuiltinModule', (name: string) => (name === 'node:async_hooks' ? undefined : getBuiltinModule(name)));
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

type Subjected = Subject<ThreadLocal<unknown>>;

describe('a platform without async context', () => {
  const make = (): Subjected => new Subject<ThreadLocal<unknown>>(spec, { name: 'page' });

  test('runs what is not async: nested, restored, on a throw, too', async () => {
    const seen = await make().thread(withoutHooks).run(({ lock }) => {
      lock.value = 1;
      const within = lock.run(2, () => {
        lock.value = 20;
        const inner = lock.run(3, () => [lock.delete(), lock.value]);
        try {
          lock.run(4, () => {
            throw new Error('on purpose');
          });
        } catch {
          // As expected.
        }
        return [...inner, lock.value];
      });
      return [...within, lock.value];
    });
    expect(seen).toEqual([true, 20, 20, 1]);
  });

  test('refuses an async function by a TypeError that says why, and restores', async () => {
    const seen = await make().thread(withoutHooks).run(async ({ lock }) => {
      lock.value = 1;
      let message = '';
      try {
        await lock.run(2, async () => {
          await Promise.resolve();
          throw new Error('nobody hears of this');
        });
      } catch (error) {
        message = String(error);
      }
      return [message, lock.value];
    });
    expect(seen[0]).toMatch(/^TypeError: ThreadLocal\(page\): run\(\) got an async function.*async context/);
    expect(seen[1]).toBe(1);
  });
});

test('a platform that has AsyncContext alone follows async functions by that', async () => {
  const seen = await new Subject<ThreadLocal<unknown>>(spec).thread(withAsyncContext).run(async ({ lock }) => {
    lock.value = 1;
    const task = (n: number): Promise<unknown> =>
      lock.run(n, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return lock.value;
      });
    return [await Promise.all([task(2), task(3)]), lock.value];
  });
  expect(seen).toEqual([[2, 3], 1]);
});
