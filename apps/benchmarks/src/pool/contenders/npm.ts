import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../../javascript/contenders/package-version.ts';
import type { Pool, PoolContender, PoolNeed } from '../pool-shape.ts';
import { tasksFor } from './targets.ts';

/*
 * Pools of npm at their best documented settings, found by trial where the documents leave a choice: a fixed number of threads;
 * for tiny tasks, many at a time on a thread; statistics and events that nobody asks for switched off.
 */

const MANY = 64;
/** Time to wait for the end of a pool of poolifier: ended while a thread is about to start, it never says that it has. */
const ENDED_MS = 500;

/** A library, loaded by its name at run time: the types of some do not pass the checks of this project. */
function library(name: string, pool: (module: never) => (need: PoolNeed) => Pool): PoolContender {
  return {
    version: () => packageVersion(name),
    load: async () => pool((await import(name)) as never),
  };
}

interface PiscinaOptions {
  readonly filename: string;
  readonly minThreads: number;
  readonly maxThreads: number;
  readonly concurrentTasksPerWorker: number;
  /** Of piscina alone. */
  readonly recordTiming?: boolean;
}

type Piscina = new (options: PiscinaOptions) => {
  run(argument: unknown, options: { readonly name: string; readonly transferList?: readonly ArrayBuffer[] }): Promise<unknown>;
  destroy(): Promise<void>;
};

function piscinaPool(Class: Piscina, { workers, oneAtATime }: PoolNeed, more: { readonly recordTiming?: boolean } = {}): Pool {
  const pool = new Class({
    filename: tasksFor(undefined).href,
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: oneAtATime ? 1 : MANY,
    ...more,
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    runMoved: (name, bytes) => pool.run(bytes, { name, transferList: [bytes.buffer] }),
    close: () => pool.destroy(),
  };
}

/** Its default way to wait, blocked in `Atomics.wait`, is the fastest. */
export const piscina: PoolContender = library('piscina', ({ Piscina: Class }: { readonly Piscina: Piscina }) => (need) =>
  piscinaPool(Class, need, { recordTiming: false }),
);

/** Made of piscina. */
export const tinypool: PoolContender = library('tinypool', ({ Tinypool: Class }: { readonly Tinypool: Piscina }) => (need) =>
  piscinaPool(Class, need),
);

interface Workerpool {
  readonly pool: (
    script: string,
    options: { readonly minWorkers: number; readonly maxWorkers: number; readonly workerType: 'thread' },
  ) => {
    exec(name: string, args: readonly unknown[], options?: { readonly transfer: readonly ArrayBuffer[] }): PromiseLike<unknown>;
    terminate(force: boolean): PromiseLike<unknown>;
  };
}

/** A thread has one task at a time, always. */
export const workerpool: PoolContender = library('workerpool', ({ default: module }: { readonly default: Workerpool }) => ({ workers }) => {
  const script = fileURLToPath(tasksFor('workerpool'));
  const pool = module.pool(script, { minWorkers: workers, maxWorkers: workers, workerType: 'thread' });
  return {
    run: (name, argument) => pool.exec(name, [argument]),
    runMoved: (name, bytes) => pool.exec(name, [bytes], { transfer: [bytes.buffer] }),
    close: () => pool.terminate(true),
  };
});

interface Poolifier {
  readonly FixedThreadPool: new (threads: number, file: string, options: { readonly enableEvents: boolean }) => {
    execute(argument: unknown, name: string, signal?: undefined, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
    destroy(): Promise<void>;
  };
}

/** A thread gets its tasks at once; the queue that it has for one at a time was slower in every work of these. */
export const poolifier: PoolContender = library('poolifier', ({ FixedThreadPool }: Poolifier) => ({ workers }) => {
  const pool = new FixedThreadPool(workers, fileURLToPath(tasksFor('poolifier')), { enableEvents: false });
  return {
    run: (name, argument) => pool.execute(argument, name),
    runMoved: (name, bytes) => pool.execute(bytes, name, undefined, [bytes.buffer]),
    close: () => Promise.race([pool.destroy(), sleep(ENDED_MS)]),
  };
});
