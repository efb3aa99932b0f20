import type { Event } from '@sync/event';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Events {
  readonly Event: typeof Event;
}

/** Words behind the two of the event. */
const CHANGES = 1;
/** Plain, written before `set`: who goes on without one is in a data race. */
const DATA = 2;
const WORDS = 3;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** What a wait came to. */
type Outcome = 'released' | 'time is up' | 'aborted' | 'set';

/** An event and what it announces, as one thread sees them. */
export class Ground {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly event: Event;
  /** Arrived are tasks that have called `waitAsync`, and so are to be released by the next `set`. */
  readonly gathering: Gathering = new Gathering();

  constructor({ Event }: Events) {
    this.event = new Event({ buffer: this.words.buffer as SharedArrayBuffer });
  }

  /** Is told after a wait. */
  ended(released: boolean): Outcome {
    if (!released) return 'time is up';
    if (this.words[DATA] !== 1) throw new Error('released, and nothing was set');
    return 'released';
  }

  /** In each thread that sets: no other may write. */
  prepare(): void {
    this.words[DATA] = 1;
  }

  /** True after the first `set`. */
  get wasSet(): boolean {
    return this.words[CHANGES] !== 0;
  }

  /** A scenario in which all have to end as expected, and the count of changes is right. */
  scenario(ways: readonly EventWay[], outcomes: readonly (readonly Outcome[])[], changes: number): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      if (!results.includes(KILLED) && this.words[CHANGES] !== changes) throw new Error(`the word is ${this.words[CHANGES]}`);
    });
  }
}

/** What a thread does with an event, and what came of it. */
export type EventWay = Way<Ground>;

/** Blocks. */
export const waits: EventWay = (ground) => ground.ended(ground.event.wait());

/** Blocks for a time; never gives up before. */
export const waitsTimed: EventWay = (ground) => {
  const start = performance.now();
  const outcome = ground.ended(ground.event.wait({ timeout: BRIEF }));
  if (outcome === 'time is up' && performance.now() - start < BRIEF) throw new Error('it is not');
  return outcome;
};

/** Awaits. */
export const awaits: EventWay = async (ground) => {
  const wait = ground.event.waitAsync();
  ground.gathering.arrive();
  return ground.ended(await wait);
};

/** Awaits for a time. */
export const awaitsTimed: EventWay = async (ground) => {
  const start = performance.now();
  const outcome = ground.ended(await ground.event.waitAsync({ timeout: BRIEF }));
  if (outcome === 'time is up' && performance.now() - start < BRIEF) throw new Error('it is not');
  return outcome;
};

/** Awaits for a time, and blocks meanwhile until that is up. */
export const awaitsBusily: EventWay = async (ground) => {
  const wait = ground.event.waitAsync({ timeout: BRIEF });
  ground.gathering.arrive();
  ground.gathering.othersSleep(2 * BRIEF);
  return ground.ended(await wait);
};

/** Awaits until it gives up. */
export const awaitsAborted: EventWay = async (ground) => {
  const signal = abortSignal();
  try {
    return ground.ended(await ground.event.waitAsync({ signal }));
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'aborted';
    throw error;
  }
};

/** Two tasks of one thread, of which one may give up. */
export const awaitsTwice: EventWay = async (ground) => Promise.all([awaitsAborted(ground), awaits(ground)]);

/** Sets it. */
export const sets: EventWay = (ground) => {
  ground.prepare();
  ground.event.set();
  return 'set';
};

/** Sets it at once with another that does: nothing is written before. */
export const setsOnly: EventWay = (ground) => {
  ground.event.set();
  return 'set';
};

/** Sets and clears it when so many tasks wait. */
export const setsAndClearsWhenTheyWait =
  (count: number): EventWay =>
  (ground) => {
    ground.gathering.arrived(count);
    ground.prepare();
    ground.event.set();
    ground.event.clear();
    return 'set';
  };

/** Sets and clears it when all others sleep. */
export const setsAndClearsWhenTheySleep: EventWay = (ground) => {
  ground.gathering.othersSleep();
  ground.prepare();
  ground.event.set();
  ground.event.clear();
  return 'set';
};

/** Sets, clears and sets it: who comes between waits for the second. */
export const setsTwice: EventWay = (ground) => {
  ground.prepare();
  ground.event.set();
  ground.event.clear();
  ground.event.set();
  return 'set';
};

/** Clears it. */
export const clears: EventWay = (ground) => {
  ground.event.clear();
  return 'set';
};
