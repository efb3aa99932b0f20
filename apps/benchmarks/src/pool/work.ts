import type { TimedWaits } from '../javascript/timed-waits.ts';
import type { Pool } from './pool-shape.ts';

/** Whether all results were right: a pool that gives a wrong one is no contender. */
export class Results {
  /** Of all that were looked at. */
  right = true;

  /** Looks at one. */
  expect(result: unknown, wanted: unknown): void {
    if (result !== wanted) this.right = false;
  }
}

/** What a work gets for a round. */
export interface PoolRound {
  /** The pool of the row, whose threads are there. */
  readonly pool: Pool;
  readonly workers: number;
  readonly ms: number;
  readonly results: Results;
  /** Makes another pool, of as many threads. */
  readonly makePool: (workers: number) => Pool;
}

/** What was done in a round. */
export interface PoolResult {
  readonly operations: number;
  /** The time that it took. */
  readonly ms: number;
  readonly timed?: TimedWaits;
  readonly bytesPerOperation?: number;
}

/** One kind of work for pools. All of it is submitted by one thread, the main one, which awaits each result. */
export interface PoolWork {
  readonly run: (round: PoolRound) => Promise<PoolResult>;
  /** A thread may be given a task only when it has finished the one before. */
  readonly oneAtATime?: true;
  /** How late the event loop of the thread that submits is belongs to the result. */
  readonly watchesLoop?: true;
  /** Makes its pools itself. */
  readonly ownPools?: true;
}
