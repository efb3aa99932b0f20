import type { Condition } from '@sync/condition';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, scenarioOf, type Way } from '@sync/model-testing';
import { entriesOf, isEmpty, notifyWithoutWaking, ownLock, waitingIn } from '../spec.ts';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Conditions {
  readonly Condition: typeof Condition;
}

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** Words behind those of the condition. They are plain: who uses them without the lock is in a data race. */
const ITEMS = 0;
/** How many have come to wait. */
const CAME = 1;
/** How many waited when somebody was notified. */
const MET = 2;
/** Who was notified: when it came, the last of them. */
const WHO = 3;
const DATA_WORDS = 4;

/** In the words of a lock. */
const STATE = 1;
const DEPTH = 3;
/** In both: ordering ids, drawn before the threads begin. */
const ORDER = 6;
const OWNER_SHIFT = 4;
/** The id of the first simulated thread. */
const FIRST_ID = 2;

/** What a thread came to. */
export type Outcome = 'notified' | 'time is up' | 'aborted' | 'got it' | 'done' | 'abandoned';

/** A condition, and what its lock protects, as one thread sees them. */
export class Ground {
  readonly words: Int32Array;
  readonly condition: Condition;
  readonly #data: Int32Array;
  /** Arrived are those that hold the lock, and wait before they give it up. */
  readonly #gathering: Gathering = new Gathering();
  readonly #came = new Int32Array(new SharedArrayBuffer(4));

  constructor({ Condition }: Conditions) {
    const buffer = new SharedArrayBuffer(Condition.byteLength + DATA_WORDS * 4);
    this.condition = new Condition({ buffer });
    this.words = new Int32Array(buffer, 0, Condition.byteLength / 4);
    this.#data = new Int32Array(buffer, Condition.byteLength, DATA_WORDS);
    for (const words of [this.words, ownLock(this.words)]) words.fill(1, ORDER, ORDER + 2);
  }

  /** Is about to wait, with the lock held. Returns how many came before. */
  come(): number {
    Atomics.add(this.#came, 0, 1);
    this.#gathering.arrive();
    return this.#data[CAME]!++;
  }

  /** Blocks until so many have come. */
  haveCome(count: number): void {
    this.#gathering.arrived(count);
  }

  /** Blocks until all others sleep for longer. */
  rest(milliseconds: number): void {
    this.#gathering.othersSleep(milliseconds);
  }

  /** Notes how many wait, with the lock held. */
  meet(): void {
    this.#data[MET] = waitingIn(this.words);
  }

  /** How many waited. */
  get met(): number {
    return this.#data[MET]!;
  }

  /** Who was notified. */
  get who(): number {
    return this.#data[WHO]!;
  }

  /** True if there is nothing to take. */
  get isEmpty(): boolean {
    return this.#data[ITEMS] === 0;
  }

  /** Brings items, or takes one. */
  add(items: number): void {
    this.#data[ITEMS]! += items;
  }

  /** After a wait, with the lock held. */
  ended(notified: boolean, place: number): Outcome {
    if (!this.condition.owned) throw new Error('it does not hold the lock');
    if (!notified) return 'time is up';
    this.#data[WHO] = place;
    return 'notified';
  }

  /** A thread may die once all have come, unless it holds the lock. */
  mayDie(thread: number, all: number): boolean {
    const owner = Number(ownLock(this.words)[STATE]) >>> OWNER_SHIFT;
    return this.#came[0] === all && owner !== thread + FIRST_ID;
  }

  /** A thread may die once somebody was notified. */
  get hasNotified(): boolean {
    return entriesOf(this.words).some(({ notified }) => notified > 0);
  }

  /** A scenario in which all end as expected, and nothing is left in the words. */
  scenario(ways: readonly ConditionWay[], outcomes: readonly (readonly Outcome[])[], final?: (outcomes: readonly unknown[]) => void): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      if (results.includes(KILLED)) return;
      const lock = ownLock(this.words);
      if (lock[STATE] !== 0 || lock[DEPTH] !== 0) throw new Error(`the lock is left as ${lock[STATE]}, ${lock[DEPTH]}`);
      if (!isEmpty(this.words)) throw new Error(`left in the line: ${JSON.stringify(entriesOf(this.words))}`);
      final?.(results.flat());
    });
  }
}

/** What a thread does with a condition, and what came of it. */
export type ConditionWay = Way<Ground>;

/** Blocks until there is something, and takes it. */
export const takes: ConditionWay = (ground) => {
  const { condition } = ground;
  condition.acquire();
  while (ground.isEmpty) condition.wait();
  ground.add(-1);
  condition.release();
  return 'got it';
};

/** Awaits something, and takes it. */
export const takesAsync: ConditionWay = async (ground) => {
  const { condition } = ground;
  await condition.acquireAsync();
  while (ground.isEmpty) await condition.waitAsync();
  ground.add(-1);
  if (condition.tryAcquire()) throw new Error('an async hold is entered again');
  condition.release();
  return 'got it';
};

