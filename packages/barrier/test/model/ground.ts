import type { Barrier } from '@sync/barrier';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Barriers {
  readonly Barrier: typeof Barrier;
}

/** Slots of the barrier. */
const STATE = 1;
const PRESENT = 16;
const BARRIER_WORDS = 80;
/** Plain, each written by one thread before it comes, and read by those who come through with it. */
const MARKS = BARRIER_WORDS;
const MOST_THREADS = 3;
/** Plain, written by the action. */
const ACTED = MARKS + MOST_THREADS;
const WORDS = ACTED + 1;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** What a wait came to: the index, or what went wrong. */
type Outcome = number | string;

/** What the setup begins with. */
export interface Start {
  readonly parties: number;
  /** Runs in who comes last. */
  readonly action?: (ground: Ground) => void;
  /** All parties are in one round, and mark what they have done before: who comes through looks at that. */
  readonly marks?: boolean;
  /** Writes more into the words. */
  readonly begins?: (ground: Ground) => void;
}

/** A barrier and what it is for, as one thread sees them. */
export class Ground {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly barrier: Barrier;
  /** Arrived are tasks that have come for sure. */
  readonly gathering: Gathering = new Gathering();
  readonly #start: Start;

  constructor({ Barrier }: Barriers, start: Start) {
    const { parties, action } = start;
    this.#start = start;
    const buffer = this.words.buffer as SharedArrayBuffer;
    this.barrier = new Barrier(parties, { buffer, ...(action && { action: () => { action(this); } }) }); // prettier-ignore
    start.begins?.(this);
  }

  /** Which round it is. */
  get round(): number {
    return Number(this.words[STATE]) >>> 16;
  }

  /** The last one has come, and the round goes on. */
  get isFull(): boolean {
    return (Number(this.words[STATE]) & 0xffff) === 0;
  }

  /** The round is broken. */
  get isBroken(): boolean {
    return (Number(this.words[STATE]) & 0x8000) !== 0;
  }

  /** A thread is noted as one that waits in some round. */
  isNoted(thread: number): boolean {
    return this.#entries().some(([id, here]) => id === thread + 2 && (here & 0xffff) > 0);
  }

  /** As if a thread had been noted before, and did not wait. */
  note(entry: number, thread: number): void {
    this.words[PRESENT + 2 * entry] = thread + 2;
  }

  /** The action was: once, and nobody else is there. */
  act(): void {
    this.words[ACTED] = Number(this.words[ACTED]) + 1;
  }

  /** How often it was. */
  get acted(): number {
    return Number(this.words[ACTED]);
  }

  /** In a thread, before it comes. */
  mark(thread: number | undefined): void {
    if (thread !== undefined) this.words[MARKS + thread] = 1;
  }

  /** In who comes through. */
  look(): void {
    const { parties, marks, action } = this.#start;
    for (let thread = 0; thread < parties && marks === true; thread++) {
      if (this.words[MARKS + thread] !== 1) throw new Error(`came through, and thread ${thread} has not come`);
    }
    if (marks === true && action !== undefined && this.acted !== 1) throw new Error('came through before the action');
  }

  /** Nobody is left in the words. */
  get isAtRest(): boolean {
    return this.#entries().every(([, here]) => (here & 0xffff) === 0);
  }

  #entries(): (readonly [id: number, here: number])[] {
    return Array.from({ length: 4 }, (_, at) => [Number(this.words[PRESENT + 2 * at]), Number(this.words[PRESENT + 2 * at + 1])]);
  }
}

/** What a thread does with a barrier, and what came of it. */
export type BarrierWay = Way<Ground>;

/** The name of an error of the barrier. */
function told(error: unknown): string {
  const { name } = error as Error;
  if (name === 'BrokenBarrierError') return 'broken';
  if (name === 'InvalidStateError') return 'all have left';
  if ((error as Error).message === 'it failed') return 'failed';
  throw error;
}

function blocking(ground: Ground, timeout?: number): Outcome {
  const start = performance.now();
  try {
    const index = ground.barrier.wait({ timeout });
    ground.look();
    return index;
  } catch (error) {
    const end = told(error);
    const early = performance.now() - start < Number(timeout);
    if (early && (error as Error).message.includes('ran out of time after')) throw new Error('it did not', { cause: error });
    return end;
  }
}

async function awaiting(ground: Ground, timeout?: number, signal?: AbortSignal, came?: () => void): Promise<Outcome> {
  const start = performance.now();
  try {
    const wait = ground.barrier.waitAsync({ timeout, signal });
    came?.();
    const index = await wait;
    ground.look();
    return index;
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return 'aborted';
    const end = told(error);
    const early = performance.now() - start < Number(timeout);
    if (early && (error as Error).message.includes('ran out of time after')) throw new Error('it did not', { cause: error });
    return end;
  }
}

/** Blocks. */
export const waits =
  (thread?: number): BarrierWay =>
  (ground) => {
    ground.mark(thread);
    return blocking(ground);
  };

/** Blocks for a time. */
export const waitsTimed =
  (thread?: number, timeout: number = BRIEF): BarrierWay =>
  (ground) => {
    ground.mark(thread);
    return blocking(ground, timeout);
  };

/** Awaits. */
export const awaits = (thread?: number): BarrierWay => async (ground) => {
  ground.mark(thread);
  return awaiting(ground);
}; // prettier-ignore

/** Awaits, and says when it has come. */
export const awaitsForSure: BarrierWay = async (ground) =>
  awaiting(ground, undefined, undefined, () => {
    ground.gathering.arrive();
  });

