import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';
import type { Once } from '@sync/once';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Module {
  readonly Once: typeof Once;
}

/** Words behind the three of the Once. */
const STATE = 1;
/** Plain, written by each run: two at once are a race, and so is who goes on without having waited. */
const RUNS = 3;
const WORDS = 4;

const DONE = 1;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** What a call came to. */
export type Outcome = 'did it' | 'was done' | 'failed' | 'time is up' | 'aborted' | 'would wait for itself';

/** A Once and what it does, as one thread sees them. */
export class Ground {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly once: Once;
  /** Arrived are tasks that have called `runAsync`, and so wait if another is doing it. */
  readonly gathering: Gathering = new Gathering();
  readonly #failing: number;

  /** @param failing so many runs fail */
  constructor({ Once }: Module, failing = 0) {
    this.once = new Once({ buffer: this.words.buffer as SharedArrayBuffer });
    this.#failing = failing;
  }

  /** What is done once, if it does not fail. */
  do(): void {
    const runs = Number(this.words[RUNS]) + 1;
    this.words[RUNS] = runs;
    if (runs <= this.#failing) throw new Error('it failed');
  }

  /** Is told after a call. */
  ended(did: boolean): Outcome {
    if (Number(this.words[RUNS]) <= this.#failing) throw new Error('it was not done');
    return did ? 'did it' : 'was done';
  }

  /** Each run had its caller, the last one did it, and nobody is left in the word. */
  scenario(ways: readonly OnceWay[], outcomes: readonly (readonly Outcome[])[]): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      const all = results.flat();
      const did = all.filter((one) => one === 'did it').length;
      const failed = all.filter((one) => one === 'failed').length;
      const [state, runs] = [this.words[STATE], Number(this.words[RUNS])];
      // One that was killed may have done it before, and may have left the word for who comes.
      const dead = all.includes(KILLED) ? 1 : 0;
      if (did + failed > runs || did + failed < runs - dead) throw new Error(`${runs} runs: ${all.join()}`);
      if (did > 1 || (did === 1 && state !== DONE)) throw new Error(`${did} did it, the word is ${state}`);
      if (dead === 0 && state !== did) throw new Error(`${did} did it, the word is ${state}`);
      if (did === 0 && all.includes('was done') && state !== DONE) throw new Error('nobody did it');
    });
  }
}

/** What a thread does with a Once, and what came of it. */
export type OnceWay = Way<Ground>;

function told(error: unknown): Outcome {
  const { name, message } = error as Error;
  if (name === 'TimeoutError') return 'time is up';
  if (name === 'DeadlockError') return 'would wait for itself';
  if (message === 'it failed') return 'failed';
  throw error;
}

function blocking(ground: Ground, timeout?: number): Outcome {
  const start = performance.now();
  try {
    return ground.ended(ground.once.run(() => { ground.do(); }, { timeout }));
  } catch (error) {
    const outcome = told(error);
    if (outcome === 'time is up' && performance.now() - start < Number(timeout)) throw new Error('it is not', { cause: error });
    return outcome;
  }
}

async function awaiting(ground: Ground, timeout?: number, signal?: AbortSignal): Promise<Outcome> {
  const start = performance.now();
  try {
    const call = ground.once.runAsync(
      () => {
        if (signal?.aborted === true) throw new Error('called after the abort');
        ground.do();
      },
      { timeout, signal },
    );
    ground.gathering.arrive();
    return ground.ended(await call);
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return 'aborted';
    const outcome = told(error);
    if (outcome === 'time is up' && performance.now() - start < Number(timeout)) throw new Error('it is not', { cause: error });
    return outcome;
  }
}

/** Blocks. */
export const runs: OnceWay = (ground) => blocking(ground);

/** Blocks for a time. */
export const runsTimed: OnceWay = (ground) => blocking(ground, BRIEF);

/** Looks once. */
export const tries: OnceWay = (ground) => blocking(ground, 0);

/** Awaits. */
export const awaits: OnceWay = async (ground) => awaiting(ground);

/** Awaits for a time. */
export const awaitsTimed: OnceWay = async (ground) => awaiting(ground, BRIEF);

/** Looks once, too. */
export const triesAsync: OnceWay = async (ground) => awaiting(ground, 0);

/** Awaits until it gives up. */
export const awaitsAborted: OnceWay = async (ground) => awaiting(ground, undefined, abortSignal());

/** Two tasks of one thread, of which one may give up. */
export const awaitsTwice: OnceWay = async (ground) => Promise.all([awaitsAborted(ground), awaiting(ground)]);

/** Two tasks of one thread: what the first does aborts the second, which may have been woken with it. */
export const awaitsAndAborts: OnceWay = async (ground) => {
  const abort = new AbortController();
  const aborting = async (): Promise<Outcome> => {
    try {
      const does = (): void => {
        abort.abort();
        ground.do();
      };
      return ground.ended(await ground.once.runAsync(does));
    } catch (error) {
      return told(error);
    }
  };
  return Promise.all([aborting(), awaiting(ground, undefined, abort.signal)]);
};

/** Awaits what it does, too: others come between. */
export const runsSlowly: OnceWay = async (ground) => {
  try {
    const slowly = async (): Promise<void> => {
      await Promise.resolve();
      ground.do();
    };
    return ground.ended(await ground.once.runAsync(slowly));
  } catch (error) {
    return told(error);
  }
};

/** While a task of this thread does it, a blocking call of the same thread is refused. */
export const blocksItself: OnceWay = async (ground) => {
  const task = runsSlowly(ground);
  const second = blocking(ground);
  return [await task, second];
};

/** Does it while all others sleep. */
export const runsWhenTheySleep: OnceWay = (ground) => {
  try {
    const when = (): void => {
      ground.gathering.othersSleep();
      ground.do();
    };
    return ground.ended(ground.once.run(when));
  } catch (error) {
    return told(error);
  }
};

/** Awaits for a time, and blocks meanwhile until that is up. */
export const awaitsBusily: OnceWay = async (ground) => {
  const wait = awaiting(ground, BRIEF);
  ground.gathering.othersSleep(2 * BRIEF);
  return wait;
};
