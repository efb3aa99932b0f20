import { TimeoutError } from './errors.ts';
import { Guard, type GuardedHold } from './guard.ts';
import { checkFunction, type Subject } from './input.ts';
import { checkNoPromise } from './thenable.ts';
import type { WaitAsyncOptions, WaitOptions } from './wait-options.ts';

/** What a function can be called within. */
export interface Runnable extends Subject {
  acquire(options?: WaitOptions): boolean;
  release(): void;
}

/** What can be held by a sync call. */
export interface SyncAcquirable extends Runnable, GuardedHold {
  /** As acquire; returns the number of the hold for a guard, or undefined when the time was up. */
  acquireNumbered(options?: WaitOptions): number | undefined;
}

/**
 * What can be held: the calls that the scoped ways to wait stand on. The functions of this
 * file are those ways; classes have a one-line method for each.
 */
export interface Acquirable extends SyncAcquirable {
  /** As acquireNumbered, for await. */
  acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined>;
}

/** A function that returns no promise: with one, `run` would release too early. */
export type SyncFunction<T> = (() => T) &
  ([T] extends [never] ? unknown : T extends PromiseLike<unknown> ? never : unknown);

/**
 * Acquires, calls, releases.
 *
 * @param instead what to do with an async function
 */
export function run<T>(target: Runnable, fn: () => T, options?: WaitOptions, instead = 'use await runAsync()'): T {
  checkFunction(target, 'run', fn);
  if (!target.acquire(options)) throw timedOut(target, 'run', options);
  let result: T;
  try {
    result = fn();
    checkNoPromise(target, result, 'run() got an async function; ', instead);
  } catch (error) {
    releaseQuietly(target);
    throw error;
  }
  target.release();
  return result;
}

/** Acquires, calls, releases when what was returned has settled. */
export async function runAsync<T>(
  target: Acquirable,
  fn: () => T | PromiseLike<T>,
  options?: WaitAsyncOptions,
): Promise<T> {
  checkFunction(target, 'runAsync', fn);
  const held = await holdAsync(target, options, 'runAsync');
  try {
    return await fn();
  } finally {
    held.release();
  }
}

/** Acquires; the guard releases. */
export function hold(target: SyncAcquirable, options?: WaitOptions): Guard {
  const number = target.acquireNumbered(options);
  if (number === undefined) throw timedOut(target, 'hold', options);
  return new Guard(target, number);
}

/** Acquires without blocking; the guard releases. */
export async function holdAsync(
  target: Acquirable,
  options?: WaitAsyncOptions,
  call = 'holdAsync',
): Promise<Guard> {
  const number = await target.acquireNumberedAsync(options);
  if (number === undefined) throw timedOut(target, call, options);
  return new Guard(target, number);
}

/** What went wrong first is what counts: a wait within may have lost the lock. */
function releaseQuietly(target: Runnable): void {
  try {
    target.release();
  } catch {
    // It is not held.
  }
}

function timedOut(target: Subject, call: string, options: WaitOptions | undefined): TimeoutError {
  const timeout = options?.timeout ?? Infinity;
  return new TimeoutError(`${target.label}: ${call}() did not get it within ${timeout} ms`, { timeout });
}
