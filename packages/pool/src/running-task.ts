import { CancelledError, Deadline, load, watchAsync, type AbortSignalLike } from '@sync/atomics/internal';
import type { Lane } from './lane.ts';
import { SLOT_CANCEL } from './words.ts';

/** The platform's `AbortSignal`, where its type is known. */
export type TaskSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : AbortSignalLike;

/** A task while a worker runs it. */
export class RunningTask {
  /** Where it came from. */
  readonly lane: Lane;
  /** Which one. */
  readonly slot: number;
  /** What was called. */
  name = '';
  /** Values of its submitter's async context. */
  context: Readonly<Record<string, unknown>> | undefined;
  /** The shared memory that its submitter keeps for it; undefined: none. */
  given: Set<object> | undefined;
  /** Its slot is another's. */
  isOver = false;
  /** How often it has told of its progress. */
  reports = 0;
  #told: unknown;
  #reason: unknown;
  #controller: AbortController | undefined;
  #isAnswered = false;

  readonly #isNested: boolean;

  /**
   * Begun now.
   *
   * @param slot has been taken
   * @param isNested another task has submitted it
   */
  constructor(lane: Lane, slot: number, isNested: boolean) {
    this.lane = lane;
    this.slot = slot;
    this.#isNested = isNested;
  }

  /** It was cancelled. One load. */
  get isCancelled(): boolean {
    return load(this.lane.words, this.lane.at(this.slot) + SLOT_CANCEL) !== 0;
  }

  /** It was cancelled, and no blocking wait has ended for it yet. */
  get isPending(): boolean {
    return !this.#isAnswered && this.isCancelled;
  }

  /** Why; the same each time. */
  get reason(): unknown {
    return (this.#reason ??= this.#told ?? new CancelledError(`Task(${this.name}) was cancelled`));
  }

  /** It is known why: the last word counts, since those before may be about another task in the same slot. */
  set reason(reason: unknown) {
    this.#told = reason;
  }

  /** A blocking wait ends for it. */
  answer(): unknown {
    this.#isAnswered = true;
    return this.reason;
  }

  /** Aborted when it is cancelled: as soon as the worker's event loop hears of it. */
  get signal(): TaskSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isNested) this.#listen();
    }
    this.tell();
    return this.#controller.signal;
  }

  /** One that a task has submitted is told by its word alone. */
  #listen(): void {
    const { words } = this.lane;
    const limits = { deadline: Deadline.never, signal: undefined, unref: true };
    const watched = { subject: { label: `Task(${this.name})` }, words, index: this.lane.at(this.slot) + SLOT_CANCEL };
    void watchAsync(watched, (cancel) => cancel !== 0 || this.isOver, limits).then(() => {
      if (!this.isOver) this.tell();
    });
  }

  /** Aborts its signal, if it was cancelled. */
  tell(): void {
    if (this.#controller?.signal.aborted === false && this.isCancelled) this.#controller.abort(this.reason);
  }
}
