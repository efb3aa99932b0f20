/**
 * A future as its pool has it: what it settles.
 *
 * A pool makes and settles half a million of them in a second, so there are two small objects
 * for each, and neither a promise nor a function before somebody asks for one. It lives in the
 * thread that submitted the task, whose pool brings the results in; no other thread sees it.
 *
 * STATES
 *   PENDING    its task has not begun
 *   RUNNING    it has
 *   CANCELLED  it never will, or was ended
 *   DONE       it returned
 *   FAILED     it threw
 *
 * TRANSITIONS                        by          then
 *   T1  PENDING → RUNNING            start()     nothing
 *   T2  PENDING, RUNNING → CANCELLED cancel()    tells the observers
 *   T3  PENDING, RUNNING → DONE      resolve()   tells the observers
 *   T4  PENDING, RUNNING → FAILED    reject()    tells the observers; none: see `unobserved.ts`
 *
 * INVARIANTS
 *   I1  It is settled once: what comes later is an error of who settles it, and changes nothing.
 *   I2  An observer is told once, in the order in which they came; of a future that is settled, at once.
 *   I3  All that it tells is there before the first observer is told.
 */
import { CancelledError, InvalidStateError, labelOf, type Subject } from '@sync/atomics/internal';
import type { Future } from './future.ts';
import type { Origin } from './origin.ts';
import { observed, unobserved } from './unobserved.ts';

/** The states: see above. */
export const PENDING = 0;
/** Of a future. */
export const RUNNING = 1;
/** The first of those in which it is settled. */
export const CANCELLED = 2;
/** It has a value. */
export const DONE = 3;
/** It has an error. */
export const FAILED = 4;

/** The names of the states, by their numbers. */
export const STATES = ['pending', 'running', 'cancelled', 'done', 'failed'] as const;

/** How far a future has come. */
export type FutureState = (typeof STATES)[number];

/** Told when a future is settled. Never throws. */
export interface Observer {
  /** It is settled now. */
  settled(future: FutureCore): void;
}

/** Where a Future has its core. */
export const CORE: unique symbol = Symbol('future');

/** The state of a future, and who waits for it. */
export class FutureCore implements Subject {
  /** Whose it is. */
  readonly origin: Origin;
  /** What the task is called, for messages. */
  readonly task: string;
  /** What its users have. */
  declare future: Future<unknown>;
  /** See above. */
  state = PENDING;
  /** What the task returned or threw, or why it was cancelled. */
  #outcome: unknown = undefined;
  /** Most have one at most. */
  #observers: Observer | Set<Observer> | undefined = undefined;
  #isUnobserved = false;
  #isAsIs = false;

  /** @param task see {@link FutureCore.task} */
  constructor(origin: Origin, task: string) {
    this.origin = origin;
    this.task = task;
  }

  /** As `Future(fib)`. */
  get label(): string {
    return labelOf('Future', this.task);
  }

  /** True when it is done, failed or cancelled. */
  get isSettled(): boolean {
    return this.state >= CANCELLED;
  }

  /** Of one that is done. */
  get value(): unknown {
    return this.#outcome;
  }

  /** Of one that has failed or was cancelled: the same each time. */
  get error(): unknown {
    if (this.state === CANCELLED && !this.#isAsIs && !(this.#outcome instanceof CancelledError)) {
      const cause = this.#outcome;
      this.#outcome = new CancelledError(`${this.label} of ${this.origin.label} was cancelled`, cause === undefined ? undefined : { cause });
    }
    return this.#outcome;
  }

  /**
   * Its task begins. False: it does not, since it was cancelled.
   *
   * @throws InvalidStateError it has begun before, or has ended
   */
  start(): boolean {
    if (this.state === CANCELLED) return false;
    if (this.state !== PENDING) throw this.#invalid('start');
    this.state = RUNNING; // T1
    return true;
  }

  /** @throws InvalidStateError it is settled already */
  resolve(value: unknown): void {
    if (this.isSettled) throw this.#invalid('resolve');
    this.#settle(DONE, value); // T3
  }

  /** @throws InvalidStateError it is settled already */
  reject(error: unknown): void {
    if (this.isSettled) throw this.#invalid('reject');
    this.#settle(FAILED, error); // T4
  }

  /**
   * Cancels it.
   *
   * @param asIs who asks what came of it is thrown the reason itself
   * @throws InvalidStateError it is settled already
   */
  cancel(reason?: unknown, asIs = false): void {
    if (this.isSettled) throw this.#invalid('cancel');
    this.#isAsIs = asIs && reason !== undefined;
    this.#settle(CANCELLED, reason); // T2
  }

  /** I2. */
  observe(observer: Observer): void {
    if (this.isSettled) {
      this.see();
      observer.settled(this);
    } else if (this.#observers === undefined) {
      this.#observers = observer;
    } else if (this.#observers instanceof Set) {
      this.#observers.add(observer);
    } else {
      this.#observers = new Set([this.#observers, observer]);
    }
  }

  /** It need not be told any more. */
  unobserve(observer: Observer): void {
    if (this.#observers instanceof Set) this.#observers.delete(observer);
    else if (this.#observers === observer) this.#observers = undefined;
  }

  /** Somebody looks at how it was settled. */
  see(): void {
    if (!this.#isUnobserved) return;
    this.#isUnobserved = false;
    observed(this);
  }

  #settle(state: number, outcome: unknown): void {
    const observers = this.#observers;
    this.#observers = undefined;
    this.state = state;
    this.#outcome = outcome; // I3
    if (observers instanceof Set && observers.size > 0) {
      for (const observer of observers) observer.settled(this);
    } else if (observers !== undefined && !(observers instanceof Set)) {
      observers.settled(this);
    } else if (state === FAILED) {
      this.#isUnobserved = true;
      unobserved(this);
    }
  }

  #invalid(call: string): InvalidStateError {
    return new InvalidStateError(`${this.label} of ${this.origin.label}: ${call}() of a future that is ${STATES[this.state] ?? ''} already`);
  }
}
