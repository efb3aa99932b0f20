import { perThread } from '@sync/atomics/internal';

/**
 * Names for the threads of a pool, one after the other: the prefix, and a number.
 *
 * @param kind as `ThreadPool`: the prefix, unless there is one, with a number for each pool of that kind
 */
export function threadNames(kind: string, prefix = `${kind}-${drawNumber(kind)}`): () => string {
  let threads = 0;
  return () => `${prefix}_${threads++}`;
}

function drawNumber(kind: string): number {
  const numbers = perThread(`pool-numbers-${kind}`, () => ({ next: 0 }));
  return numbers.next++;
}
