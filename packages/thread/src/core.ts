import { decode, decodeError } from '@sync/codec';
import {
  CancelledError,
  Deadline,
  Place,
  checkCanBlock,
  circular,
  gaveUp,
  isGone,
  labelOf,
  load,
  renameThread,
  sleepSlice,
  shortened,
  threadFacts,
  threadId,
  threadName,
  ThreadStateError,
  watch,
  watchAsync,
  type AsyncWait,
  type BlockedWait,
  type Kind,
  type Subject,
  type WatchedWord,
} from '@sync/atomics/internal';
import {
  CANCELLED,
  CONTROL_WORDS,
  DIED,
  LATE,
  NEW,
  POSTED,
  RETURNED,
  SLOT_ENDING,
  SLOT_EXIT,
  SLOT_ID,
  SLOT_STARTER,
  SLOT_STATE,
  TERMINATED,
  THREW,
  end,
  isEnd,
  isLate,
} from './control.ts';
import { deathOf, withStart } from './failure.ts';
import type { Job } from './job.ts';
import { left } from './left.ts';

/** What a Thread is to those who share it. */
export const KIND: Kind = { name: 'Thread', module: '@sync/thread', words: CONTROL_WORDS, zeroIsNone: true } as const;

/** Who started the thread may hear more of its end than others see, so they wait for it, in milliseconds. */
const GRACE = 300;

/** What has been posted comes within so many milliseconds, or never. */
const NAPS = 1000;

/** What a thread left behind. */
export interface Left {
  readonly result: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** How a thread ended. */
export type Ending = { readonly left: Left; readonly error?: undefined } | { readonly left?: undefined; readonly error: unknown };

/** What the thread that started another one has of it. */
export interface Reins {
  /** What it left in the port, once it has. */
  takePosted(): Left | undefined;
  /** Whether that has come. */
  readonly hasPosted: boolean;
  /** Ends it, wherever it is. */
  terminate(): Promise<void>;
}

/** A thread of ours as one thread sees it: its words, and waiting for its end. */
export class ThreadCore implements Subject {
  /** Where its words are. */
  readonly place: Place;
  /** As {@link describeLoad}, where it is known. */
  readonly what: string | undefined;
  /** In the thread that started it, once it has. */
  reins: Reins | undefined;
  /** The same: where. */
  startedAt = '';
  /** The same: what the platform said of its end, where it had none of its own. */
  cause: unknown;
  /** A Timer's. */
  delay: Job['delay'];
  /** It is an object whose fields come back. */
  returnsFields = false;
  /** The calling thread has noticed that it has ended. */
  settled = false;
  #name: string;
  #goneSince = Infinity;
  #ending: Ending | undefined;

  /** @param what see {@link ThreadCore.what} */
  constructor(place: Place, what?: string) {
    this.place = place;
    this.what = what;
    this.#name = place.name;
  }

  /** See `control.ts`. */
  get words(): Int32Array {
    return this.place.words;
  }

  /** As `Thread(name)`. */
  get label(): string {
    return labelOf('Thread', this.name);
  }

  /** Undefined: not started, or not known yet. */
  get id(): number | undefined {
    return load(this.words, SLOT_ID) || undefined;
  }

  /** Its number in the system, while it runs. */
  get nativeId(): number | undefined {
    return this.id === undefined || isEnd(this.state) ? undefined : threadFacts(this.id, this.place.table)?.nativeId;
  }

