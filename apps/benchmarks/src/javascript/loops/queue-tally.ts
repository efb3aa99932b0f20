import { sectionWords, type SectionWords } from '../control-words.ts';
import type { Round, ThreadResult } from '../task.ts';

/* Of the section's words, of all threads together: how many items were put, the sum of their numbers; the same of those taken. */
const PUT = 0;
const TAKEN = 2;

function note({ control }: Round, at: typeof PUT | typeof TAKEN, count: number, sum: number): void {
  const words = sectionWords(control);
  Atomics.add(words, at, count);
  Atomics.add(words, at + 1, sum);
}

/** Odd threads put, even ones take. */
export const puts = ({ me }: Round): boolean => me % 2 === 1;

/** The first number of a producer, and how far apart its numbers are: none is another's. */
export const numbersOf = ({ me, task }: Round): readonly [first: number, step: number] => [(me + 1) / 2, task.threads / 2];

/** Notes what a producer has put. */
export function hasPut(round: Round, count: number, sum: number): ThreadResult {
  note(round, PUT, count, sum);
  return { operations: 0 };
}

/** Notes what a consumer has taken. */
export function hasTaken(round: Round, count: number, sum: number): ThreadResult {
  note(round, TAKEN, count, sum);
  return { operations: count };
}

/** Whether all that was put was taken, once, and nothing else. */
export function noItemLost(words: SectionWords, operations: number): boolean {
  return words[PUT] === (operations | 0) && words[TAKEN] === words[PUT] && words[PUT + 1] === words[TAKEN + 1];
}
