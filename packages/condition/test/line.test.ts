/**
 * The line by itself, from its source: random events of four threads, each compared with what
 * could be done best. Fails when a notification is lost that another order of passing on would
 * have brought to one that still waits, or when more go on than were notified.
 */
import { simulatedContext, swapContext, type Context } from '@sync/atomics/internal';
import { random, testSeed, type Random } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { WORDS, extend, free, join, mayGrow, nextTicket, notifyOldest, passOn, quit, setFirst, sweep, take } from '../src/line.ts';
import { isEmpty, setTicket } from './spec.ts';

const THREADS = 4;
/** In an entry. */
const NOTIFIED = 3;

interface Waiter {
  readonly ticket: number;
  readonly run: Run;
  state: 'waits' | 'notified' | 'returned' | 'gone';
}

/** What a thread has in one entry: one that blocks, or tasks that came one after the other. */
interface Run {
  readonly thread: number;
  readonly entry: number;
  readonly waiters: Set<Waiter>;
  /** One that blocks is alone in its entry. */
  readonly blocks: boolean;
  last: number;
}

/** The threads of one line; all that they do is done with the lock held. */
class Threads {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly all: Waiter[] = [];
  /** For each notification those that waited when it was given, or had one and had not returned. */
  readonly given: Set<Waiter>[] = [];
  readonly dead = new Set<number>();
  readonly #runs: Run[][] = Array.from({ length: THREADS }, () => []);
  readonly #contexts: readonly Context[];

  constructor() {
    const isGone = (id: number): boolean => this.dead.has(id - 2);
    this.#contexts = this.#runs.map((_, at) => simulatedContext({ id: at + 2, canBlock: true, onIdentity: () => undefined, isGone }));
  }

  /** Those that may still return. */
  get present(): Waiter[] {
    return this.all.filter(({ state }) => state === 'waits' || state === 'notified');
  }

  /** As the thread. */
  as<T>(thread: number, fn: () => T): T {
    const before = swapContext(this.#contexts[thread]);
    try {
      return fn();
    } finally {
      swapContext(before);
    }
  }

  wait(thread: number, blocks: boolean): void {
    const { words } = this;
    const runs = this.#runs[thread]!;
    const newest = runs.at(-1);
    const ticket = nextTicket(words);
    let run: Run;
    // A run of tasks grows at the end of the line.
    if (newest?.blocks === false && ((newest.last + 1) | 0) === ticket && mayGrow(words, newest.entry)) {
      extend(words, newest.entry);
      run = newest;
    } else {
      const entry = this.as(thread, () => join(words, { buffer: words.buffer, words, row: -1 }))!;
      run = { thread, entry, waiters: new Set(), blocks, last: ticket };
      runs.push(run);
    }
    run.last = ticket;
    const waiter: Waiter = { ticket, run, state: 'waits' };
    run.waiters.add(waiter);
    this.all.push(waiter);
  }

  notify(count: number): void {
    const waiting = this.present.filter(({ state }) => state === 'waits');
    this.given.push(...waiting.slice(0, count).map(() => new Set(this.present)));
    notifyOldest(this.words, count);
    this.tell();
    expect(this.present.filter((waiter) => waiting.includes(waiter) && waiter.state === 'notified')).toEqual(waiting.slice(0, count));
  }

  /** Has the lock again, and goes on; or was aborted, or its time was up. */
  leave(waiter: Waiter, aborted: boolean): void {
    const { run, state } = waiter;
    run.waiters.delete(waiter);
    if (state === 'notified') {
      waiter.state = aborted ? 'gone' : 'returned';
      if (aborted) passOn(this.words, run.entry);
      take(this.words, run.entry);
    } else {
      waiter.state = 'gone';
      quit(this.words, run.entry);
    }
    this.tell();
    const oldest = [...run.waiters].find(({ state }) => state === 'waits');
    setFirst(this.words, run.entry, oldest?.ticket ?? nextTicket(this.words));
    if (run.waiters.size > 0) return;
    free(this.words, run.entry);
    const runs = this.#runs[run.thread]!;
    runs.splice(runs.indexOf(run), 1);
  }

  /** Ends; another thread looks after what it leaves. */
  die(thread: number): void {
    this.dead.add(thread);
    for (const waiter of this.present) if (waiter.run.thread === thread) waiter.state = 'gone';
    this.#runs[thread] = [];
    const other = this.#runs.findIndex((_, at) => !this.dead.has(at));
    this.as(other, () => sweep(this.words, { buffer: this.words.buffer, words: this.words, row: -1 }));
    this.tell();
  }

  /** In an entry the oldest are those that were notified. */
  tell(): void {
    for (const { waiters, entry } of this.#runs.flat()) {
      for (const waiter of [...waiters].slice(0, this.words[entry + NOTIFIED])) waiter.state = 'notified';
    }
  }

  /** How many of these could have got one, each another. */
  matched(waiters: readonly Waiter[]): number {
    const whose = new Map<Set<Waiter>, Waiter>();
    const place = (waiter: Waiter, tried: Set<Set<Waiter>>): boolean =>
      this.given.some((those) => {
        if (!those.has(waiter) || tried.has(those)) return false;
        tried.add(those);
        const other = whose.get(those);
        if (other !== undefined && !place(other, tried)) return false;
        whose.set(those, waiter);
        return true;
      });
    return waiters.filter((waiter) => place(waiter, new Set())).length;
  }
}

/** One random event. */
function happen(threads: Threads, numbers: Random): void {
  const alive = [0, 1, 2, 3].filter((thread) => !threads.dead.has(thread));
  const thread = alive[numbers.below(alive.length)] ?? 0;
  const { present } = threads;
  const dice = numbers.below(40);
  if (dice < 16) threads.wait(thread, thread === 0);
  else if (dice < 28) threads.notify(1 + numbers.below(2));
  else if (dice < 39 && present.length > 0) threads.leave(present[numbers.below(present.length)]!, numbers.below(2) === 0);
  else if (dice === 39 && alive.length > 2) threads.die(thread);
}

describe('the line', () => {
  test('no order of waits, notifications, time-outs, aborts and deaths loses one', () => {
    const numbers = random(testSeed());
    for (let round = 0; round < 3000; round++) {
      const threads = new Threads();
      setTicket(threads.words, [0, 2 ** 31 - 4, -4][round % 3]!);
      for (let event = 0; event < 18; event++) {
        happen(threads, numbers);
        const all = threads.all.filter(({ state }) => state !== 'gone');
        const have = all.filter(({ state }) => state !== 'waits');
        // As many have one as could have one. (Some more, if several in one entry leave.)
        expect(have.length).toBeGreaterThanOrEqual(threads.matched(all));
        expect(have.length).toBeLessThanOrEqual(threads.given.length);
      }
      for (const waiter of threads.present) threads.leave(waiter, false);
      expect(isEmpty(threads.words)).toBe(true);
    }
  });
});
