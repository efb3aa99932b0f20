import type { Attached } from './lock-shapes.ts';

/** What the host tells a thread to do in one round. */
export interface Task {
  readonly work: string;
  readonly contender: string;
  readonly threads: number;
  readonly round: number;
  readonly privateTurns: number;
  readonly sectionTurns: number;
}

/** What a thread has done in one round. */
export interface ThreadResult {
  /** Sections, hand-overs, waiters served or additions. */
  readonly operations: number;
  /** Waits by bucket, where they were sampled. */
  readonly buckets?: Float64Array;
  /** Longest wait, in milliseconds: never less than the true one. */
  readonly longestMs?: number;
  /** The thread's own time, in seconds, where the host's would count its preparation. */
  readonly seconds?: number;
  /** Bytes allocated by an operation, where that is measured. */
  readonly bytesPerOperation?: number;
}

/** What a loop gets: its task, its number from 1, the shared words, and the locks as this thread sees them. */
export interface Round {
  readonly task: Task;
  readonly me: number;
  readonly control: Int32Array;
  readonly locks: readonly Attached[];
}

/** One kind of work, done by one thread until the host says stop. */
export type Loop = (round: Round) => ThreadResult | Promise<ThreadResult>;

/** The first lock in the wanted shape, or an error that names what is missing. */
export function shapeOf<K extends keyof Attached>(round: Round, shape: K, index = 0): NonNullable<Attached[K]> {
  const found = round.locks[index]?.[shape];
  if (found === undefined) throw new Error(`${round.task.contender} has no form for ${round.task.work} (wanted: ${shape})`);
  return found;
}
