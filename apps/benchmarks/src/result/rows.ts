import type { Answer } from '../child/protocol.ts';
import type { Measured, Series } from '../measure/run-scenario.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { quotients, spreadOf, type Spread } from '../statistics/spread.ts';
import type { Row } from './report.ts';

type Rounds = readonly (Answer | undefined)[];

/** Fewer rounds than this without other load, and a row shows all of its rounds instead, marked. */
export const FEWEST_QUIET_SHARE = 1 / 3;

const perSecond = (answer: Answer): number => answer.operations / answer.seconds;

/** Smallest count of a thread divided by its fair share. */
export function smallestShare(counts: readonly number[]): number {
  const fair = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return fair === 0 ? 0 : Math.min(...counts) / fair;
}

function median(values: readonly number[]): number {
  return spreadOf(values)?.median ?? 0;
}

/** Operations per second by round, for the quotients of two contenders; void rounds are undefined. */
export function speeds(rounds: Rounds): readonly (number | undefined)[] {
  return rounds.map((answer) => (answer && answer.operations > 0 ? perSecond(answer) : undefined));
}

/** CPU seconds per operation by round, likewise. */
export function costs(rounds: Rounds): readonly (number | undefined)[] {
  return rounds.map((answer) => (answer && answer.operations > 0 ? answer.cpuSeconds / answer.operations : undefined));
}

/** A percentile of the waits by round, likewise. */
export function waitsOf(which: 'p50' | 'p99') {
  return (rounds: Rounds): readonly (number | undefined)[] => rounds.map((answer) => answer?.waits?.[which]);
}

/** The rounds that a row is made of: the quiet ones, or all where too few were quiet. */
export function roundsOf(series: Series, wanted: number): { rounds: Rounds; underLoad: boolean } {
  const quiet = series.answers.filter((answer) => answer !== undefined).length;
  const underLoad = quiet < wanted * FEWEST_QUIET_SHARE;
  return { rounds: underLoad ? series.all : series.answers, underLoad };
}

type Figures = Omit<Row, 'contender' | 'label' | 'family' | 'version' | 'threads' | 'rounds' | 'discardedRounds' | 'underLoad'>;

function figuresOf(answers: readonly Answer[], { fresh, apart }: Scenario): Figures {
  const spread = (figure: (answer: Answer) => number | undefined): Spread | undefined =>
    spreadOf(answers.flatMap((answer) => figure(answer) ?? []));
  const some = <K extends string>(key: K, value: Spread | undefined): Partial<Record<K, Spread>> =>
    value === undefined ? {} : ({ [key]: value } as Record<K, Spread>);
  const counted = answers.filter((answer) => answer.operations > 0);
  const waits = answers.flatMap((answer) => answer.waits ?? []);
  return {
    ...some('operationsPerSecond', spreadOf(counted.map(perSecond))),
    ...(fresh === true ? some('firstOperationMs', spreadOf(counted.map((answer) => 1000 / perSecond(answer)))) : {}),
    ...some('cpuSecondsPerOperation', spreadOf(counted.map((answer) => answer.cpuSeconds / answer.operations))),
    ...some('handoversPerSecond', spread((answer) => answer.handovers && answer.handovers / answer.seconds)),
    ...some('fairnessShare', spread((answer) => (apart === true ? undefined : answer.waits && smallestShare(answer.counts)))),
    ...some('longestWaitMs', spread((answer) => answer.waits && answer.waits.max / 1e6)),
    ...some('loopDelayMs', spread((answer) => answer.loopDelayMs)),
    ...some('bytesPerOperation', spread((answer) => answer.bytesPerOperation)),
    ...some('cpuSharePerWaiter', spread((answer) => answer.waiters && answer.cpuSeconds / answer.seconds / answer.waiters)),
    ...(waits.length === 0
      ? {}
      : {
          latency: {
            p50: median(waits.map((wait) => wait.p50)),
            p99: median(waits.map((wait) => wait.p99)),
            p999: median(waits.map((wait) => wait.p999)),
            max: Math.max(...waits.map((wait) => wait.max)),
          },
        }),
    privateNs: answers[0]?.privateNs ?? 0,
    sectionNs: answers[0]?.sectionNs ?? 0,
  };
}

/** The rows of a scenario, fastest first. */
export function rowsOf({ scenario, series, rounds: wanted }: Measured): readonly Row[] {
  const ours = series.find((one) => one.contender.id === scenario.ours);
  const rows = series.filter((one) => one.all.length > 0).map((one): Row => {
    const { rounds, underLoad } = roundsOf(one, wanted);
    const answers = rounds.filter((answer) => answer !== undefined);
    const ratio = ours && spreadOf(quotients(speeds(roundsOf(ours, wanted).rounds), speeds(rounds)));
    const { id, label, family } = one.contender;
    return {
      contender: id,
      label,
      family,
      version: one.version,
      threads: scenario.threads,
      rounds: answers.length,
      discardedRounds: one.discarded,
      underLoad,
      ...(ratio ? { ratioOfOurs: ratio } : {}),
      ...figuresOf(answers, scenario),
    };
  });
  const speed = (row: Row): number => row.operationsPerSecond?.median ?? 0;
  const idleness = (row: Row): number => row.cpuSharePerWaiter?.median ?? row.bytesPerOperation?.median ?? 0;
  return rows.sort((a, b) => idleness(a) - idleness(b) || speed(b) - speed(a));
}
