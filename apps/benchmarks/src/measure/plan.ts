/** How a run is measured. */
export interface Plan {
  readonly quick: boolean;
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
  /** How often one contender's turn is repeated because other load ran in it. */
  readonly repeats: number;
  /** Rounds without other load below which no bar is judged. */
  readonly leastRounds: number;
  /** Time that a contender gets to start. */
  readonly startLimitMs: number;
  /** Time that a contender gets for a round, beside ten times its length. */
  readonly answerLimitMs: number;
}

/** What the figures are judged by. */
export const FULL: Plan = {
  quick: false,
  rounds: 15,
  roundMs: 500,
  warmUpMs: 500,
  repeats: 3,
  leastRounds: 15,
  startLimitMs: 30_000,
  answerLimitMs: 10_000,
};

/** To see that everything runs; judges nothing. */
export const QUICK: Plan = {
  quick: true,
  rounds: 3,
  roundMs: 40,
  warmUpMs: 40,
  repeats: 0,
  leastRounds: Infinity,
  startLimitMs: 10_000,
  answerLimitMs: 4000,
};
