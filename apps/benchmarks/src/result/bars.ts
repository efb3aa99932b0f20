import type { Measured } from '../measure/run-scenario.ts';
import type { Plan } from '../measure/plan.ts';
import type { Bar, RatioBar, ValueBar } from '../scenarios/scenario.ts';
import { quotients, spreadOf, type Spread } from '../statistics/spread.ts';
import type { Judgement, Row } from './report.ts';
import { costs, FEWEST_QUIET_SHARE, speeds, waitsOf } from './rows.ts';

type Limits = Pick<Judgement, 'atLeast' | 'atMost'>;

/** Whether a figure meets its limits. */
export function meets(figure: number, { atLeast, atMost }: Limits): boolean {
  return figure >= (atLeast ?? -Infinity) && figure <= (atMost ?? Infinity);
}

/** The figure of a spread that a bar is held against: the worse quartile, or the worst round. */
export function heldAgainst(spread: Spread, { atMost }: Limits, by: ValueBar['by']): [number, Judgement['figureIs']] {
  if (by === 'worst') return atMost === undefined ? [spread.least, 'lowest'] : [spread.most, 'highest'];
  return atMost === undefined ? [spread.q1, 'lower quartile'] : [spread.q3, 'upper quartile'];
}

/** A bar with what was found; `quiet` rounds of it were free of other load. */
interface Found {
  readonly spread: Spread | undefined;
  readonly quiet: number;
}

/** Why a bar is not judged, if it is not. */
function whyNot({ spread, quiet }: Found, measured: Measured, plan: Plan): string | undefined {
  if (plan.quick) return 'a quick run judges nothing';
  if (!spread) return 'nothing was measured';
  const wanted = Math.min(plan.leastRounds, measured.scenario.mostRounds ?? Infinity);
  if (quiet < wanted) return `${String(quiet)} of ${String(wanted)} rounds without other load`;
  return measured.loadWatched ? undefined : 'other load cannot be watched on this platform';
}

function judge(bar: Bar, found: Found, limits: Limits, measured: Measured, plan: Plan): Judgement {
  const by = bar.kind === 'value' ? bar.by : 'quartile';
  const { spread, quiet } = found;
  const reason = whyNot(found, measured, plan);
  const [figure, figureIs] = spread ? heldAgainst(spread, limits, by) : [undefined, 'lower quartile' as const];
  const met = figure !== undefined && meets(figure, limits);
  return {
    what: bar.what,
    contender: bar.ours,
    ...(bar.kind === 'ratio' ? { against: bar.rival } : {}),
    metric: bar.kind === 'ratio' ? `${bar.metric ?? 'operationsPerSecond'}, ours divided by the rival’s` : bar.metric,
    ...limits,
    ...(figure === undefined ? {} : { figure }),
    figureIs,
    ...(spread ? { median: spread.median } : {}),
    rounds: quiet,
    verdict: reason === undefined ? (met ? 'met' : 'not met') : 'not judged',
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What a ratio is of, by rounds. */
const FIGURES: Readonly<Record<NonNullable<RatioBar['metric']>, typeof speeds>> = {
  operationsPerSecond: speeds,
  cpuSecondsPerOperation: costs,
  waitP50: waitsOf('p50'),
  waitP99: waitsOf('p99'),
};

function judgeRatio(bar: RatioBar, measured: Measured, plan: Plan): Judgement {
  const [ours, rival] = [bar.ours, bar.rival].map((id) => measured.series.find((one) => one.contender.id === id));
  const limits = 'atMost' in bar ? { atMost: bar.atMost } : { atLeast: bar.atLeast };
  if (!ours || !rival) return judge(bar, { spread: undefined, quiet: 0 }, limits, measured, plan);
  const figures = FIGURES[bar.metric ?? 'operationsPerSecond'];
  const quiet = quotients(figures(ours.answers), figures(rival.answers));
  const enough = quiet.length >= measured.rounds * FEWEST_QUIET_SHARE;
  const shown = enough ? quiet : quotients(figures(ours.all), figures(rival.all));
  return judge(bar, { spread: spreadOf(shown), quiet: quiet.length }, limits, measured, plan);
}

function judgeValue(bar: ValueBar, rows: readonly Row[], measured: Measured, plan: Plan): Judgement {
  const row = rows.find((one) => one.contender === bar.ours);
  const limits = {
    ...(bar.atLeast === undefined ? {} : { atLeast: bar.atLeast }),
    ...(bar.atMost === undefined ? {} : { atMost: bar.atMost }),
  };
  const quiet = !row || row.underLoad ? 0 : row.rounds;
  return judge(bar, { spread: row?.[bar.metric], quiet }, limits, measured, plan);
}

/** Every bar of a scenario with its verdict. */
export function judgements(measured: Measured, rows: readonly Row[], plan: Plan): readonly Judgement[] {
  return (measured.scenario.bars ?? []).map((bar) =>
    bar.kind === 'ratio' ? judgeRatio(bar, measured, plan) : judgeValue(bar, rows, measured, plan),
  );
}
