/** How many permits one wants: few, now and then all. */
export function weights(numbers, permits) {
  return () => (numbers.below(6) === 0 ? permits : 1 + numbers.below(Math.min(2, permits)));
}
