/** The colour class of a contender: the same in every chart. */
export function colourOf(contender: string): string {
  const known: Readonly<Record<string, string>> = {
    'c-mutex': 'c1', 'c-adaptive': 'c2', 'c-fair': 'c3', 'c-atomic-add': 'c1',
    'java-lock': 'j1', 'java-long-adder': 'j1', 'java-atomic-long': 'j2',
    'python-lock': 'p1', 'python-rlock': 'p2',
    'v8-mutex': 'v1', 'v8-mutex-beside': 'v1',
    'textbook-futex': 't1', 'bare-words': 't1', 'bare-add': 't1', 'one-by-one': 't1',
    multithreading: 'n1', 'async-mutex': 'n2', 'node-locks': 'n3',
  };
  const own: Readonly<Record<string, string>> = {
    'sync-lock': 'o1', 'sync-lock-beside-v8': 'o1', 'sync-per-thread-counter': 'o1', 'sync-model': 'o1',
  };
  return known[contender] ?? own[contender] ?? 'o2';
}
