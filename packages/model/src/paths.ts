import type { Graph } from './graph.ts';
import type { Search } from './search.ts';

/** How many schedules end well, and how many badly. */
export interface Paths {
  readonly good: bigint;
  readonly failing: bigint;
}

/** Counts the schedules that a search has covered: each is a path through its states. */
export function countPaths({ graph, states: { size }, faulty }: Search): Paths {
  // Exact in doubles up to 2^53, which is nearly always enough; else once more in bigints.
  const numbers = new Float64Array(size);
  numbers[0] = 1;
  const paths = sum(graph, faulty, graph.countBefore(size), numbers, 0);
  if (paths.good + paths.failing <= Number.MAX_SAFE_INTEGER) {
    return { good: BigInt(paths.good), failing: BigInt(paths.failing) };
  }
  const bigints = new Array<bigint>(size).fill(0n);
  bigints[0] = 1n;
  return sum(graph, faulty, graph.countBefore(size), bigints, 0n);
}

/**
 * In topological order, so that all ways to a state are known before it is left.
 *
 * @param ways to each state: one to the first, none that are known to the others
 */
function sum<T extends number | bigint>(
  graph: Graph,
  faulty: ReadonlySet<number>,
  before: Int32Array,
  ways: Record<number, T>,
  zero: T,
): { good: T; failing: T } {
  let [good, failing] = [zero as number, zero as number];
  const ready = [0];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    // A bigint is added like a number.
    const mine = ways[id] as number;
    const count = graph.count(id);
    if (faulty.has(id)) failing += mine;
    else if (count === 0 && graph.has(id)) good += mine;
    for (let k = 0; k < count; k++) {
      const next = graph.target(id, k);
      ways[next] = ((ways[next] as number) + mine) as T;
      before[next] = (before[next] as number) - 1;
      if (before[next] === 0) ready.push(next);
    }
  }
  return { good: good as T, failing: failing as T };
}
