import { KILLED, type CheckOptions, type Scenario } from '@sync/model';
import { DEATH, isAsync } from '../../../model-testing/src/index.ts';
import { mutexState } from '@sync/testing';
import type { Lock, RLock } from '@sync/lock';
import type { Locks } from './ground.ts';
import type { LockCase } from './together.ts';

type AnyLock = Lock | RLock;

/** Words behind the eight of the lock: what it protects, plain, which is half done while these two differ. */
const BEGUN = 8;
const DONE = 9;
/** One that nobody notifies. */
const STILL = 10;
const WORDS = 11;

const STATE = 1;
const DEPTH = 3;
const ORDER = 6;

/** The thread id of a scenario's first thread. */
const FIRST_ID = 2;

/** A lock and what it protects, whoever dies. */
class Ground {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly lock: AnyLock;
  readonly silent: boolean;

  constructor(Class: new (options: { buffer: SharedArrayBuffer; onAbandoned: 'throw' | 'recover' }) => AnyLock, silent: boolean) {
    this.silent = silent;
    this.lock = new Class({ buffer: this.words.buffer, onAbandoned: silent ? 'recover' : 'throw' });
    this.words.fill(1, ORDER, ORDER + 2);
  }

  /** Has it, and was told of nobody who died: what it finds is whole, if it may rely on that. */
  section(): 'done' {
    if (this.silent) this.#mend();
    if (this.words[BEGUN] !== this.words[DONE]) throw new Error('it is half done, and nobody said so');
    this.words[BEGUN]!++;
    this.words[DONE]!++;
    return 'done';
  }

  /** Has recovered it. */
  mended(): 'done' {
    this.#mend();
    return this.section();
  }

  /** Sleeps with the lock in its hands. */
  rest(milliseconds: number): void {
    Atomics.wait(this.words, STILL, 0, milliseconds);
  }

  #mend(): void {
    this.words[DONE] = this.words[BEGUN]!;
  }

  /** All that are left end, and the lock is at rest, or in the hands of the one that died. */
  scenario(ways: readonly DeathWay[]): Scenario {
    return {
      threads: ways.map((way) => () => way(this)),
      final: (results) => {
        for (const result of results) if (result !== KILLED && result !== 'done') throw new Error(String(result));
        const { owner, poisoned } = mutexState(this.words);
        if (owner === 0 && poisoned) throw new Error('nobody died that held it');
        if (owner !== 0 && results[owner - FIRST_ID] !== KILLED) throw new Error(`${owner} lives, and holds it still`);
        const isAtRest = this.words[STATE] === 0 && this.words[DEPTH] === 0;
        if (!results.includes(KILLED) && !isAtRest) throw new Error(`left is ${this.words[STATE]}, ${this.words[DEPTH]}`);
        if (owner === 0 && this.words[DEPTH] !== 0) throw new Error(`the depth is ${this.words[DEPTH]}`);
      },
    };
  }
}

type DeathWay = (ground: Ground) => string | Promise<string>;

const isAbandoned = (error: unknown): boolean => (error as { code?: string }).code === 'SYNC_ABANDONED_LOCK';

/** Recovers the lock, and has it as a new one. */
const recovers: DeathWay = (ground) => {
  const { lock } = ground;
  lock.recover();
  expectNew(lock);
  const done = ground.mended();
  lock.release();
  return done;
};

const recoversAsync: DeathWay = async (ground) => {
  const { lock } = ground;
  await lock.recoverAsync();
  if (lock.tryAcquire()) throw new Error('an async hold is entered');
  const done = ground.mended();
  lock.release();
  return done;
};

/** Nothing is left of the hold of the one that died. */
function expectNew(lock: AnyLock): void {
  if ('depth' in lock && lock.depth !== 1) throw new Error(`the depth is ${lock.depth}`);
}

/** Takes it somehow, or is told that it was abandoned, and recovers it. */
const mending =
  (way: DeathWay): DeathWay =>
  (ground) => {
    try {
      return way(ground);
    } catch (error) {
      if (ground.silent || !isAbandoned(error)) throw error;
      return recovers(ground);
    }
  };

const mendingAsync =
  (way: DeathWay): DeathWay =>
  async (ground) => {
    try {
      return await way(ground);
    } catch (error) {
      if (ground.silent || !isAbandoned(error)) throw error;
      return recoversAsync(ground);
    }
  };

const acquires = mending((ground) => {
  ground.lock.acquire();
  const done = ground.section();
  ground.lock.release();
  return done;
});

const holds = mending((ground) => {
  const guard = ground.lock.hold();
  const done = ground.section();
  guard.release();
  return done;
});

const awaits = mendingAsync(async (ground) => {
  await ground.lock.acquireAsync();
  const done = ground.section();
  ground.lock.release();
  return done;
});

const nests = mending((ground) => {
  const { lock } = ground;
  lock.acquire();
  lock.acquire();
  const done = ground.section();
  lock.release();
  lock.release();
  return done;
});

