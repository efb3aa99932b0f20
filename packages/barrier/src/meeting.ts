import {
  Deadline,
  InvalidStateError,
  checkCanBlock,
  checkNoPromise,
  gaveUp,
  labelOf,
  load,
  swap,
  watch,
  watchAsync,
  type AsyncWait,
  type IsSo,
  type Place,
  type WatchedWord,
} from '@sync/atomics/internal';
import { SLOT_PARTIES, SLOT_RESETS, SLOT_STATE, isBroken, missingOf, roundOf, sizeOf } from './barrier-word.ts';
import { brokenError, timeoutError, withinAction, type Caller } from './messages.ts';
import { Present } from './present.ts';
import { breakRound, turn, wasBroken } from './rounds.ts';

/** One who has come. */
export interface Arrival {
  readonly round: number;
  /** 0 for who came first. */
  readonly index: number;
  /** Came last, and lets all go. */
  readonly last: boolean;
  /** How often there was a reset before. */
  readonly resets: number;
}

/** A barrier as one thread sees it: how it comes, waits, and lets the others go. */
export class Meeting implements Caller {
  /** Where it is. */
  readonly place: Place;
  /** Called by this thread when it comes last. */
  action: (() => unknown) | undefined;
  readonly #watched: WatchedWord;
  readonly #present: Present;

  /** @param kind the public class, for messages */
  constructor(kind: string, place: Place) {
    this.place = place;
    this.#present = Present.of(place);
    this.#watched = {
      subject: { label: labelOf(kind, place.name) },
      words: place.words,
      index: SLOT_STATE,
      tend: () => {
        const state = this.#load();
        const round = roundOf(state);
        if (!isBroken(state) && this.#present.hasLost(round)) breakRound(place.words, round, false);
      },
    };
  }

  /** The class and the name. */
  get label(): string {
    return this.#watched.subject.label;
  }

  /** T1 or T2; waits while another thread runs the action of the round before. */
  arrive(call: string, check?: (state: number) => void): Arrival {
    for (;;) {
      const state = this.#load();
      const arrival = this.#come(call, state, check);
      if (arrival !== undefined) return arrival;
      if (missingOf(state) > 0 || this.#helps(state)) continue;
      if (this.#present.isActing) throw withinAction(this, call);
      checkCanBlock(this, call, 'waitAsync()');
      if (!watch(this.#watched, leaves(roundOf(state)), Deadline.interruptible(Infinity))) gaveUp();
    }
  }

  /**
   * As arrive and wait, without blocking. It comes, and if it is the last lets the others go,
   * in this very call (I5): its thread may block next.
   */
  async meetAsync(call: string, limits: AsyncWait): Promise<number> {
    const { signal, unref } = limits;
    for (;;) {
      const state = this.#load();
      const arrival = this.#come(call, state);
      if (arrival !== undefined) return arrival.last ? this.complete(call, arrival) : this.#waitAsync(call, arrival, limits);
      if (missingOf(state) > 0 || this.#helps(state)) continue;
      await watchAsync(this.#watched, leaves(roundOf(state)), { deadline: Deadline.never, signal, unref });
      // Aborted since then: its listeners have been called.
      if (signal?.aborted === true) throw signal.reason;
    }
  }

  /** Waits for the others: returns the index. Blocks the calling thread. */
  wait(call: string, arrival: Arrival, timeout: number): number {
    const { round } = arrival;
    const isOver = leaves(round);
    try {
      if (!watch(this.#watched, isOver, Deadline.interruptible(timeout))) {
        if (breakRound(this.place.words, round, true)) {
          gaveUp();
          throw timeoutError(this, call, timeout);
        }
        watch(this.#watched, isOver, Deadline.never);
      }
      return this.#outcome(call, arrival);
    } finally {
      this.#present.leave(round);
    }
  }

  /** As {@link Meeting.wait}. */
  async #waitAsync(call: string, arrival: Arrival, { timeout, signal, unref }: AsyncWait): Promise<number> {
    const { round } = arrival;
    const isOver = leaves(round);
    try {
      const failed = await watchAsync(this.#watched, isOver, { deadline: Deadline.after(timeout), signal, unref }).then(
        (over) => (over ? undefined : { reason: timeoutError(this, call, timeout) }),
        (reason: unknown) => ({ reason }),
      );
      if (failed !== undefined) {
        if (breakRound(this.place.words, round, true)) throw failed.reason;
        await watchAsync(this.#watched, isOver, { deadline: Deadline.never, signal: undefined, unref });
      }
      return this.#outcome(call, arrival);
    } finally {
      this.#present.leave(round);
    }
  }

  /** T1 or T2; undefined: the state is another, or it is full. */
  #come(call: string, state: number, check?: (state: number) => void): Arrival | undefined {
    if (isBroken(state)) throw brokenError(this, call);
    const size = sizeOf(load(this.place.words, SLOT_PARTIES));
    if (size === 0) {
      throw new InvalidStateError(`${this.label}: ${call}(), but all parties have left for good`);
    }
    const missing = missingOf(state);
    if (missing === 0) return undefined;
    check?.(state);
    const round = roundOf(state);
    const resets = load(this.place.words, SLOT_RESETS);
    this.#present.enter(round);
    if (!swap(this.place.words, SLOT_STATE, state, state - 1)) {
      this.#present.leave(round);
      return undefined;
    }
    return { round, index: size - missing, last: missing === 1, resets };
  }

  /** For one who does not wait. False: he came last, and it was broken meanwhile. */
  pass(arrival: Arrival): boolean {
    if (arrival.last) return this.#finish(arrival);
    this.#present.leave(arrival.round);
    return true;
  }

  /** For who came last: the action, then T3. */
  complete(call: string, arrival: Arrival): number {
    if (!this.#finish(arrival)) throw brokenError(this, call);
    return arrival.index;
  }

  /** The action, then T3. False: it was broken meanwhile. */
  #finish({ round, resets }: Arrival): boolean {
    const { words } = this.place;
    try {
      this.#act(round);
      for (;;) {
        const state = this.#load();
        if (isOverIn(state, round)) return !wasBroken(words, round, resets);
        if (turn(words, state)) return true;
      }
    } finally {
      this.#present.leave(round);
    }
  }

  /** T3, for a thread that has come last and has nothing to do before. */
  #helps(state: number): boolean {
    if (this.action !== undefined) return false;
    turn(this.place.words, state);
    return true;
  }

  #act(round: number): void {
    if (this.action === undefined) return;
    this.#present.isActing = true;
    try {
      checkNoPromise(this, this.action(), 'the action is async; nobody would wait for its end');
    } catch (error) {
      breakRound(this.place.words, round, false);
      throw error;
    } finally {
      this.#present.isActing = false;
    }
  }

  #outcome(call: string, { round, index, resets }: Arrival): number {
    if (wasBroken(this.place.words, round, resets)) throw brokenError(this, call);
    return index;
  }

  #load(): number {
    return load(this.place.words, SLOT_STATE);
  }
}

/** I1. */
function leaves(round: number): IsSo {
  return (state) => isOverIn(state, round);
}

function isOverIn(state: number, round: number): boolean {
  return isBroken(state) || roundOf(state) !== round;
}
