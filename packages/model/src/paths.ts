import type { Search } from './search.ts';

/** How many schedules end well, and how many badly. */
export interface Paths {
  readonly good: bigint;
  readonly failing: bigint;
}

/** Counts the schedules that a search has covered: each is a path through its states. */
export function countPaths(search: Search): Paths {
  const { states } = search;
  const missing = new Int32Array(states.size);
  for (let id = 0; id < states.size; id++) for (const next of search.after(id) ?? []) missing[next]!++;
  // Exact in doubles up to 2^53, which is nearly always enough; else once more in bigints.
  const [good, failing] = sum(search, missing.slice(), 0, 1);
  const isExact = good + failing <= Number.MAX_SAFE_INTEGER;
  const exact = isExact ? [BigInt(good), BigInt(failing)] : sum(search, missing, 0n, 1n);
  return { good: exact[0] as bigint, failing: exact[1] as bigint };
}

/** In topological order, so that all ways to a state are known before it is left. */
function sum<T extends number | bigint>(search: Search, missing: Int32Array, zero: T, one: T): [good: T, failing: T] {
  const ways: T[] = new Array<T>(missing.length).fill(zero);
  ways[0] = one;
  let [good, failing]: [T, T] = [zero, zero];
  const ready = [0];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const after = search.after(id);
    const mine = ways[id] as T;
    if (search.faulty.has(id)) failing = plus(failing, mine);
    else if (after?.length === 0) good = plus(good, mine);
    for (const next of after ?? []) {
      ways[next] = plus(ways[next] as T, mine);
      if (--missing[next]! === 0) ready.push(next);
    }
  }
  return [good, failing];
}

function plus<T extends number | bigint>(a: T, b: T): T {
  return ((a as number) + (b as number)) as T;
}
