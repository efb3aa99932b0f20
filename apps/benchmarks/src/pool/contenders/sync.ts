import { packageVersion } from '../../javascript/contenders/package-version.ts';
import type { Pool, PoolContender, TaskName } from '../pool-shape.ts';
import { tasksFor } from './targets.ts';

const PACKAGE = '@sync/pool';

interface OwnFuture extends PromiseLike<unknown> {
  result(): unknown;
}

interface OwnPool {
  submit(task: TaskName | { readonly task: TaskName; readonly transfer: readonly ArrayBuffer[] }, argument: unknown): OwnFuture;
  shutdownAsync(): Promise<unknown>;
}

type OwnClass = new (module: URL, options: { readonly maxWorkers: number }) => OwnPool;

/** Loaded by name at run time, so that a missing one is named. */
function own(toAwait: (future: OwnFuture) => unknown): PoolContender {
  return {
    version: () => packageVersion(PACKAGE),
    load: async () => {
      const { ThreadPool } = (await import(PACKAGE)) as { readonly ThreadPool?: OwnClass };
      if (!ThreadPool) throw new Error(`${PACKAGE} does not export ThreadPool`);
      return ({ workers }): Pool => {
        const pool = new ThreadPool(tasksFor(undefined), { maxWorkers: workers });
        return {
          run: (task, argument) => toAwait(pool.submit(task, argument)),
          runMoved: (task, bytes) => toAwait(pool.submit({ task, transfer: [bytes.buffer] }, bytes)),
          close: () => pool.shutdownAsync(),
        };
      };
    },
  };
}

/** Its futures are awaited. */
export const syncPool: PoolContender = own((future) => future);

/** The thread is blocked until it has the result. */
export const syncPoolBlocking: PoolContender = own((future) => future.result());
