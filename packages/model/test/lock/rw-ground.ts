import type { RWLock } from '@sync/lock';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering } from '../../../model-testing/src/index.ts';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface RWLocks {
  readonly RWLock: typeof RWLock;
}

/** Words of the lock, written down once more. */
const STATE = 1;
const DEPTH = 3;
const WRITER = 8;
const USED = 10;
const READERS = 16;
const SLOTS = 64;
/** Behind them: what the lock protects, plain, so that a writer beside anybody is a data race. */
const DATA = READERS + SLOTS;
/** Opened by one of the threads, for one that blocks on it. */
const GATE = DATA + 1;
/** One that nobody notifies. */
const STILL = DATA + 2;
const WORDS = DATA + 3;

const POISONED = 4;

/** The id of a scenario's first thread. */
const FIRST_ID = 2;

/** A thread that is none of the scenario's, and lives. */
const OTHER = 99;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
export const BRIEF = 10;

/** An RWLock and what it protects, as one thread sees them. */
export class RWGround {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly gathering: Gathering = new Gathering();
  readonly rw: RWLock;
  #lastly: ((results: readonly unknown[]) => void) | undefined;

  /** @param taken how many slots are taken by others that read for ever */
  constructor({ RWLock }: RWLocks, taken = 0, onAbandoned: 'throw' | 'recover' = 'throw') {
    this.rw = new RWLock({ buffer: this.words.buffer as SharedArrayBuffer, onAbandoned });
    for (const slot of this.words.subarray(READERS, READERS + SLOTS).keys()) {
      if (slot < taken) this.words[READERS + slot] = OTHER;
    }
    this.words[USED] = this.words[USED + 1] = taken > 0 ? -1 : 0;
  }

  /** The slots of the first threads were taken at some time. */
  used(): this {
    for (const slot of [32, 48, 1]) this.words[USED + (slot >> 5)]! |= 1 << (slot & 31);
    return this;
  }

  /** A section that reads. */
  read(): number {
    const before = this.words[DATA]!;
    if (this.words[DATA] !== before) throw new Error('written while it is read');
    return 0;
  }

  /** A section that writes. */
  write(): number {
    this.words[DATA]!++;
    return 1;
  }

  get total(): number {
    return this.words[DATA]!;
  }

  /** The id of the thread that writes. */
  get writer(): number {
    return this.words[WRITER]!;
  }

  /** A writer died while it wrote, and all are told so. */
  get isAbandoned(): boolean {
    return (this.words[STATE]! & POISONED) !== 0 && this.writer !== 0;
  }

  /** A thread writes, or died in it. */
  isWriter(thread: number): boolean {
    return this.writer === thread + FIRST_ID;
  }

  /** The mutex is kept for one that awaits the end of readers. */
  get isKept(): boolean {
    return Atomics.load(this.words, STATE) >>> 4 >= 2 ** 28 - 2;
  }

  /** Lets those go on that block on the gate. */
  openGate(): void {
    Atomics.store(this.words, GATE, 1);
    Atomics.notify(this.words, GATE);
  }

  /** Blocks until it is open, without a look at anything else. */
  blockAtGate(): void {
    while (Atomics.load(this.words, GATE) === 0) Atomics.wait(this.words, GATE, 0);
  }

  /** Lets the virtual clock go on. */
  rest(milliseconds: number): void {
    Atomics.wait(this.words, STILL, 0, milliseconds);
  }

  /** Looks at more when all have ended. */
  lastly(look: (results: readonly unknown[]) => void): this {
    this.#lastly = look;
    return this;
  }

