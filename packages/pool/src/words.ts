/**
 * The memory of a pool, which its own thread and all its workers share: what concerns it as a
 * whole, a seat for each worker, and a lane for each thread that submits tasks: the pool's own,
 * and each worker, whose tasks may submit more.
 *
 * POOL, int32 words
 *   0  STATE    0: open; CLOSING: workers leave when there is nothing to do
 *   1  WANTED   1: a worker has tasks for others, or waits for one: the pool's thread looks to it
 *   2  SEATS    how many seats were ever taken: their lanes may have something
 *   3  HIRES    1: there may be more workers
 *   4  -        reserved up to 15
 *
 * SEAT, 16 words
 *   0  STATE    EMPTY, AWAKE, ASLEEP
 *   1  LEAVE    WHEN_IDLE: it is to leave when it has nothing to do; AT_ONCE: before the next task
 *   2  POSTED   how many tasks were posted to its port; LEFT: none may be any more
 *   3  BUSY     microseconds that it has spent on tasks; wraps around
 *   4  TASKS    how many it has begun
 *   5  BLOCKED  1: it is blocked, waiting for a task that it cannot run itself
 *   6  NUMBER   of the worker that sits there; 0: none that is alive. No two workers of a pool have the same
 *   7  READY    1: it has loaded its module, and its initializer has run
 *   8  PROCESS  the id of its child process, where tasks are run by such; 0: it has none
 *
 * LANE, in cache lines of their own: whoever takes tasks writes the first, who submits them the second,
 * who has run them the third
 *   0  HEAD     the first of the ring that may be there to be taken; counts up, and wraps around
 *  16  TAIL     where the next one goes
 *  32  DONE     tasks that have been run: a stack, by NEXT; 0: none; else slot + 1
 *  33  ALARM    how its owner wants to hear of them: NONE, BELL (by a message), WAKE (it sleeps on this word)
 *  34  DEATHS   how many workers of the pool have died: what they had taken is to be looked for
 *  48  RING     slots, in the order in which they were submitted, and some that are not there any more
 *   -  slots, 32 words each
 *
 * SLOT
 *   0  STATE    FREE; QUEUED; RESERVED, for the worker that it was posted to; TAKEN and DONE: with the worker's number
 *   1  NEXT     of DONE's stack
 *   2  LENGTH   bytes of its call, then of its result
 *   3  PLACE    where they are: 0: here; else a block of the pool's store, with a tag of this slot
 *   4  FLAGS    see `payload.ts`
 *   5  CANCEL   1: it was cancelled while it ran
 *   6  BEGAN    when, in microseconds of the shared clock; wraps around
 *   7  TOOK     microseconds
 *   8  REPORTS  how often it has told of its progress
 *   9  -        reserved up to 11
 *  12  BYTES    80 of them
 *
 * TRANSITIONS                       by                         with
 *   T1  slot FREE → QUEUED          the lane's owner           store, after its call; then RING, TAIL (store)
 *            FREE → RESERVED        the lane's owner           store; then it is posted
 *   T2  slot QUEUED → TAKEN         a worker                   compareExchange; then HEAD, if it is still there
 *            RESERVED → TAKEN       the worker                 compareExchange
 *   T3  slot QUEUED → FREE          the lane's owner           compareExchange: cancelled; RESERVED, too
 *   T4  slot TAKEN → DONE           that worker                store, after its result; then DONE's stack (compareExchange)
 *   T5  slot DONE → FREE            the lane's owner           store, when it has the result
 *   T6  slot TAKEN → FREE           the lane's owner           store, once that worker is gone for good: no seat has its number
 *   T7  HEAD + 1                    whoever sees that what     compareExchange
 *                                   is there is not QUEUED
 *   T8  seat AWAKE → ASLEEP         the worker                 store; then it looks for tasks again
 *   T9  seat ASLEEP → AWAKE         the worker; who wakes it   compareExchange; who wakes it rings its bell
 *   T10 POSTED n → n + 1            the pool's thread          compareExchange, before it posts
 *   T11 POSTED n → LEFT             the worker, which leaves   exchange; it waits for those that have not come yet
 *
 * INVARIANTS
 *   I1  What is QUEUED is in the ring between HEAD and TAIL. (It may be there twice: what was
 *       cancelled stays there until HEAD passes it, and its slot may be used again.)
 *   I2  Who takes, runs: T2 is the one step, so a worker that dies before has taken nothing, and one that dies after is
 *       named by the slot. One that dies within T4 leaves DONE beside the stack, which is found as what it left TAKEN is.
 *   I3  Who submits and then finds nobody ASLEEP need not wake anybody: who falls asleep later looks again after T8.
 *   I4  Who finds ALARM after T4 rings it, and the owner sets it before it looks at DONE a last time. Who rings may come late, for
 *       what the owner has seen: it sets ALARM again then. So it sleeps on ALARM, and not on DONE.
 *
 * HAPPENS-BEFORE  T1, then T2; T4, then T5.
 */

/** Of a pool. */
export const POOL_STATE = 0;
/** 1: the pool's thread is to look for sleepers, and for more workers. */
export const POOL_WANTED = 1;
/** How many seats were ever taken. */
export const POOL_SEATS = 2;
/** 1: there may be more workers. */
export const POOL_HIRES = 3;
const POOL_WORDS = 16;

