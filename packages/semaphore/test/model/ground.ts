import type { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { KILLED, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';
import { ENTRY_NUMBER, ENTRY_RUNG, ENTRY_THREAD, ENTRY_WANTED, LEFT, LINE, STATE, TAKER, TICKET, WORDS } from '../words.ts';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Semaphores {
  readonly Semaphore: typeof Semaphore;
  readonly BoundedSemaphore: typeof BoundedSemaphore;
}

/** Words behind those of the semaphore. Plain: two that have the one permit at once are in a data race. */
const DATA = WORDS;
/** How many have taken something so far. */
const TAKEN = WORDS + 1;
/** Set and notified by one of the threads, for one that blocks on it. */
const GATE = WORDS + 2;
const ALL = WORDS + 3;

/** A thread that is none of the scenario's, and lives. */
const OTHERS = 2 * 99;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
export const BRIEF = 10;

/** What a semaphore begins with. */
export interface Beginning {
  readonly permits?: number;
  readonly bounded?: boolean;
  readonly robust?: boolean;
  /** How many of them are taken already. */
  readonly taken?: number;
  /** The last ticket that was drawn. */
  readonly ticket?: number;
  /** How many entries of the line are left for the threads; all without it. */
  readonly places?: number;
}

/** A semaphore and what it guards, as one thread sees them. */
export class Ground {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(ALL * 4));
  readonly semaphore: Semaphore | BoundedSemaphore;
  readonly gathering: Gathering = new Gathering();
  readonly #line: readonly number[];

  constructor(semaphores: Semaphores, { permits = 0, bounded = false, robust = false, taken = 0, ticket = 0, places = LINE.length }: Beginning) {
    const Made = bounded ? semaphores.BoundedSemaphore : semaphores.Semaphore;
    this.semaphore = new Made(permits, { robust, buffer: this.words.buffer as SharedArrayBuffer });
    if (taken > 0) this.semaphore.acquire({ count: taken });
    this.words[TICKET] = ticket;
    this.#line = LINE.slice(0, places);
    for (const entry of LINE.slice(places)) this.words[entry + ENTRY_THREAD] = OTHERS;
  }

  /** Only one can be here, where there is one permit. */
  section(): void {
    this.words[DATA] = Number(this.words[DATA]) + 1;
  }

  /** Who is told so first, took first. */
  turn(): string {
    return `turn ${Atomics.add(this.words, TAKEN, 1)}`;
  }

  /** How many are there, and whether somebody is in the line. */
  get state(): number {
    return Number(this.words[STATE]);
  }

  /** True while the line shows a waiter that was rung. */
  get isRung(): boolean {
    return LINE.some((entry) => Atomics.load(this.words, entry + ENTRY_NUMBER) !== 0 && Atomics.load(this.words, entry + ENTRY_RUNG) !== 0);
  }

  /** The first entry shows the first that came, who wants one permit. */
  get firstShowsOne(): boolean {
    const [entry = 0] = LINE;
    return this.words[entry + ENTRY_NUMBER] === 1 && this.words[entry + ENTRY_WANTED] === 1;
  }

  /** The line shows one that wants one permit. */
  get showsOne(): boolean {
    return LINE.some((entry) => this.words[entry + ENTRY_NUMBER] !== 0 && this.words[entry + ENTRY_WANTED] === 1);
  }

  /** Some have left the line, and a thread is not in it. */
  hasLeft(thread: number): boolean {
    return this.words[LEFT] !== 0 && !LINE.some((entry) => Number(this.words[entry + ENTRY_THREAD]) >> 1 === thread + 2);
  }

  /** Somebody is in the line. */
  get isQueued(): boolean {
    return (Atomics.load(this.words, STATE) & 1) === 1;
  }

  /** Lets those go on that block on the gate. */
  openGate(): void {
    Atomics.store(this.words, GATE, 1);
    Atomics.notify(this.words, GATE);
  }

  /** True once it was opened. */
  get gateIsOpen(): boolean {
    return this.words[GATE] === 1;
  }

  /** Blocks until it is open, without a look at anything else. */
  blockAtGate(): void {
    while (Atomics.load(this.words, GATE) === 0) Atomics.wait(this.words, GATE, 0);
  }

  /** A scenario in which all have to end as expected; unless one was killed, nothing is left in the line. */
  scenario(ways: readonly SemaphoreWay[], outcomes: readonly (readonly unknown[])[], values: readonly number[]): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      if (results.includes(KILLED)) return;
      const { value } = this.semaphore;
      if (!values.includes(value)) throw new Error(`there are ${value} permits`);
      if ((this.state & 1) !== 0) throw new Error('QUEUED, and nobody waits');
      if (this.words[TAKER] !== 0) throw new Error('TAKER, and nobody takes');
      const left = this.#line.filter((entry) => this.words[entry + ENTRY_THREAD] !== 0 || this.words[entry + ENTRY_NUMBER] !== 0);
      if (left.length > 0) throw new Error(`${left.length} entries are left`);
    });
  }
}

/** What a thread does with a semaphore, and what came of it. */
export type SemaphoreWay = Way<Ground>;
