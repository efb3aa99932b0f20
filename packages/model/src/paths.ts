import type { Search } from './search.ts';

/** How many schedules end well, and how many badly. */
export interface Paths {
  readonly good: bigint;
  readonly failing: bigint;
}

/** Counts the schedules that a search has covered: each is a path through its states. */
export function countPaths(search: Search): Paths {
  const { states, graph } = search;
  const before = new Int32Array(states.size);
  for (let id = 0; id < states.size; id++) {
    for (let k = graph.count(id) - 1; k >= 0; k--) add(before, graph.target(id, k), 1);
  }
  // Exact in doubles up to 2^53, which is nearly always enough; else once more in bigints.
  const [good, failing] = sum(search, before.slice(), 0, 1);
  const isExact = good + failing <= Number.MAX_SAFE_INTEGER;
  const exact = isExact ? [BigInt(good), BigInt(failing)] : sum(search, before, 0n, 1n);
  return { good: exact[0] as bigint, failing: exact[1] as bigint };
}

/** In topological order, so that all ways to a state are known before it is left. */
function sum<T extends number | bigint>(search: Search, before: Int32Array, zero: T, one: T): [good: T, failing: T] {
  const { graph, faulty } = search;
  const ways: T[] = new Array<T>(before.length).fill(zero);
  ways[0] = one;
  let [good, failing]: [T, T] = [zero, zero];
  const ready = [0];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const mine = ways[id] as T;
    const count = graph.count(id);
    if (faulty.has(id)) failing = plus(failing, mine);
    else if (graph.has(id) && count === 0) good = plus(good, mine);
    for (let k = 0; k < count; k++) {
      const next = graph.target(id, k);
      ways[next] = plus(ways[next] as T, mine);
      if (add(before, next, -1) === 0) ready.push(next);
    }
  }
  return [good, failing];
}

function add(row: Int32Array, at: number, value: number): number {
  return (row[at] = (row[at] ?? 0) + value);
}

function plus<T extends number | bigint>(a: T, b: T): T {
  return ((a as number) + (b as number)) as T;
}
