/** A bar on one contender relative to another, both measured in the same rounds: ours divided by the rival's. */
interface Relative {
  readonly kind: 'ratio';
  readonly what: string;
  readonly ours: string;
  readonly rival: string;
}

/** On operations per second; the lower quartile must reach it. */
export interface SpeedBar extends Relative {
  readonly metric?: 'operationsPerSecond';
  readonly atLeast: number;
}

/** On the CPU time of an operation, or on its wait; the upper quartile must not exceed it. */
export interface CostBar extends Relative {
  readonly metric: 'cpuSecondsPerOperation' | 'waitP50' | 'waitP99';
  readonly atMost: number;
}

/** A bar relative to a rival. */
export type RatioBar = SpeedBar | CostBar;

/** Figures of a row that a bar can be set on. */
export type Metric =
  | 'bytesPerOperation'
  | 'cpuSharePerWaiter'
  | 'fairnessShare'
  | 'firstOperationMs'
  | 'longestWaitMs'
  | 'loopDelayMs'
  | 'operationsPerSecond';

/** A bar on a figure of one contender alone. */
export interface ValueBar {
  readonly kind: 'value';
  readonly what: string;
  readonly ours: string;
  readonly metric: Metric;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Whether the worse quartile or the worst round must meet it. */
  readonly by: 'quartile' | 'worst';
}

/** What a figure has to reach. */
export type Bar = RatioBar | ValueBar;

/** One thing that is measured: the same work for every contender. */
export interface Scenario {
  readonly id: string;
  /** The package that is measured. */
  readonly suite:
    | 'atomics' | 'barrier' | 'codec' | 'condition' | 'event' | 'latch' | 'lock' | 'model' | 'once' | 'pool'
    | 'queue' | 'semaphore' | 'shared' | 'thread' | 'thread-local';
  /** Scenarios of one group are shown together. */
  readonly group: string;
  readonly title: string;
  /** What is done, in one sentence. */
  readonly about: string;
  /** What one operation is. */
  readonly operation: string;
  readonly work: string;
  readonly threads: number;
  /** Wanted work outside and inside a section, in nanoseconds; none if not given. */
  readonly privateNs?: number;
  readonly sectionNs?: number;
  /** The contender that all others are compared with. */
  readonly ours: string;
  readonly contenders: readonly string[];
  /** Contenders that cannot do this work, and why. */
  readonly unfit?: Readonly<Record<string, string>>;
  readonly bars?: readonly Bar[];
  readonly nodeFlags?: readonly string[];
  /** False to leave it out of quick runs. */
  readonly quick?: boolean;
  /** Length of a round where it is not the run's own. */
  readonly roundMs?: number;
  /** Length of a round in a quick run where it is not the run's own. */
  readonly quickRoundMs?: number;
  /** False where a round needs no warming up, or does it itself. */
  readonly warmUp?: boolean;
  /** True where a turn is the first thing that a process does: each has a new one, and takes as long as it takes. */
  readonly fresh?: boolean;
  /** True where threads do not compete with each other: their shares say nothing. */
  readonly apart?: boolean;
  /** Threads of another process that are busy all the while. */
  readonly busy?: number;
  /** Most rounds, where a round is long. */
  readonly mostRounds?: number;
}

/** Nothing is judged by it: fewer rounds do. */
export const FEWER_ROUNDS = { mostRounds: 7 } as const;

/** What is waited for takes long: few rounds, each of them long. */
export const LONG_ROUNDS = { roundMs: 3000, quickRoundMs: 200, mostRounds: 5 } as const;
