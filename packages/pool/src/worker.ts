import { serve as serveThreads } from '@sync/thread/worker';
import type { Setup } from './setup.ts';
import { contextsHere } from './tasks.ts';
import { work } from './work.ts';

export { currentTask, type CurrentTask } from './current-task.ts';
export type { TaskSignal } from './running-task.ts';
export type { TaskPool } from './task-pool.ts';
export { transferring, type Transferring } from './transferring.ts';

/**
 * In a worker of your own: these are the tasks of a pool whose workers are such ones.
 *
 * @example
 * ```ts
 * import { serve } from '@sync/pool/worker';
 * serve({ add: (a: number, b: number) => a + b });
 * ```
 */
export function serve(tasks: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  serveThreads({ work: (setup: Setup) => work(setup, tasks) });
}

/**
 * In a worker's module: tasks run with the submitter's values of these async contexts; the pool has the same names for its own
 * (`new ThreadPool(module, { context: { request } })`).
 */
export function provideContext(contexts: Readonly<Record<string, { run(value: never, fn: () => unknown): unknown }>>): void {
  const here = contextsHere();
  for (const [name, context] of Object.entries(contexts)) here.set(name, context as { run<T>(value: unknown, fn: () => T): T });
}
