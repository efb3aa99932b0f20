/**
 * A thread of ours, in memory that it shares with all who know it: how far it has come, what
 * it is asked to do, and how it ended. What it returned, or threw, lies behind the words as
 * bytes; the memory grows for it.
 *
 * SLOTS, int32 words
 *    0  MADE      which class was made here
 *    1  STATE     how far it has come: below
 *    2  ID        its thread id; 0: not known yet
 *    3  STOPS     how often it was asked to stop
 *    4  REASON    bytes of the reason why; 0: none yet; -1: it is being written
 *    5  LENGTH    bytes of what it left
 *    6  ENDING    1: somebody has called terminate()
 *    7  EXIT      the code with which it exited
 *    8  DEADLINE  when it must have loaded its module: shared clock, milliseconds
 *    9  TIMER     of a Timer: NONE, WAITING, FIRED or CANCELLED
 *   10  LIMITED   1: DEADLINE holds
 *   11  DAEMON    1: the process does not wait for it
 *   12  TOLD      1: its error has been printed, or given to a hook, or is none to tell of
 *   13  STARTER   the id of the thread that started it
 *   14  -         reserved up to 15
 *   16  REASON_BYTES  16,384 bytes
 *    -  LEFT_BYTES    what it left
 *
 * STATES
 *   NEW        0   not started
 *   STARTED    1   its worker was asked for
 *   RUNNING    2   its target is called
 *   RETURNED   8   LEFT_BYTES: what it returned, and its fields
 *   POSTED     9   what it returned is in its starter's port: bytes cannot carry it
 *   THREW     10   LEFT_BYTES: the error
 *   EXITED    11   by process.exit() of its own
 *   IDLE      12   it awaited what never comes: nothing was left to do
 *   TERMINATED 13  by terminate()
 *   DIED      14   without a word: out of memory, or ended from outside
 *   LATE      15   its module did not load in time
 *   CANCELLED 16   a Timer that was cancelled
 *
 * TRANSITIONS                           by                        with
 *   T1  NEW → STARTED                   start()                   compareExchange
 *   T2  STARTED → NEW                   start() that fails        compareExchange
 *   T3  STARTED → RUNNING               the thread                compareExchange
 *   T4  STARTED, RUNNING → an end       the thread; the starter,  compareExchange, notifies all
 *                                       who hears of its exit;
 *                                       who finds it gone, or late
 *   T5  WAITING → FIRED or CANCELLED    the thread; cancel()      compareExchange on TIMER
 *
 * INVARIANTS
 *   I1  An end is for good: T4 happens once, so all who ask are told the same.
 *   I2  LEFT_BYTES and LENGTH are written before T4, by the thread, or by the starter when it has exited.
 *   I3  One of T5's two happens.
 *
 * HAPPENS-BEFORE  T4, then whoever reads that state.
 */
import { load, notify, store, swap } from '@sync/atomics/internal';

/** How far it has come. */
export const SLOT_STATE = 1;
/** Its thread id; 0: not known yet. */
export const SLOT_ID = 2;
/** How often it was asked to stop. */
export const SLOT_STOPS = 3;
/** Bytes of the reason why. */
export const SLOT_REASON = 4;
/** Bytes of what it left. */
export const SLOT_LENGTH = 5;
/** 1: somebody has called terminate(). */
export const SLOT_ENDING = 6;
/** The code with which it exited. */
export const SLOT_EXIT = 7;
/** When it must have loaded its module. */
export const SLOT_DEADLINE = 8;
/** Of a Timer. */
export const SLOT_TIMER = 9;
/** 1: SLOT_DEADLINE holds. */
export const SLOT_LIMITED = 10;
/** 1: the process does not wait for it. */
export const SLOT_DAEMON = 11;
/** 1: its error has been told. */
export const SLOT_TOLD = 12;

/** The id of the thread that started it. */
export const SLOT_STARTER = 13;

/** Words of a thread. */
export const CONTROL_WORDS = 16;

/** Not started. */
export const NEW = 0;
/** Its worker was asked for. */
export const STARTED = 1;
/** Its target is called. */
export const RUNNING = 2;
/** It returned. */
export const RETURNED = 8;
/** It returned what bytes cannot carry. */
export const POSTED = 9;
/** It threw. */
export const THREW = 10;
/** It exited on its own. */
export const EXITED = 11;
/** It awaited what never comes. */
export const IDLE = 12;
/** It was ended by terminate(). */
export const TERMINATED = 13;
/** It ended without a word. */
export const DIED = 14;
/** Its module did not load in time. */
export const LATE = 15;
/** A Timer that was cancelled. */
export const CANCELLED = 16;

/** Of SLOT_TIMER. */
/** It is no Timer. */
export const NONE = 0;
/** Its time has not come. */
export const WAITING = 1;
/** Its time has come. */
export const FIRED = 2;
/** It was cancelled before. */
export const TIMER_CANCELLED = 3;

/** Whether a thread in that state has ended. */
export function isEnd(state: number): boolean {
  return state >= RETURNED;
}

/** T4; false: it had ended already. */
export function end(words: Int32Array, how: number): boolean {
  for (;;) {
    const state = load(words, SLOT_STATE);
    if (isEnd(state) || state === NEW) return false;
    if (!swap(words, SLOT_STATE, state, how)) continue;
    notify(words, SLOT_STATE, Infinity);
    return true;
  }
}

/** Milliseconds, the same in all threads; wraps around. */
export function sharedClock(): number {
  return (performance.timeOrigin + performance.now()) | 0;
}

/** Gives it so long to load its module, from now on, in milliseconds. */
export function limitLoading(words: Int32Array, limit: number): void {
  if (limit > 2 ** 30) return;
  store(words, SLOT_DEADLINE, (sharedClock() + limit) | 0);
  store(words, SLOT_LIMITED, 1);
}

/** Whether it should have loaded its module by now, and has not. */
export function isLate(words: Int32Array): boolean {
  if (load(words, SLOT_STATE) !== STARTED || load(words, SLOT_LIMITED) === 0) return false;
  return ((sharedClock() - load(words, SLOT_DEADLINE)) | 0) >= 0;
}
