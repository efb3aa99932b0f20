import type { MessagePort } from 'node:worker_threads';
import type { SectionWords } from './control-words.ts';
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

/** What a loop gets: its task, its number from 1, the shared words, and the objects: as this thread sees them, and as they are shared. */
export interface Round {
  readonly task: Task;
  readonly me: number;
  readonly control: Int32Array;
  readonly objects: readonly Attached[];
  readonly shared: readonly unknown[];
  /** To the other thread of the pair: 1 has a line to 2, 3 to 4, and so on. */
  readonly line?: MessagePort;
}

/** One kind of work, done by one thread until the host says stop. */
export type Loop = (round: Round) => ThreadResult | Promise<ThreadResult>;

/** One kind of work: what each thread does, with what, and how it is known to be right. */
export interface Work {
  readonly loop: Loop;
  /** As many objects as there are numbers: what each is made with, permits of a semaphore, count of a latch, or places of a queue. */
  readonly counts?: readonly number[];
  /** Nothing happens: CPU time counts from when everybody sleeps. */
  readonly idles?: true;
  /** No thread may be ahead of another by more than one operation. */
  readonly inTurns?: true;
  /** An operation is done by all threads together: those of the first count. */
  readonly together?: true;
  /** What the threads have added is summed up by the object itself. */
  readonly sums?: true;
  /** Whether the section's words are as so many operations must leave them. */
  readonly exact?: (words: SectionWords, operations: number) => boolean;
}

/** The first object, or another, in the wanted shape, or an error that names what is missing. */
export function shapeOf<K extends keyof Attached>(round: Round, shape: K, index = 0): NonNullable<Attached[K]> {
  const found = round.objects[index]?.[shape];
  if (found === undefined) throw new Error(`${round.task.contender} has no form for ${round.task.work} (wanted: ${shape})`);
  return found;
}
