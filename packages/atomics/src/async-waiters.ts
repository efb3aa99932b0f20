/**
 * The async waiters of one thread on one word: a list, first in first out, and one
 * platform waiter for all of them, on the very word that sync waiters sleep on. (A second
 * word for async waiters, rung beside the first, always loses the race to the sync ones.)
 *
 * The thread as a whole is one waiter among others: when it is woken, it takes what is
 * there for the head of the list, as any sleeper would, and settles its promise. No other
 * thread ever grants it anything, so none of them depends on this one's event loop.
 *
 * STATES        tasks   platform waiter
 *   IDLE        none    none
 *   ARMED       some    pending
 *   LEFT        none    pending: all have left, by time or abort
 *
 * TRANSITIONS             by                       then
 *   A1  IDLE → ARMED      first task               marks the word, waits
 *   A2  ARMED → ARMED     woken, or a slice        takes for the heads, marks, waits again
 *   A3  ARMED → LEFT      last task leaves         nothing: a wait cannot be cancelled
 *   A4  LEFT → ARMED      first task               takes over the pending wait
 *   A5  LEFT → IDLE       woken                    passes the wake-up on
 *   A6  ARMED → IDLE      last task is served      (LEFT, if the wait is pending)
 *
 * INVARIANTS
 *   J1  One platform waiter at most, for any number of tasks.
 *   J2  A wake-up that nobody here can use is passed on (A5).
 *   J3  What is waited for is taken before the promise settles: its continuation runs in
 *       a microtask, and nobody may come between.
 */
import { onAbort } from './abort.ts';
import type { Deadline } from './deadline.ts';
import { keepAlive } from './keep-alive.ts';
import { platformWait, unwatch, watch, type Watched } from './vigil.ts';
import type { AbortSignalLike } from './wait-options.ts';

/** What the waiters of a list wait for. */
export interface Awaited<Task extends AsyncTask = AsyncTask> {
  readonly words: Int32Array;
  /** It may change while tasks wait, if wake-ups of the word it was are for all, or `passOnOld` is there. */
  readonly index: number;
  /** True: who came first goes first. False: each waits for something of its own. */
  readonly inTurn: boolean;
  /** Called in each slice: looks after what threads left that have died. */
  readonly tend?: (() => void) | undefined;
  /** Takes what is waited for, for the head of the list. What it throws, the task gets. */
  claim(task: Task, glance: Glance): boolean;
  /** Marks the word; returns the value to sleep on, or undefined to look again. */
  announce(task: Task, glance: Glance): number | undefined;
  /**
   * A wake-up came that nobody here can use: the next waiter, in any thread, gets it. Not
   * needed where all sleepers of a word are woken.
   */
  passOn?(): void;
  /** The same, of a word that it was. */
  passOnOld?(index: number): void;
  /** The last task has left without what it waited for: takes back what it had marked. */
  abandon?(): void;
}

/** Why the word is looked at. */
export interface Glance {
  /** A platform wait has ended, or a slice: this thread counts as one that has slept. */
  readonly slept: boolean;
  /** A wake-up has come just now. */
  readonly woken: boolean;
}

/** How a wait goes on and ends. */
export interface TaskLimits {
  readonly deadline: Deadline;
  readonly signal: AbortSignalLike | undefined;
  readonly unref: boolean;
}

/** One pending wait. */
export interface AsyncTask {
  readonly limits: TaskLimits;
  /** It has what it waited for (`true`), or its time is up (`false`). */
  settle(success: boolean): void;
  /** Its signal was aborted. */
  reject(reason: unknown): void;
}

/** The pending waits of this thread on one word. */
export class AsyncWaiters<Task extends AsyncTask = AsyncTask> implements Watched {
  readonly #awaited: Awaited<Task>;
  /** In order of arrival; each with what takes its timer and its listener back. */
  readonly #tasks = new Map<Task, () => void>();
  /** The word that the platform waits on. */
  #waitsOn: number | undefined;
  #slept = false;

  /** @param awaited what all of them wait for */
  constructor(awaited: Awaited<Task>) {
    this.#awaited = awaited;
  }

  /** How many wait. */
  get size(): number {
    return this.#tasks.size;
  }

  /** Waits in turn. */
  add(task: Task): void {
    const { deadline, signal, unref } = task.limits;
    const offTimer = deadline.onPassed(() => {
      this.#leave(task);
      task.settle(false);
    });
    const offAbort =
      signal &&
      onAbort(signal, () => {
        this.#leave(task);
        // When both have ended the wait, the time limit wins.
        if (deadline.passed) task.settle(false);
        else task.reject(signal.reason);
      });
    if (!unref) keepAlive(1);
    // A wait that was left may be a long one: then somebody else has to look in each slice.
    if (this.#tasks.size === 0) watch(this, this.#waitsOn !== undefined);
    this.#tasks.set(task, () => {
      offTimer();
      offAbort?.();
      if (!unref) keepAlive(-1);
    });
    const all = this.#awaited.inTurn ? this.#tasks.keys() : [task];
    this.#serve({ slept: this.#slept, woken: false }, all);
  }

  /** A slice is over: a wake-up may have been given to a thread that died. */
  look(): void {
    this.#slept = true;
    this.#awaited.tend?.();
    this.#serve({ slept: true, woken: false });
  }

  /** A2: takes for one head after the other, then waits for the next. */
  #serve(glance: Glance, tasks: Iterable<Task> = this.#tasks.keys()): void {
    for (const task of tasks) {
      try {
        if (!this.#claim(task, glance)) {
          if (this.#awaited.inTurn) return;
          continue;
        }
      } catch (error) {
        this.#leave(task);
        task.reject(error);
        continue;
      }
      this.#remove(task);
      task.settle(true);
    }
  }

  /** False: it has to wait, and the platform will say when to look again. */
  #claim(task: Task, glance: Glance): boolean {
    while (!this.#awaited.claim(task, glance)) {
      if (this.#arm(task, glance)) return false;
    }
    return true;
  }

  /** True: the platform will say when to look again. False: look again now. */
  #arm(task: Task, glance: Glance): boolean {
    const value = this.#awaited.announce(task, glance);
    if (value === undefined) return false;
    const { words, index } = this.#awaited;
    if (this.#waitsOn === index || !('waitAsync' in Atomics)) return true;
    const wait = Atomics.waitAsync(words, index, value, platformWait());
    if (!wait.async) return false;
    this.#waitsOn = index;
    void wait.value.then((end) => {
      if (this.#waitsOn === index) this.#awake(end === 'ok');
      // The tasks wait on another word by now.
      else if (end === 'ok') this.#awaited.passOnOld?.(index);
    });
    return true;
  }

  #awake(woken: boolean): void {
    this.#waitsOn = undefined;
    if (this.#tasks.size > 0) {
      this.#slept = true;
      if (!woken) this.#awaited.tend?.();
      this.#serve({ slept: true, woken });
    } else if (woken) {
      this.#awaited.passOn?.(); // A5
    }
  }

  /** A3, if it was the last. */
  #leave(task: Task): void {
    this.#remove(task);
    if (this.#tasks.size === 0) this.#awaited.abandon?.();
  }

  #remove(task: Task): void {
    this.#tasks.get(task)?.();
    this.#tasks.delete(task);
    if (this.#tasks.size > 0) return;
    this.#slept = false;
    unwatch(this);
  }
}
