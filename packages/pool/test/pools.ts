import { ThreadPool, type ThreadPoolOptions } from '@sync/pool';
import { setExceptHook, type Uncaught } from '@sync/thread';
import { LONG, until } from '@sync/testing';
import { afterAll, beforeAll, expect } from 'vitest';

/** The modules of tasks that there are. */
export interface Modules {
  simple: typeof import('./tasks/simple.mjs');
  stops: typeof import('./tasks/stops.mjs');
  dies: typeof import('./tasks/dies.mjs');
  values: typeof import('./tasks/values.mjs');
}

/** Where a module of tasks is. */
export function tasks(name: string): URL {
  return new URL(`./tasks/${name}.mjs`, import.meta.url);
}

/** Makes pools that are ended after the file's tests, whatever has become of them. */
export function pools(): <Name extends keyof Modules>(name: Name, options?: ThreadPoolOptions) => ThreadPool<Modules[Name]> {
  const made: ThreadPool[] = [];
  afterAll(async () => {
    await Promise.all(made.map((pool) => pool.terminate()));
  });
  return <Name extends keyof Modules>(name: Name, options?: ThreadPoolOptions) => {
    const pool = new ThreadPool<Modules[Name]>(tasks(name), { maxWorkers: 2, onUnobserved: () => undefined, ...options });
    made.push(pool as ThreadPool);
    return pool;
  };
}

/** While the file's tests run, the errors that end threads come here, and are not printed. */
export function unheard(): Uncaught[] {
  const heard: Uncaught[] = [];
  beforeAll(() => {
    setExceptHook((uncaught) => heard.push(uncaught));
  });
  afterAll(() => {
    setExceptHook(undefined);
  });
  return heard;
}

/** Asserts that nothing is left to do in a pool, and that it does what it is for. */
export async function expectAtRest(pool: ThreadPool): Promise<void> {
  await until('its tasks are over', () => pool.stats.waiting + pool.stats.running === 0);
  expect(pool.submit((a: number, b: number) => a + b, 40, 2).result({ timeout: LONG })).toBe(42);
}

/** So many calls of a function. */
export function times<T>(count: number, call: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => call(at));
}
