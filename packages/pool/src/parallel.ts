/** What `parallelFor`, `parallelMap` and `parallelReduce` have in common: one call, many tasks, one future. */
import { checkCount, checkDuration, checkOptions, show } from '@sync/atomics/internal';
import type { Form } from './form.ts';
import type { Future } from './future.ts';
import { CONTEXTS, EXECUTOR } from './pool.ts';
import type { TaskLimits } from './submission.ts';
import { ThreadPool } from './thread-pool.ts';
import { askedFor } from './what-to-run.ts';
import { Whole } from './whole.ts';

/** Each worker gets so many tasks, so that none waits long for the last one. */
const TASKS_EACH = 4;

/** How work on arrays is spread over threads. */
export interface ParallelOptions extends Pick<TaskLimits, 'signal' | 'terminate' | 'priority'> {
  /** So many items are one task; so many that each worker gets four tasks, unless told. */
  readonly chunkSize?: number | undefined;
  /** Arguments of the function, after the others. */
  readonly args?: readonly unknown[] | undefined;
  /** How long all of it may take from now on, in milliseconds. */
  readonly timeout?: number | undefined;
}

/** What is called in many tasks. */
export interface ParallelCall {
  /** As `parallelFor`. */
  readonly call: string;
  readonly form: Form;
  readonly pool: unknown;
  /** The name of a task, or a function. */
  readonly task: unknown;
  readonly from: number;
  readonly to: number;
  /** Its arguments after the range. */
  readonly args: readonly unknown[];
  readonly options: ParallelOptions | undefined;
}

/**
 * Submits the tasks, all at once: the calling thread may have other things to do meanwhile.
 *
 * @param result of all that they returned, in the order of their ranges
 * @throws as `submit`
 */
export function parallel<R>(work: ParallelCall, result: (parts: unknown[]) => R): Future<R> {
  const { call, form, pool, task, from, to, options = {} } = work;
  const { executor, where } = checkPool(call, pool);
  checkOptions(where, options, 'chunkSize: 1000');
  const { chunkSize = Math.max(1, Math.ceil((to - from) / (executor.most * TASKS_EACH))), args = [], timeout, signal, terminate, priority } = options;
  checkCount(where, 'chunkSize', chunkSize, 1, Number.MAX_SAFE_INTEGER);
  if (timeout !== undefined) checkDuration(`${where}: timeout`, timeout);
  if (!isArray(args)) throw new TypeError(`${where}: args must be an array, not ${show(args)}`);
  if (typeof task === 'object') throw new TypeError(`${where} expects the name of a task, or a function, not ${show(task)}`);
  const { name, text } = askedFor(executor, { task, signal, terminate, priority }, call);
  const context = (pool as ThreadPool)[CONTEXTS].capture();
  const limits = priority === undefined ? undefined : { priority };
  const whole = new Whole(executor, `${call} ${name}`, { timeout, signal, terminate }, result);
  for (let at = from; at < to && !whole.hasFailed; at += chunkSize) {
    whole.add(() => executor.submit({ name, text, context, form, args: [at, Math.min(to, at + chunkSize), ...work.args, ...args] }, limits));
  }
  return whole.complete() as Future<R>;
}

/**
 * Refuses what has no threads.
 *
 * @param call as `parallelFor`
 */
export function checkPool(call: string, pool: unknown): { readonly executor: ThreadPool[typeof EXECUTOR]; readonly where: string } {
  if (!(pool instanceof ThreadPool)) throw new TypeError(`${call}() expects a ThreadPool, whose threads share memory, not ${show(pool)}`);
  const executor = pool[EXECUTOR];
  return { executor, where: `${executor.label}: ${call}()` };
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
