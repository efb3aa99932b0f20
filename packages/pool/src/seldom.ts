/** Calls a function when it is called, but not again before so many milliseconds have passed. */
export function seldom(milliseconds: number, fn: () => void): () => void {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    fn();
  };
}
