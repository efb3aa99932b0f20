import { max, min, quantile } from 'simple-statistics';

/** The middle of repeated measurements, and how far they spread. */
export interface Spread {
  readonly median: number;
  /** Lower quartile. */
  readonly q1: number;
  /** Upper quartile. */
  readonly q3: number;
  readonly least: number;
  readonly most: number;
  /** Number of measurements. */
  readonly n: number;
}

/** The spread of the values, or nothing if there are none. Values that are not finite do not count. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return undefined;
  const [q1 = 0, median = 0, q3 = 0] = quantile(finite, [0.25, 0.5, 0.75]);
  return { median, q1, q3, least: min(finite), most: max(finite), n: finite.length };
}

/** Quotients of two series, round by round; rounds that one of them lacks do not count. */
export function quotients(over: readonly (number | undefined)[], under: readonly (number | undefined)[]): number[] {
  return over.flatMap((value, round) => {
    const divisor = under[round];
    return value === undefined || divisor === undefined || divisor === 0 ? [] : [value / divisor];
  });
}
