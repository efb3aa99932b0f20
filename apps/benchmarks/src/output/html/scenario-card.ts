import type { Row, ScenarioResult } from '../../result/report.ts';
import type { Spread } from '../../statistics/spread.ts';
import { columnsFor } from '../columns.ts';
import { count, duration, percent, figure } from '../format.ts';
import { barChart, timeEach, type ChartOptions } from './bar-chart.ts';
import { element, escaped } from './markup.ts';
import { verdictList } from './verdicts.ts';

/** The table of a scenario: a row for each contender, a column for each figure that means something here. */
export function scenarioTable(result: ScenarioResult): string {
  const columns = columnsFor(result);
  const head = [element('th', {}, 'contender'), ...columns.map((one) => element('th', { title: one.about }, escaped(one.title)))];
  const body = result.rows.map((row) => {
    const mine = row.contender === result.ours ? { class: 'mine' } : {};
    const mark = row.underLoad ? ' †' : '';
    const name = element('td', { title: row.version }, escaped(row.label + mark));
    return element('tr', mine, name, ...columns.map((one) => element('td', {}, escaped(one.cell(row) ?? ''))));
  });
  return element('div', { class: 'scroll' }, element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)));
}

/** How many rounds, and of what. */
function roundsText(result: ScenarioResult): string {
  const each = result.fresh ? ', each in a fresh process' : ` of ${figure(result.roundMs / 1000)} s`;
  return count(result.rounds, 'round') + each;
}

/** What a scenario's chart shows, and how it is called. */
function chartOf(result: ScenarioResult): readonly [caption: string, options: ChartOptions] {
  if (result.group === 'idle') {
    const options = { pick: (row: Row) => row.cpuSharePerWaiter, print: percent, limit: 0.0025 };
    return ['Share of a core that a waiting thread uses. Dashed: the bar, 0.25 %.', options];
  }
  if (result.rows.some((row) => row.bytesPerOperation !== undefined)) {
    const bytes = (value: number): string => `${figure(Math.round(value * 10) / 10)} B`;
    return [`Bytes for one ${result.operation}.`, { pick: (row) => row.bytesPerOperation, print: bytes }];
  }
  if (result.group === 'fairness') {
    const longest = ({ longestWaitMs: wait }: Row): Spread | undefined =>
      wait && { ...wait, median: wait.most, q1: wait.least, q3: wait.most };
    const options = { pick: longest, print: (ms: number) => duration(ms * 1e6), limit: 100 };
    return ['Longest wait of a thread in any round, and the range over the rounds. Dashed: the bar, 100 ms.', options];
  }
  if (result.group === 'pool-latency') {
    const wait = ({ latency }: Row): Spread | undefined =>
      latency && { median: latency.p50, q1: latency.p50, q3: latency.p99, least: latency.p50, most: latency.max, n: 1 };
    return ['Half of the waits are shorter than this; the line goes to the time within which 99 % are.', { pick: wait, print: duration }];
  }
  const first = result.bars.find((bar) => bar.metric === 'firstOperationMs')?.atMost;
  if (first !== undefined) {
    const options = { pick: timeEach, print: duration, limit: first * 1e6 };
    return [`Time for one ${result.operation}, with quartiles. Dashed: the bar, ${duration(first * 1e6)}.`, options];
  }
  return [`Time for one ${result.operation}, with quartiles.`, { pick: timeEach, print: duration }];
}

/** The chart of a scenario under its caption. */
function chart(result: ScenarioResult): string {
  const [caption, options] = chartOf(result);
  return element('p', { class: 'soft' }, escaped(caption)) + barChart(result, options);
}

/** Who is left out of a scenario, and why. */
function leftOutList(result: ScenarioResult): string {
  if (result.leftOut.length === 0) return '';
  const items = result.leftOut.map((one) => element('li', {}, `Left out: ${escaped(one.label)}: ${escaped(one.reason)}`));
  return element('ul', { class: 'out' }, ...items);
}

/** A scenario: chart, bars, table, who is left out. */
export function scenarioCard(result: ScenarioResult, withChart: boolean): string {
  const discarded = result.rows.reduce((sum, row) => sum + row.discardedRounds, 0);
  const loaded = result.rows.some((row) => row.underLoad);
  const rounds = `${roundsText(result)}${discarded > 0 ? `; ${count(discarded, 'turn')} thrown away because other load ran` : ''}.`;
  return element(
    'section',
    { class: 'card', id: result.scenario },
    element('h3', {}, escaped(result.title)),
    element('p', { class: 'soft' }, escaped(result.about), ' ', rounds),
    withChart ? chart(result) : '',
    verdictList(result.bars),
    scenarioTable(result),
    loaded ? element('p', { class: 'note' }, '† Other load ran in too many of its rounds: not to be relied on.') : '',
    leftOutList(result),
  );
}