/** Of POOL_STATE: workers leave when there is nothing to do. */
export const CLOSING = 1;

/** Of a seat. */
export const SEAT_STATE = 0;
/** Whether it is to leave. */
export const SEAT_LEAVE = 1;
/** How many tasks were posted to its port. */
export const SEAT_POSTED = 2;
/** Microseconds that it has spent on tasks. */
export const SEAT_BUSY = 3;
/** How many it has begun. */
export const SEAT_TASKS = 4;
/** 1: it waits for what it cannot run itself. */
export const SEAT_BLOCKED = 5;
/** Of the worker that sits there. */
export const SEAT_NUMBER = 6;
/** 1: it may take tasks. */
export const SEAT_READY = 7;
/** The id of its child process. */
export const SEAT_PROCESS = 8;
/** Words of a seat. */
export const SEAT_WORDS = 16;

/** Of SEAT_STATE: nobody sits there. */
export const EMPTY = 0;
/** Looks for tasks, or runs one. */
export const AWAKE = 1;
/** Waits for its bell. */
export const ASLEEP = 2;

/** Of a lane. */
export const LANE_HEAD = 0;
/** Where the next one goes. */
export const LANE_TAIL = 16;
/** The stack of what has been run. */
export const LANE_DONE = 32;
/** How its owner wants to hear of it. */
export const LANE_ALARM = 33;
/** How many workers have died. */
export const LANE_DEATHS = 34;
/** The ring. */
export const LANE_RING = 48;

/** Of LANE_ALARM: not at all. */
export const NONE = 0;
/** By a message. */
export const BELL = 1;
/** It sleeps on this word. */
export const WAKE = 2;

/** Of a slot. */
export const SLOT_STATE = 0;
/** Of DONE's stack. */
export const SLOT_NEXT = 1;
/** Bytes of its call, or of its result. */
export const SLOT_LENGTH = 2;
/** Where they are. */
export const SLOT_PLACE = 3;
/** See `payload.ts`. */
export const SLOT_FLAGS = 4;
/** 1: it was cancelled while it ran. */
export const SLOT_CANCEL = 5;
/** When it began, in microseconds. */
export const SLOT_BEGAN = 6;
/** How long it took, in microseconds. */
export const SLOT_TOOK = 7;
/** How often it has told of its progress. */
export const SLOT_REPORTS = 8;
/** Its bytes, where they are few. */
export const SLOT_BYTES = 12;
/** Words of a slot. */
export const SLOT_WORDS = 32;
/** So many bytes find room in a slot. */
export const INLINE_BYTES = (SLOT_WORDS - SLOT_BYTES) * 4;

/** Of a slot's state, in the low bits. */
export const FREE = 0;
/** May be taken. */
export const QUEUED = 1;
/** Is being run, by the worker in the other bits. */
export const TAKEN = 2;
/** Has been run, by the worker in the other bits. */
export const DONE = 3;
/** QUEUED, but not for all: an old place in the ring must not lead to it. No worker has the number in its other bits. */
export const RESERVED = 5;

/** A state with a worker's number. */
export function by(phase: number, worker: number): number {
  return (worker << 2) | phase;
}

/** Of a slot's state: without the worker. */
export function phaseOf(state: number): number {
  return state & 3;
}

/** Of a slot's state: the worker's number. */
export function workerOf(state: number): number {
  return state >>> 2;
}

/** Of SEAT_POSTED: none may be posted any more. */
export const LEFT = -1;

/** Of SEAT_LEAVE: when it has nothing to do. */
export const WHEN_IDLE = 1;
/** Of SEAT_LEAVE: before the next task. */
export const AT_ONCE = 2;

/** Where a worker sits: its number says it. */
export function seatOf({ seats }: Layout, worker: number): number {
  return worker % seats;
}

/** Where things are in the memory of a pool. */
export interface Layout {
  /** How many workers can sit. */
  readonly seats: number;
  /** Slots of the pool's own thread: a power of two. */
  readonly slots: number;
}

/**
 * Slots of a worker: a power of two. Tasks that wait for tasks keep theirs, so there are many; those that are never
 * used take no memory.
 */
const WORKER_SLOTS = 2 ** 14;

/** How many slots a lane has; 0 is the lane of the pool's own thread, the others are those of seats. */
export function slotsOf({ slots }: Layout, lane: number): number {
  return lane === 0 ? slots : WORKER_SLOTS;
}

/** Where a seat begins. */
export function seatAt(seat: number): number {
  return POOL_WORDS + seat * SEAT_WORDS;
}

/** Where a lane begins. */
export function laneAt(layout: Layout, lane: number): number {
  const first = seatAt(layout.seats);
  return lane === 0 ? first : first + laneWords(layout.slots) + (lane - 1) * laneWords(WORKER_SLOTS);
}

/** Words of all. */
export function poolWords(layout: Layout): number {
  return laneAt(layout, layout.seats + 1);
}

/** There is more room in the ring than there are slots: what was cancelled stays there for a while. */
export function ringOf(slots: number): number {
  return slots * 2;
}

function laneWords(slots: number): number {
  return LANE_RING + ringOf(slots) + slots * SLOT_WORDS;
}

/** Microseconds, the same in all threads; wraps around. */
export function microseconds(): number {
  return ((performance.timeOrigin + performance.now()) * 1000) | 0;
}
