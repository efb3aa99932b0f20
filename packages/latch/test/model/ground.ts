import type { CountDownLatch } from '@sync/latch';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Module {
  readonly CountDownLatch: typeof CountDownLatch;
}

/** The half of the state that counts. */
const COUNT = 2;
/** Plain, one for each that counts down, written before: who goes on too early is in a data race. */
const DATA = 4;
/** Looked at by all. */
const TOLD = 7;
const WORDS = 8;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** What a thread's calls came to. */
export type Outcome = 'released' | 'time is up' | 'aborted' | 'counted' | 'reset' | 'refused' | 'first round' | 'second round';

/** A latch and what it waits for, as one thread sees them. */
export class Ground {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly latch: CountDownLatch;
  /** Arrived are tasks that have called `waitAsync`, and so are to be released by the next opening. */
  readonly gathering: Gathering = new Gathering();
  readonly #counting: readonly number[];

  /** @param counting who writes something before it counts down, by number */
  constructor({ CountDownLatch }: Module, count: number, counting: readonly number[] = []) {
    this.latch = new CountDownLatch(count, { buffer: this.words.buffer as SharedArrayBuffer });
    this.#counting = counting;
  }

  /** Is told after a wait. */
  ended(released: boolean): Outcome {
    if (!released) return 'time is up';
    for (const one of this.#counting) if (this.words[DATA + one] !== 1) throw new Error(`released before ${one} has counted`);
    return 'released';
  }

  /** Before it counts down: nobody else may write this. */
  prepare(one: number): void {
    this.words[DATA + one] = 1;
  }

  /** One has said so. */
  get told(): boolean {
    return Atomics.load(this.words, TOLD) === 1;
  }

  tell(): void {
    Atomics.store(this.words, TOLD, 1);
  }

  /** It is open, as one sees who looks at the words. */
  get wasOpened(): boolean {
    return this.words[COUNT] === 0;
  }

  /** A scenario in which all have to end as expected, so many reset it, and the count at the end is one of these. */
  scenario(ways: readonly LatchWay[], outcomes: readonly (readonly Outcome[])[], counts: readonly number[], resets = 0): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      const count = Number(this.words[COUNT]);
      if (!results.includes(KILLED) && !counts.includes(count)) throw new Error(`the count is ${count}`);
      if (results.includes('first round') && count === 0) throw new Error('it was counted in the second round, and did not wait for it');
      const did = results.filter((one) => one === 'reset').length;
      if (did !== resets) throw new Error(`${did} have reset it`);
    });
  }
}

/** What a thread does with a latch, and what came of it. */
export type LatchWay = Way<Ground>;

/** Never gives up before its time. */
function punctual(outcome: Outcome, start: number): Outcome {
  if (outcome === 'time is up' && performance.now() - start < BRIEF) throw new Error('it is not');
  return outcome;
}

/** Blocks. */
export const waits: LatchWay = (ground) => ground.ended(ground.latch.wait());

/** Blocks for a time. */
export const waitsTimed: LatchWay = (ground) => {
  const start = performance.now();
  return punctual(ground.ended(ground.latch.wait({ timeout: BRIEF })), start);
};

/** Awaits. */
export const awaits: LatchWay = async (ground) => {
  const wait = ground.latch.waitAsync();
  ground.gathering.arrive();
  return ground.ended(await wait);
};

/** Awaits for a time. */
export const awaitsTimed: LatchWay = async (ground) => {
  const start = performance.now();
  return punctual(ground.ended(await ground.latch.waitAsync({ timeout: BRIEF })), start);
};

/** Awaits for a time, and blocks meanwhile until that is up. */
export const awaitsBusily: LatchWay = async (ground) => {
  const wait = ground.latch.waitAsync({ timeout: BRIEF });
  ground.gathering.arrive();
  ground.gathering.othersSleep(2 * BRIEF);
  return ground.ended(await wait);
};

/** Awaits until it gives up. */
export const awaitsAborted: LatchWay = async (ground) => {
  const signal = abortSignal();
  try {
    return ground.ended(await ground.latch.waitAsync({ signal }));
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'aborted';
    throw error;
  }
};

/** Two tasks of one thread, of which one may give up. */
export const awaitsTwice: LatchWay = async (ground) => Promise.all([awaitsAborted(ground), awaits(ground)]);

/** Blocks, and then closes it again. */
export const waitsAndResets: LatchWay = (ground) => {
  const outcome = ground.ended(ground.latch.wait());
  ground.latch.reset(1);
  return outcome;
};

/** Counts down by some. */
export const counts =
  (one: number, by = 1): LatchWay =>
  (ground) => {
    ground.prepare(one);
    ground.latch.countDown(by);
    return 'counted';
  };

/** Counts down, and blocks. */
export const arrives =
  (one: number): LatchWay =>
  (ground) => {
    ground.prepare(one);
    return ground.ended(ground.latch.arriveAndWait());
  };

/** Counts down, and blocks for a time. */
export const arrivesTimed =
  (one: number): LatchWay =>
  (ground) => {
    const start = performance.now();
    ground.prepare(one);
    return punctual(ground.ended(ground.latch.arriveAndWait({ timeout: BRIEF })), start);
  };

/** Opens it and closes it again when so many tasks wait. */
export const opensAndResetsWhenTheyWait =
  (count: number): LatchWay =>
  (ground) => {
    ground.gathering.arrived(count);
    ground.prepare(0);
    ground.latch.countDown();
    ground.latch.reset(2);
    return 'counted';
  };

/** Opens it and closes it again when all others sleep. */
export const opensAndResetsWhenTheySleep: LatchWay = (ground) => {
  ground.gathering.othersSleep();
  ground.prepare(0);
  ground.latch.countDown();
  ground.latch.reset(2);
  return 'counted';
};

/** Closes it, if it is open. */
export const resets =
  (count: number): LatchWay =>
  (ground) => {
    try {
      ground.latch.reset(count);
      return 'reset';
    } catch (error) {
      if ((error as Error).name === 'InvalidStateError') return 'refused';
      throw error;
    }
  };

/** Opens it, closes it for two, and counts in that round, too. */
export const goesOn: LatchWay = (ground) => {
  ground.latch.countDown();
  ground.latch.reset(2);
  ground.tell();
  ground.latch.countDown();
  return 'counted';
};

/** Arrives, in whichever round. */
export const arrivesInSome: LatchWay = (ground) => {
  ground.latch.arriveAndWait();
  return ground.told ? 'second round' : 'first round';
};
