/** The exports of `targets/tasks.mjs`. */
export type TaskName = 'add' | 'busy' | 'ends' | 'hash' | 'mandelbrot' | 'primes' | 'sleep';

/** A pool of threads, as the works take it. */
export interface Pool {
  /** Hands a task over; what it returns can be awaited. */
  run(task: TaskName, argument: unknown): unknown;
  /** The same; the bytes move to the thread that runs the task, instead of being copied. */
  runMoved?(task: TaskName, bytes: Uint8Array<ArrayBuffer>): unknown;
  /** Ends its threads. */
  close(): unknown;
}

/** What a pool is made for. */
export interface PoolNeed {
  /** Threads, all there from the beginning where that can be asked for. */
  readonly workers: number;
  /** Whether a thread is to be given a task only when it has finished the one before: else as many as serve the pool best. */
  readonly oneAtATime: boolean;
}

/** A library with a pool, at the best settings that it documents. */
export interface PoolContender {
  /** The version to print beside the name, where it is not Node's own. */
  version(): Promise<string | undefined>;
  /** Makes a pool. Loading the library does not count as that. */
  load(): Promise<(need: PoolNeed) => Pool>;
}
