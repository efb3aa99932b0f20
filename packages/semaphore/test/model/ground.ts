import type { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
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
const BRIEF = 10;

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

/** Blocks for permits, and keeps them. */
export const takes =
  (count = 1): SemaphoreWay =>
  ({ semaphore }) =>
    semaphore.acquire({ count });

/** Awaits permits, and keeps them. */
export const awaits =
  (count = 1): SemaphoreWay =>
  async ({ semaphore, gathering }) => {
    const wait = semaphore.acquireAsync({ count });
    gathering.arrive();
    return wait;
  };

/** Blocks for permits, goes to the data and brings them back. */
export const visits =
  (count = 1): SemaphoreWay =>
  (ground) => {
    const taken = ground.semaphore.acquire({ count });
    ground.section();
    ground.semaphore.release(count);
    return taken;
  };

/** The same, awaiting. */
export const visitsAsync =
  (count = 1): SemaphoreWay =>
  async (ground) => {
    const taken = await ground.semaphore.acquireAsync({ count });
    ground.section();
    ground.semaphore.release(count);
    return taken;
  };

/** Blocks for a permit, and brings so many. */
export const takesAndGives =
  (count: number): SemaphoreWay =>
  ({ semaphore }) => {
    const taken = semaphore.acquire();
    semaphore.release(count);
    return taken;
  };

/** Tries, and goes to the data if it may. */
export const tries: SemaphoreWay = (ground) => {
  const taken = ground.semaphore.tryAcquire();
  if (taken) {
    ground.section();
    ground.semaphore.release();
  }
  return taken;
};

/** Blocks for a time; never gives up before. What it got, it brings back. */
export const visitsTimed =
  (count = 1): SemaphoreWay =>
  ({ semaphore }) => {
    const start = performance.now();
    const taken = semaphore.acquire({ count, timeout: BRIEF });
    if (!taken && performance.now() - start < BRIEF) throw new Error('it is not');
    if (taken) semaphore.release(count);
    return taken;
  };

/** Awaits for a time; never gives up before. What it got, it brings back. */
export const visitsTimedAsync =
  (count = 1): SemaphoreWay =>
  async ({ semaphore }) => {
    const start = performance.now();
    const taken = await semaphore.acquireAsync({ count, timeout: BRIEF });
    if (!taken && performance.now() - start < BRIEF) throw new Error('it is not');
    if (taken) semaphore.release(count);
    return taken;
  };

/** Awaits until it gives up. What it got, it brings back. */
export const visitsAborted =
  (count = 1): SemaphoreWay =>
  async ({ semaphore }) => {
    const signal = abortSignal();
    try {
      await semaphore.acquireAsync({ count, signal });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return 'aborted';
      throw error;
    }
    semaphore.release(count);
    return true;
  };

/** Awaits, and gives up after a time. What it got, it brings back. */
export const abortsItself =
  (count: number): SemaphoreWay =>
  async ({ semaphore }) => {
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort('enough');
    }, BRIEF);
    try {
      await semaphore.acquireAsync({ count, signal: abort.signal });
    } catch (error) {
      if (error === 'enough') return 'aborted';
      throw error;
    }
    semaphore.release(count);
    return true;
  };

/** Two tasks of one thread, one after the other; the first may give up. */
export const both =
  (first: SemaphoreWay, second: SemaphoreWay): SemaphoreWay =>
  async (ground) =>
    Promise.all([first(ground), second(ground)]);

/** Brings so many, at once. */
export const releases =
  (...counts: readonly number[]): SemaphoreWay =>
  ({ semaphore }) => {
    for (const count of counts) semaphore.release(count);
  };

/** Blocks for permits when all others sleep; tells when it has them. */
export const takesInTurn =
  (milliseconds: number, count = 1): SemaphoreWay =>
  (ground) => {
    if (milliseconds > 0) ground.gathering.othersSleep(milliseconds);
    ground.semaphore.acquire({ count });
    return ground.turn();
  };

/** Awaits permits when all others sleep; tells when it has them. */
export const awaitsInTurn =
  (milliseconds: number, count = 1): SemaphoreWay =>
  async (ground) => {
    if (milliseconds > 0) ground.gathering.othersSleep(milliseconds);
    await ground.semaphore.acquireAsync({ count });
    return ground.turn();
  };

/** Brings so many when all others sleep, and the next when they sleep again. */
export const releasesInTurn =
  (...counts: readonly number[]): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    for (const count of counts) {
      gathering.othersSleep(20);
      semaphore.release(count);
    }
  };

/** When the other sleeps, tries before and after it has brought some. */
export const triesAround =
  (count: number): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    gathering.othersSleep();
    const before = semaphore.tryAcquire();
    semaphore.release(count);
    return `${before}, ${semaphore.tryAcquire()}`;
  };

/** When the other awaits and is blocked, tries before and after it has brought some, and once more. */
export const triesBeside =
  (count: number): SemaphoreWay =>
  (ground) => {
    const { semaphore, gathering } = ground;
    gathering.arrived(1);
    const before = semaphore.tryAcquire();
    semaphore.release(count);
    const after = [semaphore.tryAcquire(), semaphore.tryAcquire()];
    ground.openGate();
    return [before, ...after].join(', ');
  };

/** Brings one, takes all that are there, and brings those back. */
export const drains: SemaphoreWay = ({ semaphore }) => {
  semaphore.release();
  const drained = semaphore.drain();
  if (drained > 0) semaphore.release(drained);
};

