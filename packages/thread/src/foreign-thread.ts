import {
  Deadline,
  ThreadStateError,
  asyncWaitOf,
  checkCanBlock,
  circular,
  gaveUp,
  hasThreadEnded,
  homeTable,
  isGone,
  labelOf,
  load,
  mainThreadId,
  notify,
  renameThread,
  store,
  threadFacts,
  threadId,
  threadName,
  timeoutOf,
  watch,
  watchAsync,
  type Subject,
  type WaitAsyncOptions,
  type WaitOptions,
  type WatchedWord,
} from '@sync/atomics/internal';
import type { AnyThread } from './any-thread.ts';
import { checkThreadName } from './thread-options.ts';
import type { StopSignal } from './stop.ts';

/** Whether the thread with that id is alive, and has not done what it was started for. */
export function isThreadAlive(id: number): boolean {
  if (id === threadId()) return true;
  const table = homeTable();
  return threadFacts(id, table)?.done !== true && !isGone(id, table) && !hasThreadEnded(id, table);
}

/**
 * A thread that this package has not started, or whose Thread is known to others alone: the
 * main thread, and workers that somebody has made. It is known by its row in the thread table.
 */
export class ForeignThread implements AnyThread, Subject {
  /** Its id. */
  readonly id: number;
  /** Nobody can ask it to. */
  readonly stopRequested: boolean = false;
  #signal: StopSignal | undefined;

  /** Made by `threads()` and the like. */
  constructor(id: number) {
    this.id = id;
  }

  /** As `Thread(name)`. */
  get label(): string {
    return labelOf('Thread', this.name);
  }

  /** See {@link AnyThread}. */
  get nativeId(): number | undefined {
    return threadFacts(this.id, homeTable())?.nativeId;
  }

  /** See {@link AnyThread}. */
  get name(): string {
    return threadName(this.id, homeTable());
  }

  /** For all who ask from now on. */
  set name(name: string) {
    checkThreadName(this.label, name);
    renameThread(this.id, name, homeTable());
  }

  /** See {@link AnyThread}. */
  get daemon(): boolean {
    return threadFacts(this.id, homeTable())?.daemon ?? false;
  }

  /** See {@link AnyThread}. */
  get isAlive(): boolean {
    return isThreadAlive(this.id);
  }

  /** Never aborted: nobody can ask it to stop. */
  get signal(): StopSignal {
    return (this.#signal ??= new AbortController().signal);
  }

  /** See {@link AnyThread}. Blocks the calling thread. */
  join(options?: WaitOptions): boolean {
    const timeout = timeoutOf(this, 'join', options);
    this.#checkJoinable(timeout);
    if (!this.isAlive) return true;
    if (timeout === 0) return false;
    checkCanBlock(this, 'join', 'joinAsync()');
    return watch(this.#watched(), isSet, Deadline.interruptible(timeout)) || gaveUp();
  }

  /** See {@link AnyThread}. Never blocks. */
  async joinAsync(options?: WaitAsyncOptions): Promise<boolean> {
    const { timeout, signal, unref } = asyncWaitOf(this, 'joinAsync', options);
    this.#checkJoinable(timeout);
    if (!this.isAlive) return true;
    if (timeout === 0) return false;
    if (signal?.aborted === true) throw signal.reason;
    return watchAsync(this.#watched(), isSet, { deadline: Deadline.after(timeout), signal, unref });
  }

  /** As `Thread(Worker-3)[running]`. */
  toString(): string {
    return `${this.label}[${this.isAlive ? 'running' : 'ended'}${this.daemon ? ', daemon' : ''}]`;
  }

  #checkJoinable(timeout: number): void {
    if (this.id === threadId()) throw new ThreadStateError(`${this.label}: join() by the thread itself would never end`);
    if (this.id === mainThreadId() && timeout === Infinity) {
      throw new ThreadStateError(`${this.label}: join() of the main thread, which ends last; pass { timeout }`);
    }
  }

  /** A word of its own, which it sets itself when it finds the thread gone. */
  #watched(): WatchedWord {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const table = homeTable();
    const tend = (): void => {
      if (load(words, 0) !== 0 || this.isAlive) return;
      store(words, 0, 1);
      notify(words, 0, Infinity);
    };
    return {
      subject: this,
      words,
      index: 0,
      tend,
      table,
      look: (wait) => {
        const circle = wait.look([this.id]);
        if (circle !== undefined) throw circular(this, 'join', table, circle);
      },
    };
  }
}

function isSet(word: number): boolean {
  return word !== 0;
}
