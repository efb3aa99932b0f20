let sink = 1;

/** Work of a known length: a dependent integer loop. The result must be kept by the caller. */
export function work(state: number, turns: number): number {
  let value = state;
  for (let i = 0; i < turns; i++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
  return value;
}

/** Keeps a result of `work` alive. */
export function keep(value: number): void {
  sink ^= value;
}

/** Nanoseconds of one call of `work(_, turns)`, the best of many short runs: other load can only make a run longer. */
export function workNs(turns: number, calls: number, trials: number): number {
  let best = Infinity;
  let state = sink;
  for (let trial = 0; trial < trials; trial++) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) state = work(state, turns);
    best = Math.min(best, ((performance.now() - start) * 1e6) / calls);
  }
  keep(state);
  return best;
}

/** Turns of `work` that take `ns` nanoseconds. To be called alone, before any other thread runs. */
export function turnsFor(ns: number): number {
  if (ns <= 0) return 0;
  workNs(100, 20_000, 3); // optimized before it counts
  return Math.max(1, Math.round(ns / (workNs(20_000, 1, 50) / 20_000)));
}