/** Looks again and again. */
const tries = mending((ground) => {
  while (!ground.lock.tryAcquire()) ground.rest(10);
  const done = ground.section();
  ground.lock.release();
  return done;
});

/** Takes it, or is told that it was abandoned, and leaves it at that. */
const givesUp: DeathWay = (ground) => {
  try {
    ground.lock.acquire();
  } catch (error) {
    if (isAbandoned(error)) return 'done';
    throw error;
  }
  const done = ground.section();
  ground.lock.release();
  return done;
};

/** Two tasks of one thread: both are told, or none. */
const awaitsTwice: DeathWay = async (ground) => {
  const ends = await Promise.all([awaits(ground), awaits(ground)]);
  return ends.every((end) => end === 'done') ? 'done' : 'not all are done';
};

interface DeathOptions {
  readonly kind?: keyof Locks;
  readonly silent?: boolean;
  readonly options?: CheckOptions;
}

function dying(name: string, ways: readonly DeathWay[], { kind = 'Lock', silent = false, options = DEATH }: DeathOptions = {}): LockCase {
  return {
    name: `${kind}: ${name}`,
    options,
    awaits: ways.some((way) => isAsync(way)),
    setup: (locks) => new Ground(locks[kind] as never, silent).scenario(ways),
  };
}

/** One slice ends while all live. */
const IN_LIFE: CheckOptions = { ...DEATH, timeouts: 1 };
/** Three threads. */
const MANY: CheckOptions = { ...DEATH, preemptions: 1 };

/** One dies at any of its steps, also with the lock in its hands; the other one goes on, and is told. */
export const DEATHS: readonly LockCase[] = [
  dying('two block', [acquires, acquires]),
  dying('one blocks, one awaits', [acquires, awaits]),
  dying('two await', [awaits, awaits]),
  dying('one by a guard, one blocks', [holds, acquires]),
  dying('one tries, one blocks', [tries, acquires]),
  dying('one tries, one awaits', [tries, awaits]),
  dying('one blocks, one recovers', [acquires, recovers]),
  dying('one awaits, one recovers', [awaits, recovers]),
  dying('one blocks, one recovers, awaiting', [acquires, recoversAsync]),
  dying('one awaits, one recovers, awaiting', [awaits, recoversAsync]),
  dying('one blocks, two tasks await', [acquires, awaitsTwice], { options: { ...DEATH, preemptions: 2 } }),
  dying('two levels, one blocks', [nests, acquires], { kind: 'RLock' }),
  dying('two levels, two levels', [nests, nests], { kind: 'RLock' }),
  dying('two levels, one awaits', [nests, awaits], { kind: 'RLock' }),
  dying('an async hold, two levels', [awaits, nests], { kind: 'RLock' }),
  dying('two levels, one recovers', [nests, recovers], { kind: 'RLock' }),
  dying('two levels, one recovers, awaiting', [nests, recoversAsync], { kind: 'RLock' }),
  dying('two levels, two levels, silently', [nests, nests], { kind: 'RLock', silent: true }),
  dying('two levels, one awaits, silently', [nests, awaits], { kind: 'RLock', silent: true }),
  dying('two block, silently', [acquires, acquires], { silent: true }),
  dying('one blocks, one awaits, silently', [acquires, awaits], { silent: true }),
  dying('one tries, one awaits, silently', [tries, awaits], { silent: true }),
];

/** The same while slices end before anybody dies: nobody takes over from one that lives. */
export const LIVES: readonly LockCase[] = [
  dying('two block, and a slice ends', [acquires, acquires], { options: IN_LIFE }),
  dying('one blocks, one awaits, and a slice ends', [acquires, awaits], { options: { ...IN_LIFE, preemptions: 3 } }),
  dying('two await, and a slice ends', [awaits, awaits], { options: { ...IN_LIFE, preemptions: 3 } }),
  dying('one blocks, one recovers, and a slice ends', [acquires, recovers], { options: IN_LIFE }),
  dying('two levels, two levels, and a slice ends', [nests, nests], { kind: 'RLock', options: { ...IN_LIFE, preemptions: 3 } }),
  dying('two block, silently, and a slice ends', [acquires, acquires], { silent: true, options: IN_LIFE }),
];

/** Three: two are left. */
export const HEIRS: readonly LockCase[] = [
  dying('three block', [acquires, acquires, acquires], { options: MANY }),
  dying('one blocks, one awaits, one recovers', [acquires, awaits, recovers], { options: MANY }),
  dying('one blocks, two recover', [acquires, recovers, recovers], { options: { ...MANY, preemptions: 2 } }),
  dying('one blocks, one gives up, one recovers, and a slice ends', [acquires, givesUp, recovers], { options: { ...IN_LIFE, preemptions: 1 } }),
  dying('three block, silently', [acquires, acquires, acquires], { silent: true, options: { ...MANY, preemptions: 2 } }),
];
