import { MOST_THREADS } from './choice.ts';
import { session } from './session.ts';

/** What a thread of a scenario runs; what it returns goes to `final`. */
export type Body = () => unknown;

/** A thread with more said about it than its function. */
export interface ThreadSpec {
  readonly run: Body;
  /** For traces. */
  readonly name?: string;
  /** False: as on a page's main thread, `Atomics.wait` throws. */
  readonly canBlock?: boolean;
}

/**
 * Threads over shared memory. The function that makes it is called once for each thread and
 * each run of it, so that threads share nothing but the buffers that it allocates, just as
 * workers do: what it closes over is each thread's own.
 */
export interface Scenario {
  readonly threads: readonly (Body | ThreadSpec)[];
  /** Called when all threads have ended; throws if something is wrong. */
  final?(results: readonly unknown[]): void;
  /** Asked, with `kills`, whether a thread may die as the memory is now; without it, any may. */
  mayDie?(thread: number): boolean;
}

/** In `results`: the thread was killed. */
export const KILLED: unique symbol = Symbol('killed');

/**
 * A signal that the checker aborts at any moment at which its thread awaits, or never.
 * For scenarios; a thread that goes on only if it aborts is reported as stuck.
 */
export function abortSignal(): AbortSignal {
  const { world } = session();
  if (world === undefined) throw new Error('abortSignal() is for scenarios: call it in a check');
  return world.loop.addSignal();
}

/** Says what is wrong with what a setup returned. */
export function checkScenario(scenario: Scenario): void {
  const threads: unknown = (scenario as Partial<Scenario> | undefined)?.threads;
  if (!Array.isArray(threads) || threads.length === 0 || threads.length > MOST_THREADS) {
    throw new TypeError(`check(): the setup must return { threads: [...] }, with 1 to ${MOST_THREADS} of them`);
  }
  for (const [key, value] of Object.entries(scenario)) {
    if (key === 'threads' || ((key === 'final' || key === 'mayDie') && ['function', 'undefined'].includes(typeof value))) continue;
    throw new TypeError(`check(): a scenario is { threads, final, mayDie }, the last two functions; there is ${key}: ${typeof value}`);
  }
  for (const thread of threads as Scenario['threads']) {
    if (typeof specOf(thread).run !== 'function') throw new TypeError('check(): a thread must be a function, or { run }');
  }
}

/** The spec of a thread, whichever way it was given. */
export function specOf(thread: Body | ThreadSpec): ThreadSpec {
  return typeof thread === 'function' ? { run: thread } : { ...thread };
}
