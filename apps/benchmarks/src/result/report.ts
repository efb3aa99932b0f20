import type { Family } from '../contenders/contender.ts';
import type { LeftOut } from '../measure/cast.ts';
import type { Spread } from '../statistics/spread.ts';

/** Raised when a field changes its meaning. */
export const SCHEMA = 1;

/** One contender in one scenario. */
export interface Row {
  readonly contender: string;
  readonly label: string;
  readonly family: Family;
  readonly version: string;
  readonly threads: number;
  /** Rounds that count. */
  readonly rounds: number;
  /** Turns thrown away because other load ran. */
  readonly discardedRounds: number;
  /** True where too few rounds were free of other load: the figures are of all rounds, and no bar is judged. */
  readonly underLoad: boolean;
  readonly operationsPerSecond?: Spread;
  /** Milliseconds that the first operation of a fresh process takes. */
  readonly firstOperationMs?: Spread;
  /** Ours divided by this, by rounds: above 1, ours is faster. */
  readonly ratioOfOurs?: Spread;
  readonly cpuSecondsPerOperation?: Spread;
  readonly handoversPerSecond?: Spread;
  /** Smallest count of a thread divided by the fair share. */
  readonly fairnessShare?: Spread;
  /** Nanoseconds: percentiles are medians over the rounds, `max` is the longest of all. */
  readonly latency?: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
  readonly longestWaitMs?: Spread;
  /** How late the event loop was of the thread that submitted to a pool, in milliseconds: 99 % of the time less. */
  readonly loopDelayMs?: Spread;
  readonly bytesPerOperation?: Spread;
  readonly cpuSharePerWaiter?: Spread;
  /** Calibrated work as measured, in nanoseconds. */
  readonly privateNs: number;
  readonly sectionNs: number;
}

/** A bar and what became of it. */
export interface Judgement {
  readonly what: string;
  readonly contender: string;
  readonly against?: string;
  readonly metric: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** The figure that is compared with the bar: a quartile, or the worst round. */
  readonly figure?: number;
  readonly figureIs: 'lower quartile' | 'upper quartile' | 'lowest' | 'highest';
  readonly median?: number;
  readonly rounds: number;
  readonly verdict: 'met' | 'not met' | 'not judged';
  /** Why it was not judged. */
  readonly reason?: string;
}

/** One scenario with its rows, fastest first, and its bars. */
export interface ScenarioResult {
  readonly suite: string;
  readonly scenario: string;
  readonly group: string;
  readonly title: string;
  readonly about: string;
  readonly operation: string;
  readonly ours: string;
  readonly threads: number;
  readonly privateNs: number;
  readonly sectionNs: number;
  readonly rounds: number;
  /** 0 where each round is one operation, however long. */
  readonly roundMs: number;
  /** Whether each turn had a process of its own that had done nothing before. */
  readonly fresh: boolean;
  /** Whether other load could be watched while it ran. */
  readonly loadWatched: boolean;
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
  readonly bars: readonly Judgement[];
}

/** The machine that measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly arch: string;
}

/** Everything that a run found. */
export interface Report {
  readonly schema: typeof SCHEMA;
  readonly createdAt: string;
  readonly durationSeconds: number;
  readonly quick: boolean;
  readonly node: string;
  readonly latestNode?: string;
  readonly commit: string;
  readonly machine: Machine;
  /** Whether other load could be watched. */
  readonly loadWatched: boolean;
  readonly discardedRounds: number;
  readonly scenarios: readonly ScenarioResult[];
}
