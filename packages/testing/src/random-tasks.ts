import type { Mode } from './mode.ts';
import type { Random } from './random-numbers.ts';

/** So often an awaiting task lets the event loop have a turn. */
const TURN_EVERY = 16;

/** Lets the event loop have a turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A time limit, a signal that is aborted soon, both, or neither. */
export function randomLimits(numbers: Random): { timeout?: number; signal?: AbortSignal } {
  const limits: { timeout?: number; signal?: AbortSignal } = {};
  if (numbers.below(3) === 0) limits.timeout = numbers.below(4) * numbers.next();
  if (numbers.below(3) > 0) return limits;
  const abort = new AbortController();
  const end = (): void => {
    abort.abort();
  };
  if (numbers.below(8) === 0) end();
  else if (numbers.below(2) === 0) queueMicrotask(end);
  else setTimeout(end, numbers.below(3));
  return { ...limits, signal: abort.signal };
}

/** How a thread goes on. */
export interface RandomTasks {
  readonly mode: Mode;
  /** How often each task does its part. */
  readonly ops: number;
  sync(): void;
  awaited(): Promise<void>;
}

/** A thread that blocks in one task, awaits in three, or does both. */
export async function randomTasks({ mode, ops, sync, awaited }: RandomTasks): Promise<void> {
  const awaiting = async (): Promise<void> => {
    for (let done = 0; done < ops; done++) {
      await awaited();
      if (done % TURN_EVERY === 0) await turn();
    }
  };
  const blocking = async (): Promise<void> => {
    for (let done = 0; done < ops; done++) {
      sync();
      if (mode === 'mixed' && done % 4 === 0) await turn();
    }
  };
  const tasks = [...(mode === 'async' ? [] : [blocking]), ...(mode === 'sync' ? [] : [awaiting, awaiting, awaiting])];
  await Promise.all(tasks.map((go) => go()));
}
