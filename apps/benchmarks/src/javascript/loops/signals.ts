import type { Attached } from '../lock-shapes.ts';
import { shapeOf, type Round } from '../task.ts';

/** What one thread gives and another takes: a permit of a semaphore, or an event that is set and cleared. */
export interface Signal {
  give(): unknown;
  /** Blocks the calling thread until it is given. */
  take(): unknown;
}

/** A signal that is awaited. */
export interface AwaitedSignal {
  give(): unknown;
  takeAsync(): Promise<unknown>;
}

const eventOf = (round: Round, index: number): Attached['event'] => round.objects[index]?.event;

/** The contender's object as a signal. */
export function signalOf(round: Round, index: number): Signal {
  const event = eventOf(round, index);
  if (event) {
    const take = (): void => {
      event.wait();
      event.clear();
    };
    return { give: () => event.set(), take };
  }
  const semaphore = shapeOf(round, 'blocking', index);
  return { give: () => semaphore.release(), take: () => semaphore.acquire() };
}

/** The same, awaited. */
export function awaitedSignalOf(round: Round, index: number): AwaitedSignal {
  const event = eventOf(round, index);
  if (event) {
    const takeAsync = async (): Promise<void> => {
      await event.waitAsync();
      event.clear();
    };
    return { give: () => event.set(), takeAsync };
  }
  const semaphore = shapeOf(round, 'awaited', index);
  return { give: () => semaphore.release(), takeAsync: () => semaphore.acquireAsync() };
}