/** The same by a sync hold, which stays one. */
export const takesSwitching: ConditionWay = async (ground) => {
  const { condition } = ground;
  condition.acquire();
  while (ground.isEmpty) await condition.waitAsync();
  ground.add(-1);
  if (!condition.tryAcquire()) throw new Error('a sync hold is not entered again');
  condition.release();
  condition.release();
  return 'got it';
};

/** The same from deep inside, by a guard. */
export const takesDeep: ConditionWay = (ground) => {
  const { condition } = ground;
  const guard = condition.hold();
  condition.acquire();
  while (ground.isEmpty) condition.wait();
  ground.add(-1);
  condition.release();
  if (!guard.held) throw new Error('a level is lost');
  guard.release();
  if (condition.owned) throw new Error('a level is left');
  return 'got it';
};

/** The same, with a predicate. */
export const takesFor: ConditionWay = (ground) =>
  ground.condition.run(() => {
    ground.condition.waitFor(() => !ground.isEmpty);
    ground.add(-1);
    return 'got it';
  });

/** Waits in vain for a time that is over when it was to be over, whatever happens meanwhile. */
export const waitsFor: ConditionWay = ({ condition }) => {
  condition.acquire();
  const start = performance.now();
  condition.waitFor(() => false, { timeout: BRIEF });
  if (performance.now() - start !== BRIEF) throw new Error(`after ${performance.now() - start} ms`);
  condition.release();
  return 'time is up';
};

/** The same, awaiting. */
export const awaitsFor: ConditionWay = async ({ condition }) => {
  await condition.acquireAsync();
  const start = performance.now();
  await condition.waitForAsync(() => false, { timeout: BRIEF });
  if (performance.now() - start !== BRIEF) throw new Error(`after ${performance.now() - start} ms`);
  condition.release();
  return 'time is up';
};

/** Notifies in the middle of that time. */
export const notifiesLater: ConditionWay = (ground) => {
  ground.rest(BRIEF / 2);
  ground.condition.run(() => {
    ground.condition.notify();
  });
  return 'done';
};

/** Blocks for a time; never gives up before. */
export const waitsTimed: ConditionWay = (ground) => {
  const { condition } = ground;
  condition.acquire();
  const place = ground.come();
  const start = performance.now();
  const outcome = ground.ended(condition.wait({ timeout: BRIEF }), place);
  if (outcome === 'time is up' && performance.now() - start < BRIEF) throw new Error('it is not');
  condition.release();
  return outcome;
};

/** Awaits for a time. */
export const awaitsTimed: ConditionWay = async (ground) => {
  const { condition } = ground;
  await condition.acquireAsync();
  const place = ground.come();
  const start = performance.now();
  const outcome = ground.ended(await condition.waitAsync({ timeout: BRIEF }), place);
  if (outcome === 'time is up' && performance.now() - start < BRIEF) throw new Error('it is not');
  condition.release();
  return outcome;
};

/** Blocks, and notifies the next one. */
export const waitsAndPasses: ConditionWay = (ground) => {
  const { condition } = ground;
  condition.acquire();
  const place = ground.come();
  const outcome = ground.ended(condition.wait(), place);
  condition.notify();
  condition.release();
  return outcome;
};

/** Awaits, and notifies the next one. */
export const awaitsAndPasses: ConditionWay = async (ground) => {
  const { condition } = ground;
  await condition.acquireAsync();
  const place = ground.come();
  const outcome = ground.ended(await condition.waitAsync(), place);
  condition.notify();
  condition.release();
  return outcome;
};

/** Awaits until it gives up. */
export const awaitsAborted: ConditionWay = async (ground) => leaves(ground, () => undefined);

/** Awaits until it gives up, and otherwise notifies the next one. */
export const abortedOrPasses: ConditionWay = async (ground) =>
  leaves(ground, () => {
    ground.condition.notify();
  });

async function leaves(ground: Ground, ifNotified: () => void): Promise<Outcome> {
  const { condition } = ground;
  await condition.acquireAsync();
  const place = ground.come();
  const signal = abortSignal();
  try {
    const outcome = ground.ended(await condition.waitAsync({ signal }), place);
    ifNotified();
    return outcome;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    ground.ended(false, place);
    return 'aborted';
  } finally {
    condition.release();
  }
}

/** Two tasks of one thread, one of which may give up. */
export const awaitsTwice: ConditionWay = async (ground) => Promise.all([abortedOrPasses(ground), awaitsAndPasses(ground)]);

/** Two tasks of one thread wait for a time; it notifies one. */
export const notifiesOneOfTwo: ConditionWay = async (ground) => {
  const { condition } = ground;
  const task = async (): Promise<Outcome> => {
    condition.acquire();
    const place = ground.come();
    const outcome = ground.ended(await condition.waitAsync({ timeout: BRIEF }), place);
    condition.release();
    return outcome;
  };
  const tasks = [task(), task()];
  condition.run(() => {
    ground.meet();
    condition.notify();
  });
  return Promise.all(tasks);
};

