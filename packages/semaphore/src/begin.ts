import { checkCount, checkFlag, checkOptions, store, type PlacementOptions } from '@sync/atomics/internal';
import { MOST_PERMITS, PERMIT, SLOT_BOUND, SLOT_STATE, SLOT_TOTAL } from './words.ts';

/** Options of a new semaphore. */
export interface SemaphoreOptions extends PlacementOptions {
  /**
   * Records who holds permits: those of a thread that dies come back, and only the thread
   * that has acquired them may release them. At most 32 threads hold some at a time.
   */
  readonly robust?: boolean | undefined;
}

/** Checks what a new semaphore is made of; what is returned writes it into its words. */
export function begin(
  kind: string,
  permits: number,
  options: SemaphoreOptions | undefined,
  bounded: boolean,
): (words: Int32Array) => void {
  const where = `new ${kind}()`;
  checkCount(where, 'the number of permits', permits, 0, MOST_PERMITS);
  checkOptions(where, options, 'name, robust');
  checkFlag(where, 'robust', options?.robust);
  const robust = options?.robust === true;
  return (words) => {
    store(words, SLOT_STATE, robust ? 0 : permits * PERMIT);
    if (bounded) store(words, SLOT_BOUND, permits + 1);
    if (robust) store(words, SLOT_TOTAL, permits + 1);
  };
}