  /** A scenario whose threads return how often they wrote, and leave nothing behind. */
  scenario(...threads: Scenario['threads']): Scenario {
    return {
      threads,
      final: (results) => {
        const killed = results.filter((result) => result === KILLED).length;
        const sum = results.reduce<number>((total, result) => total + (typeof result === 'number' ? result : 0), 0);
        // Who died may have written before.
        if (this.total < sum || this.total > sum + 2 * killed) throw new Error(`${sum} were written, ${this.total} were counted`);
        if (results.includes(TOLD) && (killed === 0 || !this.isAbandoned)) throw new Error('told of a death, and no writer died');
        if (killed === 0) this.#expectAtRest();
        this.#lastly?.(results);
      },
    };
  }

  #expectAtRest(): void {
    const { words } = this;
    if (words[STATE] !== 0 || words[DEPTH] !== 0) throw new Error(`the mutex is not at rest: ${words[STATE]}, ${words[DEPTH]}`);
    if (this.writer !== 0) throw new Error('nobody writes, and WRITER is not 0');
    const left = words.subarray(READERS, READERS + SLOTS).filter((id) => id !== 0 && id !== OTHER);
    if (left.length > 0) throw new Error(`slots are left: ${left.join()}`);
  }
}

/** What comes of a call when a writer has died. */
export const TOLD = 'told';

/** Takes a side in one of the ways there are, and says how often it wrote, or that it was told of a death. */
export type RWWay = (ground: RWGround) => number | string | Promise<number | string>;

/** A side, and what is done under it. */
interface Side {
  readonly of: 'reader' | 'writer';
  readonly section: (ground: RWGround) => number;
}

export const READ: Side = { of: 'reader', section: (ground) => ground.read() };
export const WRITE: Side = { of: 'writer', section: (ground) => ground.write() };

/** The ways to take a side. */
export function waysOf({ of, section }: Side): Readonly<Record<'acquires' | 'timed' | 'tries' | 'holds' | 'awaits' | 'awaitsTimed' | 'aborted' | 'holdsAsync', RWWay>> {
  const leave = (ground: RWGround): number => {
    const done = section(ground);
    ground.rw[of].release();
    return done;
  };
  return {
    acquires: (ground) => {
      ground.rw[of].acquire();
      return leave(ground);
    },
    timed: (ground) => (ground.rw[of].acquire({ timeout: BRIEF }) ? leave(ground) : 0),
    tries: (ground) => (ground.rw[of].tryAcquire() ? leave(ground) : 0),
    holds: (ground) => {
      const held = ground.rw[of].hold();
      const done = section(ground);
      held.release();
      held.release();
      return done;
    },
    awaits: async (ground) => {
      await ground.rw[of].acquireAsync();
      return leave(ground);
    },
    awaitsTimed: async (ground) => ((await ground.rw[of].acquireAsync({ timeout: BRIEF })) ? leave(ground) : 0),
    aborted: async (ground) => {
      const signal = abortSignal();
      try {
        await ground.rw[of].acquireAsync({ signal });
      } catch (error) {
        if (signal.aborted && error === signal.reason) return 0;
        throw error;
      }
      return leave(ground);
    },
    holdsAsync: async (ground) => {
      const held = await ground.rw[of].holdAsync();
      const done = section(ground);
      held.release();
      held.release();
      return done;
    },
  };
}

/** Writes, then reads on. */
export const downgrades: RWWay = (ground) => {
  ground.rw.writer.acquire();
  const done = ground.write();
  const held = ground.rw.downgrade();
  if (ground.total < done) throw new Error('what it wrote is lost');
  ground.read();
  held.release();
  return done;
};

/** The same, awaited. */
export const downgradesAsync: RWWay = async (ground) => {
  const writing = await ground.rw.writer.holdAsync();
  const done = ground.write();
  ground.rw.downgrade();
  writing.release();
  ground.read();
  ground.rw.reader.release();
  return done;
};

/** Reads again while it reads, past whoever waits. */
export const readsAgain: RWWay = (ground) => {
  ground.rw.reader.acquire();
  ground.rw.reader.acquire();
  const done = ground.read();
  ground.rw.reader.release();
  ground.read();
  ground.rw.reader.release();
  return done;
};
