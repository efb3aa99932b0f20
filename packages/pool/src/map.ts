import { checkCount, checkDuration } from '@sync/atomics/internal';
import type { Call } from './call.ts';
import type { Executor } from './executor.ts';
import { Mapping } from './mapping.ts';
import type { TaskLimits } from './submission.ts';
import { askedFor } from './what-to-run.ts';
import { checkIterables } from './zip.ts';

/** So many tasks for each worker are submitted before their results are taken, unless told: more do not make it any faster. */
const BUFFERED = 16;

/** How a task is called with each item. */
export interface MapRequest<Task> extends Pick<TaskLimits, 'signal' | 'terminate' | 'priority' | 'onReport'> {
  /** The name of a task, or a function that needs nothing from around it. */
  readonly task: Task;
  /** So many items are handed to a worker at once, as one task; 1, unless told. For short tasks. */
  readonly chunkSize?: number | undefined;
  /**
   * So many tasks, at most, are submitted before their results are taken: 16 for each worker, unless told. `Infinity`: all of
   * them are submitted now, so that they are run even if nobody takes their results.
   */
  readonly bufferSize?: number | undefined;
  /** How long all of it may take from now on, in milliseconds; results that are there then are still given. */
  readonly timeout?: number | undefined;
}

/** What a task's arguments come from: an iterable for each. */
export type Inputs<Args extends readonly unknown[]> = { [At in keyof Args]: Iterable<Args[At]> | AsyncIterable<Args[At]> };

/**
 * Results of tasks in the order of what they were called with: by `for`, which blocks, or by `for await`, which never does. They
 * can be gone through once.
 */
export interface Results<T> extends Iterable<T>, AsyncIterable<T> {
  /** Each step blocks the calling thread. */
  [Symbol.iterator](): Iterator<T, undefined>;
  /** Each step returns a promise. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>;
}

/** What `map` of a pool does. */
export function map(executor: Executor, what: unknown, context: Call['context'], iterables: readonly unknown[]): Results<unknown> {
  const where = `${executor.label}: map()`;
  const { chunkSize = 1, bufferSize = executor.most * BUFFERED, timeout = Infinity } = optionsOf(what);
  checkCount(where, 'chunkSize', chunkSize, 1, 2 ** 31);
  if (bufferSize !== Infinity) checkCount(where, 'bufferSize', bufferSize, 1, 2 ** 31);
  checkDuration(`${where}: timeout`, timeout);
  const { name, text, limits } = askedFor(executor, what, 'map');
  const { signal, terminate, priority, onReport } = limits ?? {};
  const mapping = new Mapping(
    executor,
    { name, text, context, limits: limits && { terminate, priority, onReport }, chunkSize, bufferSize, timeout, signal },
    checkIterables(where, iterables),
  );
  const end = (): { done: true; value: undefined } => {
    mapping.end();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.iterator]: () => ({ next: () => mapping.next(), return: end }),
    [Symbol.asyncIterator]: () => ({ next: () => mapping.nextAsync(), return: async () => Promise.resolve(end()) }),
  };
}

function optionsOf(what: unknown): Partial<MapRequest<unknown>> {
  return typeof what === 'object' && what !== null ? what : {};
}
