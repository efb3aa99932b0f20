import type { SectionWords } from './control-words.ts';
import type { Work } from './task.ts';

/** What a round leaves behind. */
interface Left {
  /** Operations of each thread. */
  readonly counts: readonly number[];
  readonly operations: number;
  /** What the object itself says was added to it. */
  readonly added: number;
  readonly words: SectionWords;
}

/** Whether all adds up: a contender that loses something, or lets somebody in too early, is none. */
export function isExact({ inTurns, sums, exact }: Work, { counts, operations, added, words }: Left): boolean {
  if (inTurns && Math.max(...counts) - Math.min(...counts) > 1) return false;
  if (sums && (added | 0) !== (operations | 0)) return false;
  return exact?.(words, operations) ?? true;
}