  /** As it was made, or called since. */
  get name(): string {
    const { id, place } = this;
    if (id === undefined || threadFacts(id, place.table) === undefined) return this.#name;
    // There is not room for all of a long name.
    const shown = threadName(id, place.table);
    if (shown !== shortened(this.#name)) this.#name = shown;
    return this.#name;
  }

  /** For all who ask from now on. */
  set name(name: string) {
    this.#name = name;
    if (this.id !== undefined) renameThread(this.id, name, this.place.table);
  }

  /** With the name that it has now: what a handle is made of. */
  get named(): Place {
    const { words, table, arena } = this.place;
    return new Place(words, this.name, table, arena);
  }

  /** Of `control.ts`. */
  get state(): number {
    return load(this.words, SLOT_STATE);
  }

  /** True from its start to its end. */
  get isAlive(): boolean {
    if (this.state !== NEW && !isEnd(this.state)) this.tend();
    return this.state !== NEW && !isEnd(this.state);
  }

  /**
   * Waits until it has ended: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws ThreadStateError it was not started, or is the calling thread
   * @throws DeadlockError it waits for the calling thread
   */
  join(call: string, timeout: number): boolean {
    this.#checkJoinable(call);
    if (!isEnd(this.state)) {
      if (timeout === 0) return !this.isAlive;
      checkCanBlock(this, call, `${call}Async()`);
      if (!watch(this.#watched(call), isEnd, Deadline.interruptible(timeout))) return gaveUp();
    }
    for (let naps = 0; this.#isOnItsWay && naps < NAPS; naps++) sleepSlice(this.words, SLOT_STATE, POSTED, Deadline.never, 1);
    return true;
  }

  /** As {@link ThreadCore.join}. Never blocks. */
  async joinAsync(call: string, { timeout, signal, unref }: AsyncWait): Promise<boolean> {
    this.#checkJoinable(call);
    if (!isEnd(this.state)) {
      if (timeout === 0) return !this.isAlive;
      if (signal?.aborted === true) throw signal.reason;
      if (!(await watchAsync(this.#watched(call), isEnd, { deadline: Deadline.after(timeout), signal, unref }))) return false;
    }
    for (let naps = 0; this.#isOnItsWay && naps < NAPS; naps++) await new Promise((resolve) => setTimeout(resolve, 1));
    return true;
  }

  /** What it left in the port comes a while after it has ended, on some platforms. */
  get #isOnItsWay(): boolean {
    return this.state === POSTED && this.reins?.hasPosted === false;
  }

  /** Of one that has ended: what it left, or what came of it instead; the same each time. */
  get ending(): Ending {
    return (this.#ending ??= this.#readEnding());
  }

  /** Notices when it ended without saying so, or comes too late. Called now and then by those who wait. */
  readonly tend = (): void => {
    this.#tend(GRACE);
  };

  #tend(grace: number): void {
    const { words, id, place } = this;
    if (isLate(words)) end(words, LATE);
    const { table } = place;
    const isEnding = load(words, SLOT_ENDING) !== 0;
    const isThere = id !== undefined && threadFacts(id, table) !== undefined;
    // One that was ended before it was there will never be, nor one whose starter has ended.
    const isLost = !isThere && (isEnding || isGone(load(words, SLOT_STARTER), table));
    if (!isLost && (id === undefined || !isGone(id, table))) return;
    const now = performance.now();
    this.#goneSince = Math.min(this.#goneSince, now);
    const passed = now - this.#goneSince;
    if (isEnding && (isThere || passed >= GRACE)) end(words, TERMINATED);
    else if (!isEnding && passed >= grace) end(words, DIED);
  }

  #watched(call: string): WatchedWord {
    const { words, tend } = this;
    const { table } = this.place;
    const look = (wait: BlockedWait): void => {
      const { id } = this;
      const circle = wait.look(id === undefined ? [] : [id]);
      if (circle !== undefined) throw circular(this, call, table, circle);
      // Who started it cannot hear of its end while it is blocked.
      if (this.reins !== undefined) this.#tend(0);
    };
    return { subject: this, words, index: SLOT_STATE, tend, look, table };
  }

  #checkJoinable(call: string): void {
    if (this.state === NEW) throw new ThreadStateError(`${this.label}: ${call}() of a thread that was not started; start() it first`);
    if (this.id === threadId()) throw new ThreadStateError(`${this.label}: ${call}() by the thread itself would never end`);
  }

  #readEnding(): Ending {
    const { state, words } = this;
    if (state === RETURNED) return { left: readLeft(left(words)) };
    if (state === POSTED) return this.#readPosted();
    if (state === THREW) return { error: decodeError(left(words)) };
    if (state === CANCELLED) return { error: new CancelledError(`${this.label} was cancelled before its time came`) };
    const { id = 0, label, what } = this;
    const death = deathOf(state, { id, label, threadName: this.name, what, exitCode: load(words, SLOT_EXIT) });
    if (this.cause !== undefined) Object.defineProperty(death, 'cause', { value: this.cause, configurable: true, writable: true });
    return { error: withStart(death, label, this.startedAt) };
  }

  #readPosted(): Ending {
    try {
      const posted = this.reins?.takePosted();
      if (posted !== undefined) return { left: posted };
    } catch (error) {
      return { error }; // A class is not loaded here.
    }
    return {
      error: new ThreadStateError(
        `${this.label}: what it returned holds memory or primitives that are shared, or is very large; only the thread that started it can have it`,
      ),
    };
  }
}

/** No bytes: it returned nothing. */
function readLeft(bytes: Uint8Array): Left {
  return bytes.length === 0 ? { result: undefined } : (decode(bytes) as Left);
}
