import { checkOptions, perThread, platformProcess, show } from '@sync/atomics/internal';
import { checkTravels } from '@sync/codec';
import { Thread, type ModuleUrl } from '@sync/thread';
import { checkProcesses, kill, type ChildOptions } from './child-platform.ts';
import { NoSharedObjects } from './no-shared-objects.ts';
import { EXECUTOR, Pool, runWith } from './pool.ts';
import { poolOptions, tasksOf, type ThreadPoolOptions } from './pool-options.ts';
import type { ProcessSetup } from './process-work.ts';
import { threadNames } from './thread-names.ts';

/** How a pool of processes is made. */
export interface ProcessPoolOptions extends Omit<ThreadPoolOptions, 'resourceLimits'>, ChildOptions {}

/**
 * Processes that run tasks: as a {@link ThreadPool}, but each worker is a child process. For what may crash, leaks, is not safe in
 * threads, or is to have an environment of its own. A task costs several times what it costs in a thread.
 *
 * Tasks are functions that a module exports, or functions that need nothing from around them. Arguments and results are copied:
 * nothing is shared, and nothing can be moved. A process that dies fails the task that it runs, with a ProcessDiedError,
 * and no other; another one takes its place. A task that is cancelled is told by a message: async code hears of it, a loop that never
 * awaits does not, but can be ended by force (`terminate`). What tasks print goes where this process prints. Processes end with
 * their pool, and with the process that has made them.
 *
 * @example
 * ```ts
 * await using pool = new ProcessPool<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
 * await pool.tasks.add(3, 4); // => 7
 * ```
 */
// Any: nothing is known of the tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class ProcessPool<Module = any> extends Pool<Module> {
  /**
   * Makes a pool. Its processes begin when tasks are submitted, but for `minWorkers`, which begin now.
   *
   * @throws TypeError, RangeError the tasks, or an option, are none
   * @throws SyncError the runtime has no child processes
   */
  constructor(tasks?: ModuleUrl, options?: ProcessPoolOptions) {
    const where = 'new ProcessPool()';
    checkProcesses(where);
    const checked = poolOptions(where, options);
    const { module, worker } = tasksOf(where, tasks);
    if (worker !== undefined) throw new TypeError(`${where}: a process loads a module; pass new URL('./tasks.js', import.meta.url)`);
    const { initializer, maxTasks, maxHeapBytes, loadTimeout } = checked;
    if (initializer !== undefined) checkTravels(initializer.args, `${where}: initializerArgs`);
    const child = childOptions(where, options);
    const kind = 'ProcessPool';
    const nextName = threadNames(kind, checked.namePrefix);
    super({
      ...checked,
      kind,
      // Of a process, its thread sees to that.
      loadTimeout: Infinity,
      objects: new NoSharedObjects(),
      makeThread: (given) => {
        const setup: ProcessSetup = { ...given, module, initializer, maxTasks, maxHeapBytes, child, loadTimeout };
        const thread = { name: nextName(), daemon: true, args: [setup], transfer: [given.port] };
        return new Thread(new URL('./bootstrap.js', import.meta.url), { export: 'workByProcess', ...thread });
      },
    });
    endWithThisProcess(this as ProcessPool);
  }

  /**
   * Makes a pool, calls a function with it, and shuts it down when what that returned has settled. Returns a promise of
   * that; never blocks.
   */
  static async run<Module, R>(
    tasks: ModuleUrl | undefined,
    options: ProcessPoolOptions,
    fn: (pool: ProcessPool<Module>) => R | PromiseLike<R>,
  ): Promise<R> {
    return runWith(new ProcessPool<Module>(tasks, options), fn);
  }

  /** The ids of its processes: a snapshot. */
  get processes(): number[] {
    return this[EXECUTOR].crew.processes;
  }
}

Object.defineProperty(ProcessPool, 'name', { value: 'ProcessPool' });

function childOptions(where: string, options: ProcessPoolOptions = {}): ChildOptions {
  const { execArgv, env } = options;
  if (execArgv !== undefined && !(Array.isArray(execArgv) && execArgv.every((option) => typeof option === 'string'))) {
    throw new TypeError(`${where}: execArgv must be an array of strings, not ${show(execArgv)}`);
  }
  if (env !== undefined) checkOptions(`${where}: env`, env, "NODE_ENV: 'test'");
  return { execArgv, env: env && { ...env } };
}

/** A process that computes would not notice that its parent has ended. */
function endWithThisProcess(pool: ProcessPool): void {
  const pools = perThread('process-pools', () => {
    const all = new Set<WeakRef<ProcessPool>>();
    platformProcess()?.once?.('exit', () => {
      for (const one of all) for (const pid of one.deref()?.processes ?? []) kill(pid, 'SIGKILL');
    });
    return all;
  });
  for (const one of pools) if (one.deref() === undefined) pools.delete(one);
  pools.add(new WeakRef(pool));
}
