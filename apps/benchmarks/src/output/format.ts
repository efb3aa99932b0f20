import type { Spread } from '../statistics/spread.ts';

const SMALL = 0.001;

/** A number with three significant digits and grouped thousands. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < SMALL) return value.toExponential(1);
  if (size < 0.1) return String(Number(value.toPrecision(2)));
  return value.toLocaleString('en', { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 });
}

/** A rate: `21.4 M/s`. */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${figure(perSecond / 1e6)} M/s`;
  return perSecond >= 1e3 ? `${figure(perSecond / 1e3)} k/s` : `${figure(perSecond)} /s`;
}

/** A time given in nanoseconds, in the unit that suits it. */
export function duration(ns: number): string {
  if (ns < 1e3) return `${figure(ns)} ns`;
  if (ns < 1e6) return `${figure(ns / 1e3)} µs`;
  return ns < 1e9 ? `${figure(ns / 1e6)} ms` : `${figure(ns / 1e9)} s`;
}

/** A stretch of time between two times in nanoseconds, with one unit where both suit it. */
export function durations(from: number, to: number): string {
  const [low, high] = [duration(from), duration(to)];
  const unit = high.slice(high.indexOf(' '));
  return `${low.endsWith(unit) ? low.slice(0, -unit.length) : low}-${high}`;
}

/** A number of things. */
export function count(n: number, thing: string): string {
  return `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;
}

/** A share in per cent. */
export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** A median with its quartiles: `1.42 x (1.38-1.47)`. */
export function times(spread: Spread): string {
  return `${figure(spread.median)} x (${figure(spread.q1)}-${figure(spread.q3)})`;
}
