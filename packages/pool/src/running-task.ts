import { CancelledError, load, type AbortSignalLike } from '@sync/atomics/internal';
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
  /** How often it has told of its progress. */
  reports = 0;
  #reason: unknown;
  #controller: AbortController | undefined;
  #isAnswered = false;

  /** @param slot has been taken */
  constructor(lane: Lane, slot: number) {
    this.lane = lane;
    this.slot = slot;
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
    return (this.#reason ??= new CancelledError(`Task(${this.name}) was cancelled`));
  }

  /** It is known why. */
  set reason(reason: unknown) {
    this.#reason ??= reason;
  }

  /** A blocking wait ends for it. */
  answer(): unknown {
    this.#isAnswered = true;
    return this.reason;
  }

  /** Aborted when it is cancelled: as soon as the worker's event loop hears of it. */
  get signal(): TaskSignal {
    this.#controller ??= new AbortController();
    this.tell();
    return this.#controller.signal;
  }

  /** Aborts its signal, if it was cancelled. */
  tell(): void {
    if (this.#controller?.signal.aborted === false && this.isCancelled) this.#controller.abort(this.reason);
  }
}