/** A task of its own waits behind one that has come; it notifies both. */
export const notifiesBoth: ConditionWay = async (ground) => {
  const { condition } = ground;
  ground.haveCome(1);
  condition.acquire();
  const wait = condition.waitAsync();
  condition.run(() => {
    condition.notifyAll();
  });
  const outcome = ground.ended(await wait, 1);
  condition.release();
  return outcome;
};

/** Brings so many, and notifies as many. */
export const brings =
  (items: number): ConditionWay =>
  (ground) => {
    const { condition } = ground;
    const guard = condition.hold();
    ground.add(items);
    condition.notify(items);
    guard.release();
    return 'done';
  };

/** Brings so many, and notifies all. */
export const bringsToAll =
  (items: number): ConditionWay =>
  (ground) => {
    const { condition } = ground;
    condition.acquire();
    ground.add(items);
    condition.notifyAll();
    condition.release();
    return 'done';
  };

/** Notifies so many, once so many have come. */
export const notifies =
  (count: number, came: number): ConditionWay =>
  (ground) => {
    const { condition } = ground;
    ground.haveCome(came);
    condition.acquire();
    ground.meet();
    condition.notify(count);
    condition.release();
    return 'done';
  };

/** Notifies one, as one that dies before it wakes it. */
export const notifiesAndWakesNobody: ConditionWay = (ground) => {
  const { condition } = ground;
  ground.haveCome(1);
  condition.acquire();
  notifyWithoutWaking(ground.words);
  condition.release();
  return 'done';
};

/** Notifies one when it has come, and waits for a time: it came later. */
export const notifiesAndWaits: ConditionWay = (ground) => {
  const { condition } = ground;
  ground.haveCome(1);
  condition.acquire();
  condition.notify();
  const outcome = ground.ended(condition.wait({ timeout: BRIEF }), 1);
  condition.release();
  return outcome;
};

/** Two tasks of its own wait when one has come: it is notified before the second comes, the first one after that. */
export const notifiesBetween: ConditionWay = async (ground) => {
  const { condition } = ground;
  const task = async (): Promise<Outcome> => {
    condition.acquire();
    const outcome = ground.ended(await condition.waitAsync(), 1);
    condition.release();
    return outcome;
  };
  ground.haveCome(1);
  const first = task();
  condition.run(() => {
    condition.notify();
  });
  const second = task();
  condition.run(() => {
    condition.notify();
  });
  return Promise.all([first, second]);
};

/** Waits for a time behind one that has come, and notifies one. */
export const notifiesBehind: ConditionWay = async (ground) => {
  const { condition } = ground;
  ground.haveCome(1);
  condition.acquire();
  const wait = condition.waitAsync({ timeout: BRIEF });
  condition.acquire();
  ground.meet();
  condition.notify();
  condition.release();
  const outcome = ground.ended(await wait, 1);
  condition.release();
  return outcome;
};

/** Looks how many wait, without the lock. */
export const looks: ConditionWay = ({ condition }) => {
  if (!/^Condition\[[012] waiting, /.test(String(condition))) throw new Error(String(condition));
  return 'done';
};

const isAbandoned = (error: unknown): boolean => (error as { code?: string }).code === 'SYNC_ABANDONED_LOCK';

/** It cannot have the lock again, since its holder died, and does not hold it. */
function recovers({ condition }: Ground, error: unknown): Outcome {
  if (!isAbandoned(error)) throw error;
  if (condition.owned) throw new Error('it holds the lock');
  condition.recover();
  condition.release();
  return 'abandoned';
}

/** Blocks, and notifies the next one, unless the lock is lost. */
export const waitsOrIsLost: ConditionWay = (ground) => {
  try {
    return waitsAndPasses(ground);
  } catch (error) {
    return recovers(ground, error);
  }
};

/** Awaits, and notifies the next one, unless the lock is lost. */
export const awaitsOrIsLost: ConditionWay = async (ground) => {
  try {
    return await (awaitsAndPasses(ground));
  } catch (error) {
    if (!isAbandoned(error)) throw error;
    await ground.condition.recoverAsync();
    ground.condition.release();
    return 'abandoned';
  }
};

/** Two tasks of one thread. */
export const awaitsTwiceOrIsLost: ConditionWay = async (ground) =>
  Promise.all([awaitsOrIsLost(ground), awaitsOrIsLost(ground)]);

/** Blocks for a time, and recovers the lock if it has to: nobody notifies it after that. */
export const waitsTimedOrIsLost: ConditionWay = (ground) => {
  try {
    return waitsTimed(ground);
  } catch (error) {
    return recovers(ground, error);
  }
};

/** Recovers the lock, or just takes it, once so many have come, and notifies one. */
export const recoversAndNotifies =
  (came: number): ConditionWay =>
  (ground) => {
    ground.haveCome(came);
    ground.condition.recover();
    ground.condition.notify();
    ground.condition.release();
    return 'done';
  };
