import { CountDownLatch } from '@sync/latch';
import { moduleUrl } from '@sync/testing';
import type { SubjectSpec } from '@sync/testing';

/** The slot that counts openings, on which waiters sleep. */
export const BELL = 1;

/** What the latches of a test begin with. */
export interface LatchSpec {
  readonly name: string;
  spec(count: number): SubjectSpec;
}

function spec(count: number, byteOffset: number | 'own'): SubjectSpec {
  return {
    how: { module: moduleUrl(import.meta.url, '@sync/latch'), export: 'CountDownLatch' },
    byteLength: CountDownLatch.byteLength,
    byteOffset,
    make: (options) => new CountDownLatch(count, options),
    // Whatever the count is, a waiter that left has left nothing in the words.
    atRest: () => undefined,
  };
}

/** Both kinds of memory. */
export const PLACES: readonly LatchSpec[] = [
  { name: 'CountDownLatch', spec: (count) => spec(count, 'own') },
  { name: 'CountDownLatch in a buffer', spec: (count) => spec(count, 8 * 19) },
];

/** In memory of its own. */
export const latchSpec = (count: number): SubjectSpec => spec(count, 'own');