/** Awaits for a time. */
export const awaitsTimed = (thread?: number): BarrierWay => async (ground) => {
  ground.mark(thread);
  return awaiting(ground, BRIEF);
}; // prettier-ignore

/** Awaits until it gives up. */
export const awaitsAborted = (thread?: number): BarrierWay => async (ground) => {
  ground.mark(thread);
  return awaiting(ground, undefined, abortSignal());
}; // prettier-ignore

/** Two tasks of one thread, of which one may give up. */
export const awaitsTwice: BarrierWay = async (ground) => Promise.all([awaiting(ground, undefined, abortSignal()), awaiting(ground)]);

/** Two tasks of one thread. */
export const twoTasks: BarrierWay = async (ground) => Promise.all([awaiting(ground), awaiting(ground)]);

/** Two rounds. */
export const waitsTwoRounds: BarrierWay = (ground) => [blocking(ground), blocking(ground)];

/** Two rounds. */
export const awaitsTwoRounds: BarrierWay = async (ground) => [await awaiting(ground), await awaiting(ground)];

/** A task that awaits, and its own thread that blocks after it. */
export const awaitsAndBlocks: BarrierWay = async (ground) => {
  const task = awaiting(ground);
  const mine = blocking(ground);
  return [await task, mine];
};

/** Comes again until it is through. */
export const waitsUntilThrough: BarrierWay = (ground) => {
  for (;;) {
    const end = blocking(ground);
    if (end !== 'broken') return end;
  }
};

/** Comes again until it is through. */
export const awaitsUntilThrough: BarrierWay = async (ground) => {
  for (;;) {
    const end = await awaiting(ground);
    if (end !== 'broken') return end;
  }
};

/** Comes, so often, and waits for nobody; until it is broken. */
export const arrives =
  (times: number): BarrierWay =>
  (ground) => {
    try {
      for (let time = 0; time < times; time++) ground.barrier.arrive();
      return 'done';
    } catch (error) {
      return told(error);
    }
  };

/** Comes for the last time. */
export const drops: BarrierWay = (ground) => {
  try {
    ground.barrier.arriveAndDrop();
    return 'left';
  } catch (error) {
    return told(error);
  }
};

/** Comes for the last time, if need be again. */
export const dropsUntilLeft: BarrierWay = (ground) => {
  for (;;) {
    const end = drops(ground);
    if (end !== 'broken') return end;
  }
};

/** Breaks it: it is broken after that. */
export const aborts: BarrierWay = (ground) => {
  ground.barrier.abort();
  if (!ground.barrier.broken) throw new Error('it is not broken');
  return 'done';
};

/** Breaks it, and nobody looks. */
export const abortsOnly: BarrierWay = (ground) => {
  ground.barrier.abort();
  return 'done';
};

/** Makes it whole. */
export const resets: BarrierWay = (ground) => {
  ground.barrier.reset();
  return 'done';
};

/** Makes it whole when so many tasks have come. */
export const resetsWhenTheyWait =
  (count: number): BarrierWay =>
  (ground) => {
    ground.gathering.arrived(count);
    return resets(ground);
  };

/** Breaks it when so many tasks have come. */
export const abortsWhenTheyWait =
  (count: number): BarrierWay =>
  (ground) => {
    ground.gathering.arrived(count);
    return abortsOnly(ground);
  };

/** Comes, and does something to the next round at once. */
export const waitsAndThen =
  (then: (barrier: Barrier) => void): BarrierWay =>
  (ground) => {
    const end = blocking(ground);
    then(ground.barrier);
    return end;
  };

/** Two rounds; says so when it has come to the first. */
export const awaitsTwoForSure: BarrierWay = async (ground) => {
  const first = await awaiting(ground, undefined, undefined, () => {
    ground.gathering.arrive();
  });
  return [first, await awaiting(ground)];
};

/** Ends the first round of three, and comes to the next. */
export const endsOneAndComes: BarrierWay = (ground) => {
  ground.gathering.arrived(1);
  arrives(2)(ground);
  ground.gathering.arrive();
  return arrives(1)(ground);
};

/** Waits in the second round. */
export const waitsLater: BarrierWay = (ground) => {
  ground.gathering.arrived(2);
  return blocking(ground);
};

/** Waits if one waits already. */
export const waitsIfSomebodyDoes: BarrierWay = (ground) => (ground.barrier.waiting > 0 ? blocking(ground) : 'done');

/** Uses no barrier. */
export const isThere: BarrierWay = (ground) => {
  ground.gathering.arrive();
  return 'done';
};

/** A scenario over a ground: after what is expected of each, nobody is left in the words. */
export function scenario(
  ground: Ground,
  ways: readonly BarrierWay[],
  outcomes: readonly (readonly Outcome[])[],
  final?: (results: readonly unknown[]) => void,
): Scenario {
  return scenarioOf(ground, ways, outcomes, (results) => {
    const deaths = results.includes(KILLED);
    if (!deaths && !ground.isAtRest) throw new Error('somebody is noted who has gone');
    final?.(results);
  });
}

/** All came through, each with another index, or none of those who live. */
export function allOrNone(results: readonly unknown[]): void {
  const alive = results.flat().filter((one) => one !== KILLED);
  const indices = alive.filter((one) => typeof one === 'number');
  if (indices.length !== 0 && indices.length !== alive.length) throw new Error(`different ends: ${alive.join()}`);
  if (new Set(indices).size !== indices.length) throw new Error(`the same index twice: ${alive.join()}`);
}
