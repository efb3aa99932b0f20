import { scaleLinear, scaleLog } from 'd3-scale';
import type { Row, ScenarioResult } from '../../result/report.ts';
import type { Spread } from '../../statistics/spread.ts';
import { element, escaped } from './markup.ts';
import { colourOf } from './palette.ts';

/** A figure of a row as a chart shows it: the middle, and its quartiles. */
export type Pick = (row: Row) => Spread | undefined;

/** How a chart reads. */
export interface ChartOptions {
  readonly pick: Pick;
  readonly print: (value: number) => string;
  /** A line at a limit that must be kept. */
  readonly limit?: number;
  /** Contenders not to show. */
  readonly without?: readonly string[];
}

const WIDTH = 100;
const MIDDLE = 9;
/** Beyond this quotient of the longest and the shortest, lengths say nothing on a linear scale. */
const MOST_LINEAR = 30;

/** Time for one operation, from the rate; its quartiles change places. */
export const timeEach: Pick = ({ operationsPerSecond: speed }) =>
  speed && {
    median: 1e9 / speed.median,
    q1: 1e9 / speed.q3,
    q3: 1e9 / speed.q1,
    least: 1e9 / speed.most,
    most: 1e9 / speed.least,
    n: speed.n,
  };

function mark(at: (value: number) => number, spread: Spread, colour: string, linear: boolean): string {
  const middle = at(spread.median);
  const range = element('line', { x1: at(spread.q1), x2: at(spread.q3), y1: MIDDLE, y2: MIDDLE, class: `s-${colour}`, 'stroke-width': 2, 'vector-effect': 'non-scaling-stroke', opacity: linear ? 0.55 : 1 });
  if (!linear) {
    // A dot, since on a logarithmic scale the length of a bar means nothing.
    const dot = { x1: middle, x2: middle, y1: MIDDLE, y2: MIDDLE, class: `s-${colour}`, 'stroke-width': 11, 'stroke-linecap': 'round', 'vector-effect': 'non-scaling-stroke' };
    return element('line', { x1: 0, x2: WIDTH, y1: MIDDLE, y2: MIDDLE, class: 'rule', 'vector-effect': 'non-scaling-stroke' }) + range + element('line', dot);
  }
  return element('rect', { x: 0, y: 3, width: Math.max(0.4, middle), height: 12, rx: 1, class: `f-${colour}` }) + range;
}

/** Rows as bars, or as dots on a logarithmic scale where they differ too much. Shorter, or further left, is better. */
export function barChart(result: ScenarioResult, { pick, print, limit, without = [] }: ChartOptions): string {
  const shown = result.rows
    .filter((row) => !without.includes(row.contender))
    .flatMap((row) => {
      const spread = pick(row);
      return spread ? [{ row, spread }] : [];
    })
    .sort((a, b) => a.spread.median - b.spread.median);
  if (shown.length === 0) return element('p', { class: 'soft' }, 'Nothing was measured.');
  const ends = shown.flatMap(({ spread }) => [spread.median, spread.q3]).concat(limit ?? []);
  const most = Math.max(...ends);
  const least = Math.min(...shown.map(({ spread }) => Math.min(spread.q1, spread.median)).filter((value) => value > 0), limit ?? Infinity, most);
  const linear = most / least <= MOST_LINEAR;
  const scale = linear ? scaleLinear([0, most], [0, WIDTH]) : scaleLog([least * 0.8, most * 1.05], [0, WIDTH]);
  const at = (value: number): number => Math.round(scale(Math.max(value, linear ? 0 : least * 0.8)) * 100) / 100;
  const lines = shown.map(({ row, spread }) => {
    const mine = row.contender === result.ours ? ' mine' : '';
    const line = limit === undefined ? '' : element('line', { x1: at(limit), x2: at(limit), y1: -2, y2: 20, class: 'limit', 'vector-effect': 'non-scaling-stroke' });
    return [
      element('span', { class: `name${mine}` }, escaped(row.label)),
      element('svg', { viewBox: `0 0 ${String(WIDTH)} 18`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${row.label}: ${print(spread.median)}` }, mark(at, spread, colourOf(row.contender), linear), line),
      element('span', { class: `value${mine}` }, escaped(print(spread.median))),
    ].join('');
  });
  const scaleNote = linear ? '' : element('p', { class: 'note' }, 'Logarithmic scale: further left is better.');
  return element('div', { class: 'chart' }, ...lines) + scaleNote;
}
