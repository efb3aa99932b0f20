import { packageVersion } from '../../javascript/contenders/package-version.ts';
import type { PoolContender, TaskName } from '../pool-shape.ts';

const NAME = 'multithreading';

interface Multithreading {
  readonly initRuntime: (config: { readonly maxWorkers: number }) => void;
  readonly move: (...args: readonly unknown[]) => unknown;
  readonly spawn: (moved: unknown, fn: (argument: never) => unknown) => { join(): Promise<Result> };
  readonly shutdown: () => void;
}

type Result = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error };

/** Its tasks are functions that know nothing but their argument. */
const tasks: Partial<Record<TaskName, (argument: never) => unknown>> = {
  add: (a: number) => a + 1,
  ends: (bytes: Uint8Array) => bytes.length + (bytes[0] ?? 0) + (bytes[bytes.length - 1] ?? 0),
};

/** It has one pool for all, whose threads get all tasks at once. Bytes always move. */
export const multithreadingPool: PoolContender = {
  version: () => packageVersion(NAME),
  load: async () => {
    const { initRuntime, move, spawn, shutdown } = (await import(NAME)) as Multithreading;
    const run = async (task: TaskName, argument: unknown): Promise<unknown> => {
      const fn = tasks[task];
      if (!fn) throw new Error(`has no form for ${task}`);
      const result = await spawn(move(argument), fn).join();
      if (!result.ok) throw result.error;
      return result.value;
    };
    return ({ workers }) => {
      initRuntime({ maxWorkers: workers });
      return { run, runMoved: run, close: shutdown };
    };
  },
};
