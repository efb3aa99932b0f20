import { sectionWords } from '../control-words.ts';
import { shapeOf, type Round } from '../task.ts';

/** Something that one thread keeps shut for a while, and for which the others wait. */
export interface Gate {
  /** Has the others wait while `during` runs. */
  keepShut(during: () => void): void;
  /** Waits for it. Blocks the calling thread. */
  pass(): unknown;
}

/** The same where the others await it. */
export interface AwaitedGate {
  keepShut(during: () => void): Promise<void> | void;
  passAsync(): Promise<unknown>;
}

/** Thrown by a function that shall not be done once and for all. */
class NotDone extends Error {}

function notDone(): never {
  throw new NotDone();
}

function expectNotDone(error: unknown): void {
  if (!(error instanceof NotDone)) throw error;
}

/** What the contender's object is shut by: an event, a latch, a condition, a barrier, a once; undefined for a lock. */
function signallingGate(round: Round): (Gate & AwaitedGate) | undefined {
  const { event, latch, condition, barrier, once } = round.objects[0] ?? {};
  if (event) {
    const keepShut = (during: () => void): void => {
      event.clear();
      during();
      event.set();
    };
    return { keepShut, pass: () => event.wait(), passAsync: () => event.waitAsync() };
  }
  if (latch) {
    const keepShut = (during: () => void): void => {
      latch.countDown(); // only an open one can be shut
      latch.reset(1);
      during();
      latch.countDown();
    };
    return { keepShut, pass: () => latch.wait(), passAsync: () => latch.waitAsync() };
  }
  if (barrier) {
    const keepShut = (during: () => void): void => {
      during();
      barrier.wait();
    };
    return { keepShut, pass: () => barrier.wait(), passAsync: () => barrier.waitAsync() };
  }
  if (condition) return conditionGate(condition, round);
  return once && onceGate(once);
}

function conditionGate(condition: NonNullable<Round['objects'][number]['condition']>, round: Round): Gate & AwaitedGate {
  const words = sectionWords(round.control); // word 0, under the lock: whether it is open
  return {
    keepShut: (during) => {
      during();
      condition.acquire();
      words[0] = 1;
      condition.notifyAll();
      condition.release();
    },
    pass: () => {
      condition.acquire();
      while (words[0] === 0) condition.wait();
      condition.release();
    },
    passAsync: async () => {
      await condition.acquireAsync();
      while (words[0] === 0) await condition.waitAsync();
      condition.release();
    },
  };
}

/** The function fails, so that the next one in line runs it, and nothing is done for good. */
function onceGate(once: NonNullable<Round['objects'][number]['once']>): Gate & AwaitedGate {
  const attempt = (fn: () => void): void => {
    try {
      once.run(fn);
    } catch (error) {
      expectNotDone(error);
    }
  };
  return {
    keepShut: (during) => {
      attempt(() => {
        during();
        notDone();
      });
    },
    pass: () => {
      attempt(notDone);
    },
    passAsync: () => once.runAsync(notDone).catch(expectNotDone),
  };
}

/** The contender's object as something to wait for. */
export function gateOf(round: Round): Gate {
  const found = signallingGate(round);
  if (found) return found;
  const lock = shapeOf(round, 'blocking');
  const keepShut = (during: () => void): void => {
    lock.acquire();
    during();
    lock.release();
  };
  return { keepShut, pass: () => { keepShut(() => undefined); } };
}

/** The same, awaited. */
export function awaitedGateOf(round: Round): AwaitedGate {
  const found = signallingGate(round);
  if (found) return found;
  const lock = shapeOf(round, 'awaited');
  const keepShut = async (during: () => void): Promise<void> => {
    await lock.acquireAsync();
    during();
    lock.release();
  };
  return { keepShut, passAsync: () => keepShut(() => undefined) };
}
