import { checkCount, checkDuration, checkFunction, checkOptions, show } from '@sync/atomics/internal';
import type { Callable } from '@sync/thread';
import { hrefOf, moduleOf, textOf, type ResourceLimits } from '@sync/thread/internal';
import type { UnobservedHook } from './origin.ts';
import { processors } from './platform.ts';
import type { Initializer } from './setup.ts';

/** Threads beyond these help nobody. */
const MOST_WORKERS = 1024;

const IDLE_TIMEOUT = 30_000;
const LOAD_TIMEOUT = 30_000;

/** Workers of the caller's making, as bundlers can see them; they call `serve()` of `@sync/pool/worker`. */
export interface PoolWorkers {
  /** Makes a worker: called for each. */
  readonly worker: () => unknown;
}

/** Anything that has the value of an async context: `AsyncLocalStorage`. */
export interface ContextSource {
  getStore(): unknown;
}

/** How a pool is made. */
export interface ThreadPoolOptions {
  /** Shown in messages. */
  readonly name?: string | undefined;
  /** At most so many workers; as many as can run at once, unless told. */
  readonly maxWorkers?: number | undefined;
  /** At least so many, from the beginning on; 0, unless told. */
  readonly minWorkers?: number | undefined;
  /** For so long may a worker beyond those have nothing to do before it ends, in milliseconds: 30,000, unless told. */
  readonly idleTimeout?: number | undefined;
  /** So many tasks may be submitted and not over; `Infinity`, unless told. */
  readonly maxQueue?: number | undefined;
  /** A worker ends after so many tasks, and another one begins. */
  readonly maxTasksPerWorker?: number | undefined;
  /** A worker ends when its heap has more bytes after a task, and another one begins. */
  readonly maxHeapPerWorker?: number | undefined;
  /** Called in each worker before its first task: the name of a task, or a function that travels as its text. */
  readonly initializer?: string | Callable | undefined;
  /** Its arguments. */
  readonly initializerArgs?: readonly unknown[] | undefined;
  /** Workers' threads are called so, with a number behind it. */
  readonly namePrefix?: string | undefined;
  /** What a worker may use. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /** How long its module may take to load, and the initializer to run, in milliseconds: 30,000, unless told. */
  readonly loadTimeout?: number | undefined;
  /** Async contexts whose values go with tasks, by names that the workers have for theirs: see `provideContext`. */
  readonly context?: Readonly<Record<string, ContextSource>> | undefined;
  /** Told of failures that nobody has looked at; they are printed, unless told. */
  readonly onUnobserved?: UnobservedHook | undefined;
}

/** Options that have been looked at. */
export interface CheckedPoolOptions {
  readonly name: string;
  readonly most: number;
  readonly least: number;
  readonly idleTimeout: number;
  readonly maxQueue: number;
  readonly maxTasks: number;
  readonly maxHeapBytes: number;
  readonly initializer: Initializer | undefined;
  readonly namePrefix: string | undefined;
  readonly resourceLimits: ResourceLimits | undefined;
  readonly loadTimeout: number;
  readonly context: ThreadPoolOptions['context'];
  readonly onUnobserved: UnobservedHook | undefined;
}

/**
 * Refuses options that are none.
 *
 * @param where as `new ThreadPool()`
 */
export function poolOptions(where: string, options: ThreadPoolOptions = {}): CheckedPoolOptions {
  checkOptions(where, options, 'maxWorkers: 4');
  const { maxWorkers = Math.min(processors(), MOST_WORKERS), minWorkers = 0, idleTimeout = IDLE_TIMEOUT, name = '', namePrefix } = options;
  const { maxQueue = Infinity, maxTasksPerWorker = Infinity, maxHeapPerWorker = Infinity, resourceLimits, loadTimeout = LOAD_TIMEOUT } = options;
  checkCount(where, 'maxWorkers', maxWorkers, 1, MOST_WORKERS);
  checkCount(where, 'minWorkers', minWorkers, 0, maxWorkers);
  if (maxQueue !== Infinity) checkCount(where, 'maxQueue', maxQueue, 1, 2 ** 31);
  if (maxTasksPerWorker !== Infinity) checkCount(where, 'maxTasksPerWorker', maxTasksPerWorker, 1, 2 ** 31);
  if (maxHeapPerWorker !== Infinity) checkCount(where, 'maxHeapPerWorker', maxHeapPerWorker, 1, 2 ** 40);
  checkDuration(`${where}: idleTimeout`, idleTimeout);
  checkDuration(`${where}: loadTimeout`, loadTimeout);
  if (resourceLimits !== undefined) checkOptions(`${where}: resourceLimits`, resourceLimits, 'maxOldGenerationSizeMb: 256');
  for (const text of [name, namePrefix ?? '']) if (typeof text !== 'string') throw new TypeError(`${where}: names are strings, not ${show(text)}`);
  if (options.onUnobserved !== undefined) checkFunction({ label: where }, 'onUnobserved', options.onUnobserved);
  return {
    name,
    most: maxWorkers,
    least: minWorkers,
    idleTimeout,
    maxQueue,
    maxTasks: maxTasksPerWorker,
    maxHeapBytes: maxHeapPerWorker,
    initializer: initializerOf(where, options),
    namePrefix,
    resourceLimits,
    loadTimeout,
    context: options.context,
    onUnobserved: options.onUnobserved,
  };
}

/** Where the tasks of a pool are: a module, workers, or nowhere, for functions alone. */
export function tasksOf(where: string, tasks: unknown): { readonly module?: string; readonly worker?: () => unknown } {
  if (tasks === undefined) return {};
  const href = hrefOf(tasks);
  if (href !== undefined) return { module: moduleOf(where, href) };
  const { worker } = (tasks ?? {}) as Partial<PoolWorkers>;
  if (typeof worker !== 'function') {
    throw new TypeError(`${where} expects a module, as new URL('./tasks.js', import.meta.url), or { worker: () => new Worker(...) }, not ${show(tasks)}`);
  }
  return { worker };
}

function initializerOf(where: string, { initializer, initializerArgs = [] }: ThreadPoolOptions): CheckedPoolOptions['initializer'] {
  if (!Array.isArray(initializerArgs)) throw new TypeError(`${where}: initializerArgs must be an array, not ${show(initializerArgs)}`);
  if (initializer === undefined) return undefined;
  if (typeof initializer === 'string') return { name: initializer, text: undefined, args: initializerArgs };
  if (typeof initializer !== 'function') {
    throw new TypeError(`${where}: initializer must be the name of a task, or a function, not ${show(initializer)}`);
  }
  return { name: initializer.name, text: textOf(`${where}: initializer`, initializer), args: initializerArgs };
}
