import { scaleLinear, scaleLog, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import type { ScenarioResult } from '../../result/report.ts';
import { rate } from '../format.ts';
import { element, escaped } from './markup.ts';
import { colourOf } from './palette.ts';

const WIDTH = 360;
const HEIGHT = 230;
const LEFT = 54;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 34;
/** Beyond this quotient of the fastest and the slowest a linear scale hides the slow ones. */
const MOST_LINEAR = 40;

interface Point {
  readonly threads: number;
  readonly speed: number;
}

interface Series {
  readonly contender: string;
  readonly label: string;
  readonly mine: boolean;
  readonly points: readonly Point[];
}

/** The series of a group of scenarios that differ in their number of threads, ours last so that it is drawn on top. */
function seriesOf(results: readonly ScenarioResult[]): readonly Series[] {
  const found = new Map<string, { label: string; mine: boolean; points: Point[] }>();
  for (const result of results) {
    for (const row of result.rows) {
      const one = found.get(row.contender) ?? { label: row.label, mine: row.contender === result.ours, points: [] };
      found.set(row.contender, one);
      if (row.operationsPerSecond) one.points.push({ threads: result.threads, speed: row.operationsPerSecond.median });
    }
  }
  const all = [...found].map(([contender, one]) => ({ contender, ...one }));
  return all.sort((a, b) => Number(a.mine) - Number(b.mine));
}

/** Operations per second against threads, one line for each contender. Higher is better. */
export function lineChart(results: readonly ScenarioResult[]): string {
  const series = seriesOf(results);
  const speeds = series.flatMap((one) => one.points.map((point) => point.speed));
  if (speeds.length === 0) return element('p', { class: 'soft' }, 'Nothing was measured.');
  const threads = [...new Set(results.map((result) => String(result.threads)))];
  const x = scalePoint(threads, [LEFT, WIDTH - RIGHT]).padding(0.25);
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
  const logarithmic = most / least > MOST_LINEAR;
  const span: [number, number] = [HEIGHT - BOTTOM, TOP];
  const y = logarithmic ? scaleLog([least * 0.8, most * 1.2], span) : scaleLinear([0, most * 1.05], span);
  const ticks = (logarithmic ? y.ticks(4).filter((tick) => /^[125]/.test(tick.toExponential())) : y.ticks(5)).slice(0, 9);
  const grid = ticks.map((tick) =>
    element('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick), class: 'axis' }) +
    element('text', { x: LEFT - 5, y: y(tick) + 4, 'text-anchor': 'end' }, rate(tick)),
  );
  const below = threads.map((count) =>
    element('text', { x: x(count) ?? 0, y: HEIGHT - BOTTOM + 16, 'text-anchor': 'middle' }, count),
  );
  const path = line<Point>((point) => x(String(point.threads)) ?? 0, (point) => y(point.speed));
  const drawn = series.map(({ contender, label, mine, points }) => {
    const colour = colourOf(contender);
    const dots = points.map((point) =>
      element('circle', { cx: x(String(point.threads)) ?? 0, cy: y(point.speed), r: mine ? 4 : 2.6, class: `f-${colour}` },
        element('title', {}, escaped(`${label}, ${String(point.threads)} threads: ${rate(point.speed)}`))),
    );
    return element('path', { d: path([...points]) ?? '', class: `series s-${colour}${mine ? ' mine' : ''}` }) + dots.join('');
  });
  const title = element('text', { x: (LEFT + WIDTH) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }, 'threads');
  const legend = [...series].reverse().map(({ contender, label, mine }) =>
    element('li', mine ? { class: 'mine' } : {}, element('span', { class: `chip b-${colourOf(contender)}` }), escaped(label)),
  );
  return (
    element('svg', { viewBox: `0 0 ${String(WIDTH)} ${String(HEIGHT)}`, class: 'plot', role: 'img' }, ...grid, ...below, ...drawn, title) +
    (logarithmic ? element('p', { class: 'note' }, 'Logarithmic scale.') : '') +
    element('ul', { class: 'legend' }, ...legend)
  );
}
