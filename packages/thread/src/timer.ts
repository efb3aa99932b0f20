import { checkDuration, load, notify, store, swap } from '@sync/atomics/internal';
import { SLOT_TIMER, TIMER_CANCELLED, WAITING, sharedClock } from './control.ts';
import { CORE } from './our-thread.ts';
import type { FunctionTarget, ModuleUrl, WorkerTarget } from './target.ts';
import { Thread } from './thread.ts';
import type { ThreadOptionsIn } from './thread-options.ts';

/**
 * A thread that waits for a while before it runs its target; until then it can be cancelled.
 * Either it runs, or it was cancelled: never both, never neither.
 *
 * @example
 * ```ts
 * const timer = new Timer(60_000, () => 'too late');
 * timer.start();
 * timer.cancel(); // => true
 * timer.join(); // => true
 * ```
 */
// Any: see Thread.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class Timer<Target = any, Name extends string = any> extends Thread<Target, Name> {
  readonly #delay: number;

  /**
   * `delay` is in milliseconds, from `start` on, and never less; the rest as for a Thread.
   *
   * @throws TypeError, RangeError the delay is no length of time
   */
  constructor(delay: number, target: FunctionTarget<Target>, ...options: ThreadOptionsIn<NoInfer<Target>, 'default'>);
  /** Of a module, or of a worker of the caller's making. */
  constructor(delay: number, target: ModuleUrl | WorkerTarget<Name>, ...options: ThreadOptionsIn<NoInfer<Target>, Name>);
  /** As the others. */
  constructor(delay: number, target: unknown, ...options: readonly unknown[]) {
    checkDuration('new Timer()', delay);
    super(target as ModuleUrl, ...(options as ThreadOptionsIn<Target, Name>));
    this.#delay = delay;
    store(this[CORE].words, SLOT_TIMER, WAITING);
  }

  /** Starts it: from now on it waits. Never blocks. */
  override start(): this {
    this[CORE].delay = { after: Math.ceil(this.#delay), since: sharedClock() };
    return super.start();
  }

  /**
   * Keeps it from running its target, and lets its thread end: true, or false if its time has
   * come already. `result` throws a CancelledError then. Never blocks.
   */
  cancel(): boolean {
    const { words } = this[CORE];
    if (!swap(words, SLOT_TIMER, WAITING, TIMER_CANCELLED)) return this.cancelled;
    notify(words, SLOT_TIMER, Infinity);
    return true;
  }

  /** True if it was cancelled before its time came. */
  get cancelled(): boolean {
    return load(this[CORE].words, SLOT_TIMER) === TIMER_CANCELLED;
  }
}
