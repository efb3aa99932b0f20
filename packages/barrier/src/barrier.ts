import {
  adopt,
  asyncWaitOf,
  attach,
  checkCanBlock,
  create,
  define,
  forbidPosting,
  handle,
  load,
  timeoutOf,
  type Kind,
  type Place,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { SLOT_PARTIES, SLOT_STATE, WORDS, countOf, isBroken, missingOf } from './barrier-word.ts';
import { Meeting } from './meeting.ts';
import { brokenError } from './messages.ts';
import { begin, checkAction, defaultTimeout, type ActionOptions, type BarrierOptions } from './options.ts';
import { abort, drop, reset } from './rounds.ts';

const KIND: Kind = {
  name: 'Barrier',
  module: '@sync/barrier',
  words: WORDS,
  zeroIsNone: true,
} as const;

/**
 * Threads meet here: each waits until all have come, then all go on, and the barrier is
 * ready for the next round at once. Threads and tasks of threads are parties alike.
 *
 * For a count that is reached once, by whomever, use a CountDownLatch. When a party that
 * waits runs out of time, is aborted or dies, the barrier breaks for all who wait in that
 * round, and for all who come, until `reset`; a round that has ended is never touched.
 *
 * What was written before `wait` is seen by all parties after it, and by the action.
 *
 * @example
 * ```ts
 * const meet = new Barrier(1, { name: 'meet' });
 * meet.wait(); // => 0
 * ```
 */
export class Barrier {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #meeting: Meeting;
  readonly #place: Place;
  readonly #timeout: number;

  /**
   * Makes one where so many meet: in memory of its own, or in zeroed memory of the caller's.
   *
   * @param parties 1 to 32,767
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(parties: number, options?: BarrierOptions) {
    this.#place = create(KIND, options, begin(parties, options));
    this.#meeting = new Meeting(KIND.name, this.#place);
    this.#meeting.action = options?.action;
    this.#timeout = defaultTimeout(this.#place.words);
    forbidPosting(this);
  }

  /**
   * Attaches to a barrier that was made in a buffer.
   *
   * @throws TypeError there is none; or it has an action, and none is given
   */
  static at(
    buffer: SharedArrayBuffer,
    byteOffset?: number,
    options?: { name?: string } & ActionOptions,
  ): Barrier {
    return Barrier.#attached('at', attach(KIND, buffer, byteOffset, options), options);
  }

  /**
   * Attaches to a barrier that another thread has shared. One that has an action needs it
   * in each thread, since functions do not cross threads: who comes last runs his own.
   *
   * @throws TypeError not what `share()` of a Barrier returned; or it has an action, and none is given
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Barrier>, options?: ActionOptions): Barrier {
    return Barrier.#attached('from', adopt(KIND, shared), options);
  }

  static #attached(call: string, place: Place, options: ActionOptions | undefined): Barrier {
    const barrier = new Barrier(1, place);
    barrier.#meeting.action = checkAction(`Barrier.${call}()`, place, options);
    return barrier;
  }

  /** A handle to post to other threads, for {@link Barrier.from}. Never blocks. */
  share(): Shared<Barrier> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** How many meet; less when some have left for good. */
  get parties(): number {
    return countOf(load(this.#place.words, SLOT_PARTIES));
  }

  /** How many have come and wait for the others: a snapshot. */
  get waiting(): number {
    const state = this.#load();
    return isBroken(state) ? 0 : Math.max(0, this.parties - missingOf(state));
  }

  /** True until it is reset, if it is broken. */
  get broken(): boolean {
    return isBroken(this.#load());
  }

  /**
   * Waits until all have come. Returns who came when: 0 for the first, `parties - 1` for
   * the last, which runs the action before all go on. Blocks the calling thread.
   *
   * @param options the time limit is the barrier's own, if none is given here
   * @throws BrokenBarrierError it is broken, or breaks: also when this call's time is up
   * @throws BlockingNotAllowedError others are still to come, and this thread may not block
   * @throws what the action throws, which breaks the barrier
   */
  wait(options?: WaitOptions): number {
    const meeting = this.#meeting;
    const limit = timeoutOf(meeting, 'wait', options);
    const arrival = meeting.arrive('wait', (state) => {
      if (missingOf(state) > 1) checkCanBlock(meeting, 'wait', 'waitAsync()');
    });
    if (arrival.last) return meeting.complete('wait', arrival);
    return meeting.wait('wait', arrival, options?.timeout === undefined ? this.#timeout : limit);
  }

  /**
   * As {@link Barrier.wait}. Rejects with the signal's reason when that is aborted, which
   * breaks the barrier. Returns a promise; never blocks.
   */
  async waitAsync(options?: WaitAsyncOptions): Promise<number> {
    const meeting = this.#meeting;
    const limits = asyncWaitOf(meeting, 'waitAsync', options);
    const timeout = options?.timeout === undefined ? this.#timeout : limits.timeout;
    if (limits.signal?.aborted === true && timeout > 0) throw limits.signal.reason;
    return meeting.meetAsync('waitAsync', { ...limits, timeout });
  }

  /**
   * Comes without waiting for the others; returns as {@link Barrier.wait}. Blocks only
   * while another thread runs the action of the round before.
   *
   * @throws BrokenBarrierError it is broken
   */
  arrive(): number {
    const arrival = this.#meeting.arrive('arrive');
    if (!this.#meeting.pass(arrival)) throw brokenError(this.#meeting, 'arrive');
    return arrival.index;
  }

  /**
   * As {@link Barrier.arrive}, and for the last time: from the next round on one less has to
   * come. Blocks as that.
   *
   * @throws BrokenBarrierError it is broken; then it has not left
   */
  arriveAndDrop(): void {
    const meeting = this.#meeting;
    for (;;) {
      const arrival = meeting.arrive('arriveAndDrop');
      const dropped = drop(this.#place.words, arrival.round);
      // Who has left does not mind what becomes of the round.
      if (!meeting.pass(arrival) && !dropped) throw brokenError(meeting, 'arriveAndDrop');
      if (dropped) return;
    }
  }

  /** Breaks it, for all who wait and for all who come. Does nothing if it is broken. Never blocks. */
  abort(): void {
    abort(this.#place.words);
  }

  /**
   * Makes it whole, with nobody in it: who waits gets `BrokenBarrierError`, who comes from
   * now on begins a new round. Never blocks.
   */
  reset(): void {
    reset(this.#place.words);
  }

  /** As `Barrier(meet)[2/3 waiting]`. */
  toString(): string {
    return `${this.#meeting.label}[${this.broken ? 'broken' : `${this.waiting}/${this.parties} waiting`}]`;
  }

  #load(): number {
    return load(this.#place.words, SLOT_STATE);
  }
}

define(KIND, Barrier);