/** The same with a pause, in which nobody has been rung who still sleeps. */
export const drainsSlowly: SemaphoreWay = (ground) => {
  const { semaphore, gathering } = ground;
  semaphore.release();
  const drained = semaphore.drain();
  gathering.othersSleep();
  if (drained === 0) return;
  if (ground.isRung) throw new Error('one that has come is still as if it had not');
  semaphore.release(drained);
};

/** Brings one too many, or not. */
export const releasesOrNot: SemaphoreWay = ({ semaphore }) => {
  try {
    semaphore.release();
    return 'released';
  } catch (error) {
    return (error as Error).name;
  }
};

/** Reads how many are there. */
export const looks: SemaphoreWay = ({ semaphore }) => semaphore.value;

/** Awaits some, and blocks on something else until the gate is open. */
export const awaitsBlocked =
  (count = 1): SemaphoreWay =>
  async (ground) => {
    const wait = ground.semaphore.acquireAsync({ count });
    ground.gathering.arrive();
    ground.blockAtGate();
    return wait;
  };

/** Awaits one, and blocks for another behind its own task. */
export const awaitsBehindItself: SemaphoreWay = async ({ semaphore, gathering }) => {
  const wait = semaphore.acquireAsync();
  gathering.arrive();
  semaphore.acquire();
  semaphore.release();
  return wait;
};

/** When one awaits, blocks for a permit, opens the gate and brings it back. */
export const opensTheGate: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  const taken = ground.semaphore.acquire();
  ground.openGate();
  ground.semaphore.release();
  return taken;
};

/** When so many await, brings one. */
export const releasesTo =
  (count: number): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    gathering.arrived(count);
    semaphore.release();
  };

/** Says so first, for who asks who may be killed. */
export const releasesOpenly: SemaphoreWay = (ground) => {
  ground.openGate();
  ground.semaphore.release();
};

/** Tries in vain, and brings two. */
export const triesAndReleases: SemaphoreWay = ({ semaphore }) => {
  const taken = semaphore.tryAcquire();
  semaphore.release(2);
  return taken;
};

/** Tries in vain, and waits. */
export const triesAndTakes: SemaphoreWay = ({ semaphore }) => {
  if (semaphore.tryAcquire()) return true;
  return semaphore.acquire();
};

/** Brings one; after a slice of those that wait they are seen to wait. Then brings another. */
export const releasesLate: SemaphoreWay = (ground) => {
  ground.semaphore.release();
  ground.gathering.othersSleep(120);
  if (ground.showsOne && !ground.isQueued) throw new Error('one waits, and nobody would know');
  ground.semaphore.release();
};

/** Takes two, and brings them back one by one. */
export const takesTwoGivesOnes: SemaphoreWay = ({ semaphore }) => {
  const taken = semaphore.acquire({ count: 2 });
  semaphore.release();
  semaphore.release();
  return taken;
};

/** Takes one and brings it back, takes two and keeps them for a time. */
export const takesOneThenTwo: SemaphoreWay = ({ semaphore, gathering }) => {
  semaphore.acquire();
  semaphore.release();
  semaphore.acquire({ count: 2 });
  gathering.othersSleep();
  semaphore.release(2);
};

/** Takes one, then waits for two. */
export const takesTwiceInTurn: SemaphoreWay = (ground) => {
  ground.semaphore.acquire();
  const first = ground.turn();
  ground.semaphore.acquire({ count: 2 });
  return `${first}, ${ground.turn()}`;
};

const turnOf = async (ground: Ground, wait: Promise<boolean>): Promise<string> => ((await wait) ? ground.turn() : 'none');

/** Awaits two times, and is blocked for a time. */
export const awaitsTwiceBlocked: SemaphoreWay = async (ground) => {
  const waits = [turnOf(ground, ground.semaphore.acquireAsync()), turnOf(ground, ground.semaphore.acquireAsync())];
  ground.gathering.othersSleep(30);
  return Promise.all(waits);
};

/** Awaits one, then three. */
export const awaitsOneAndThree: SemaphoreWay = async (ground) => {
  const waits = [turnOf(ground, ground.semaphore.acquireAsync()), turnOf(ground, ground.semaphore.acquireAsync({ count: 3 }))];
  ground.gathering.arrive();
  return Promise.all(waits);
};

/** Waits behind those that have arrived. */
export const takesBehind: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  ground.semaphore.acquire();
  return ground.turn();
};

/** When the two have come, brings three; later one, and one. */
export const releasesThreeAndTwo: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  ground.semaphore.release(3);
  releasesInTurn(1, 1)(ground);
};

/** Awaits one, awaits another when somebody waits behind it, and is blocked until that one goes on. */
export const awaitsAround: SemaphoreWay = async (ground) => {
  const { semaphore, gathering } = ground;
  const waits = [semaphore.acquireAsync()];
  gathering.othersSleep(10);
  waits.push(semaphore.acquireAsync());
  ground.blockAtGate();
  return Promise.all(waits);
};

/** Waits between the two of the other, opens the gate and brings its permit back. */
export const takesBetween: SemaphoreWay = (ground) => {
  ground.gathering.othersSleep(5);
  const taken = ground.semaphore.acquire();
  ground.openGate();
  ground.semaphore.release();
  return taken;
};
