import type { Lock, RLock, SpinLock } from '@sync/lock';
import { KILLED, type Scenario } from '@sync/model';
import { mutexState } from '@sync/testing';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Locks {
  readonly Lock: typeof Lock;
  readonly RLock: typeof RLock;
  readonly SpinLock: typeof SpinLock;
}

/** What a ground may be made with. */
export type AnyLock = Lock | RLock | SpinLock;

/** Words behind the eight of the lock: what the lock protects, and one that nobody notifies. */
const TOTAL = 8;
const STILL = 9;
const WORDS = 10;

const DEPTH = 3;

/** Numbers of the words that tests look at. */
export const HOLD = 2;
export const ORDER = 6;

/** A lock and what it protects, as one thread sees them. */
export class Ground<Kind extends AnyLock = Lock | RLock> {
  readonly words: Int32Array;
  readonly lock: Kind;

  constructor(Class: new (options: { buffer: SharedArrayBuffer }) => Kind) {
    const buffer = new SharedArrayBuffer(WORDS * 4);
    this.words = new Int32Array(buffer);
    this.lock = new Class({ buffer });
  }

  /**
   * Draws the ordering id now: the threads would otherwise draw it in all orders, which
   * multiplies the states and is the subject of one test alone.
   */
  drawOrder(): this {
    if (!('acquireAsync' in this.lock)) return this;
    void this.lock.acquireAsync();
    this.lock.release();
    return this;
  }

  /** What the lock protects: plain, so that two threads here at once are a data race. */
  section(): number {
    this.words[TOTAL]!++;
    return 1;
  }

  /** Sections done so far, by all. */
  get total(): number {
    return this.words[TOTAL]!;
  }

  /** Lets the virtual clock go on, which moves with time-outs alone. */
  passTime(milliseconds: number): number {
    Atomics.wait(this.words, STILL, 0, milliseconds);
    return 0;
  }

  /** A scenario whose threads return how many sections they did, and leave nothing behind. */
  scenario(...threads: Scenario['threads']): Scenario {
    return {
      threads,
      final: (results) => {
        const sections = (results as readonly number[]).reduce((sum, count) => sum + count, 0);
        if (sections !== this.total) throw new Error(`${sections} sections were done, ${this.total} were counted`);
        if (!mutexState(this.words).atRest) throw new Error(`the word is not at rest: ${this.words[1]}`);
        this.#checkDepth();
      },
    };
  }

  /**
   * The same, while waiters may die: never the owner, whose death nobody makes up for yet.
   * No thread does more than two sections.
   */
  mortal(...threads: Scenario['threads']): Scenario {
    return {
      threads,
      mayDie: (thread) => mutexState(this.words).owner !== thread + FIRST_ID,
      final: (results) => {
        const ended = results.filter((count): count is number => count !== KILLED);
        const sections = ended.reduce((sum, count) => sum + count, 0);
        const killed = results.length - ended.length;
        // Who died may have been through its sections before.
        if (this.total < sections || this.total > sections + 2 * killed) {
          throw new Error(`${sections} sections were done, ${this.total} were counted`);
        }
        if (this.lock.locked) throw new Error('nobody holds it, and it is held');
        this.#checkDepth();
      },
    };
  }

  #checkDepth(): void {
    if (this.words[DEPTH] !== 0) throw new Error(`the depth is not 0: ${this.words[DEPTH]}`);
  }
}

/** The thread id of a scenario's first thread. */
const FIRST_ID = 2;
