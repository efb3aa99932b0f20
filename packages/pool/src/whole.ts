import { Deadline, TimeoutError, onAbort } from '@sync/atomics/internal';
import { cancel } from './cancel.ts';
import type { Executor } from './executor.ts';
import { CANCELLED, DONE, FutureCore, type Observer } from './future-core.ts';
import { Future } from './future.ts';
import type { CancelOptions, Origin } from './origin.ts';
import type { Submission, TaskLimits } from './submission.ts';

/** Why it is not done. */
interface Failure {
  readonly error: unknown;
  /** Somebody wanted it so; `reason`: who asks what came of it is thrown the reason itself. */
  readonly cancelled?: 'error' | 'reason';
}

/**
 * One future of several tasks. The first of them that fails has the others cancelled. It is settled when all of them are over:
 * none works on what it was given any more.
 */
export class Whole implements Origin, Observer {
  /** Their pool's. */
  readonly label: string;
  /** The same. */
  readonly onUnobserved: Origin['onUnobserved'];
  readonly #executor: Executor;
  readonly #limits: Pick<TaskLimits, 'signal' | 'timeout' | 'terminate'>;
  readonly #result: (parts: unknown[]) => unknown;
  readonly #core: FutureCore;
  readonly #parts: Submission[] = [];
  #left = 1;
  #failure: Failure | undefined;
  #release = (): void => undefined;

  /** @param task what it is called, for messages */
  constructor(executor: Executor, task: string, limits: Pick<TaskLimits, 'signal' | 'timeout' | 'terminate'>, result: (parts: unknown[]) => unknown) {
    this.label = executor.label;
    this.onUnobserved = executor.onUnobserved;
    this.#executor = executor;
    this.#limits = limits;
    this.#result = result;
    this.#core = new FutureCore(this, task);
    new Future(this.#core);
    this.#core.start();
    this.#watch();
  }

  /** No more are to be added. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Another task.
   *
   * @throws the first one could not be submitted
   */
  add(submit: () => Submission): void {
    try {
      const part = submit();
      this.#left++;
      this.#parts.push(part);
      part.observe(this);
    } catch (error) {
      this.#fail({ error }, {});
      if (this.#parts.length > 0) return;
      this.#release();
      throw error;
    }
  }

  /** There are no others; the future of all of them. */
  complete(): Future<unknown> {
    this.#over();
    return this.#core.future;
  }

  /** See {@link Observer}: of one of the tasks. */
  settled(part: FutureCore): void {
    if (part.state !== DONE && !this.hasFailed) {
      const { error } = part;
      this.#fail(part.state === CANCELLED ? { error, cancelled: 'reason' } : { error }, { terminate: this.#limits.terminate });
    }
    this.#over();
  }

  /** See {@link Origin}: of all of them. */
  cancel(_: FutureCore, options: CancelOptions): boolean {
    this.#fail({ error: options.reason, cancelled: 'error' }, options);
    return this.#left === 0;
  }

  /** See {@link Origin}. */
  poll(): void {
    this.#executor.poll();
  }

  /** See {@link Origin}. */
  block(isOver: () => boolean, deadline: Deadline, call: string): void {
    this.#executor.block(isOver, deadline, call);
  }

  /** The first failure counts. */
  #fail(failure: Failure, options: CancelOptions): void {
    this.#failure ??= failure;
    // The last ones first: who ends by that takes no other one.
    for (let at = this.#parts.length - 1; at >= 0; at--) {
      const part = this.#parts[at] as Submission;
      if (!part.isSettled) cancel(part, options);
    }
  }

  #over(): void {
    if (--this.#left > 0) return;
    this.#release();
    if (this.#failure === undefined) this.#settle();
    else if (this.#failure.cancelled === undefined) this.#core.reject(this.#failure.error);
    else this.#core.cancel(this.#failure.error, this.#failure.cancelled === 'reason');
  }

  #settle(): void {
    try {
      this.#core.resolve(this.#result(this.#parts.map(({ value }) => value)));
    } catch (error) {
      this.#core.reject(error);
    }
  }

  #watch(): void {
    const { signal, timeout = Infinity, terminate } = this.#limits;
    const abort = (): void => {
      this.#fail({ error: signal?.reason, cancelled: 'reason' }, { reason: signal?.reason, terminate });
    };
    const late = (): void => {
      const error = new TimeoutError(`${this.#core.label} of ${this.label} took longer than ${timeout} ms`, { timeout });
      this.#fail({ error }, { reason: error, terminate });
    };
    if (signal?.aborted === true) abort();
    const offAbort = signal && onAbort(signal, abort);
    const takeTimer = timeout === Infinity ? undefined : Deadline.after(timeout).onPassed(late);
    this.#release = () => {
      offAbort?.();
      takeTimer?.();
    };
  }
}
