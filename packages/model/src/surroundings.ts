/**
 * The part of a global state that is neither memory nor a thread's own: who sleeps, in
 * which order, which wake-ups are on their way to a thread that awaits, what time it is,
 * and what was spent of the bounds. Equal ones are one object, with a number.
 */

import type { Operation } from './operation.ts';

/** A thread, or one of its promises, that waits on a word. */
export interface Waiter {
  readonly thread: number;
  /** Which of the thread's `waitAsync` calls; -1: the thread itself sleeps. */
  readonly wait: number;
  /** The word: its buffer and its first byte. */
  readonly buffer: number;
  /** Its first byte. */
  readonly start: number;
  /** By the virtual clock. */
  readonly deadline: number;
}

/** It waits on the word of an operation. */
export function isOn(waiter: Waiter, { buffer, start }: Operation): boolean {
  return waiter.buffer === buffer && waiter.start === start;
}

/** The end of an async wait, not yet seen by its thread. */
export interface Delivery {
  readonly thread: number;
  readonly wait: number;
  readonly result: 'ok' | 'timed-out';
}

/** The end of a wait. */
export function deliveryOf({ thread, wait }: Waiter, result: Delivery['result']): Delivery {
  return { thread, wait, result };
}

/** All of it. */
export interface Surroundings {
  readonly id: number;
  /** In the order of their arrival. */
  readonly waiters: readonly Waiter[];
  readonly deliveries: readonly Delivery[];
  readonly clock: number;
  /** Time-outs that fired while something else could move, if they are bounded. */
  readonly early: number;
  readonly kills: number;
  /** A bit for each thread that sleeps. */
  readonly asleep: number;
  /** Somebody's wait ends by the clock. */
  readonly timed: boolean;
  /** The same with a thread and the next one exchanged, as far as that was asked for. */
  readonly exchanged: Surroundings[];
  /** What a notify does, as far as that was asked for. */
  readonly wakes: Map<Operation, readonly Wake[]>;
}

/** One way in which a notify may wake others. */
export interface Wake {
  readonly count: number;
  /** Threads that sleep no more. */
  readonly sleepers: readonly number[];
  readonly after: Surroundings;
}

/** What they are made of; the rest follows from it. */
type Parts = Pick<Surroundings, 'waiters' | 'deliveries' | 'clock' | 'early' | 'kills'>;

const NOTHING: Parts = { waiters: [], deliveries: [], clock: 0, early: 0, kills: 0 } as const;

/** All that were met, by number. */
export class AllSurroundings {
  /** By number. */
  readonly all: Surroundings[] = [];
  readonly #numbers = new Map<string, number>();
  /** Where a scenario begins. */
  readonly start: Surroundings = this.with(NOTHING, {});

  /** The one object for these, with something changed. */
  with(before: Parts, change: Partial<Parts>): Surroundings {
    const { waiters, deliveries, clock, early, kills } = { ...before, ...change };
    let key = `${clock} ${early} ${kills}`;
    for (const { thread, wait, buffer, start, deadline } of waiters) key += ` w${thread} ${wait} ${buffer} ${start} ${deadline}`;
    for (const { thread, wait, result } of deliveries) key += ` d${thread} ${wait} ${result}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return this.all[known] as Surroundings;
    const asleep = waiters.reduce((bits, { thread, wait }) => (wait < 0 ? bits | (1 << thread) : bits), 0);
    const timed = waiters.some(({ deadline }) => deadline !== Infinity);
    const id = this.all.length;
    const caches = { exchanged: [], wakes: new Map<Operation, readonly Wake[]>() };
    const made: Surroundings = { id, waiters, deliveries, clock, early, kills, asleep, timed, ...caches };
    this.all.push(made);
    this.#numbers.set(key, made.id);
    return made;
  }
}
