import Table from 'cli-table3';
import type { Judgement, ScenarioResult } from '../result/report.ts';
import { columnsFor } from './columns.ts';
import { count, figure } from './format.ts';

const PLAIN = { head: [], border: [] };
const MARKS: Readonly<Record<Judgement['verdict'], string>> = { met: '✓', 'not met': '✗', 'not judged': '·' };

/** A bar in one line. */
export function barLine(bar: Judgement): string {
  const found = bar.figure === undefined ? 'not measured' : `${bar.figureIs} ${figure(bar.figure)}`;
  const wanted = bar.atLeast === undefined ? `at most ${figure(bar.atMost ?? 0)}` : `at least ${figure(bar.atLeast)}`;
  const why = bar.reason === undefined ? '' : ` (${bar.reason})`;
  return `${MARKS[bar.verdict]} ${bar.verdict}: ${bar.what}: ${found}, wanted ${wanted}${why}`;
}

/** A scenario as text: its rows, its bars, and who is left out. `changes` is a column against an earlier run. */
export function tableOf(result: ScenarioResult, changes?: ReadonlyMap<string, string>): string {
  const columns = columnsFor(result).filter((column) => column.detail !== true);
  const table = new Table({
    head: ['', ...columns.map((column) => column.title), ...(changes ? ['than before'] : [])],
    colAligns: ['left', ...columns.map(() => 'right' as const), 'right'],
    style: { ...PLAIN, compact: true },
  });
  for (const row of result.rows) {
    const name = `${row.contender === result.ours ? '» ' : '  '}${row.label}${row.underLoad ? ' †' : ''}`;
    const cells = columns.map((column) => column.cell(row) ?? '');
    table.push([name, ...cells, ...(changes ? [changes.get(row.contender) ?? ''] : [])]);
  }
  const loaded = result.rows.some((row) => row.underLoad);
  const discarded = result.rows.reduce((sum, row) => sum + row.discardedRounds, 0);
  return [
    `\n${result.title}  [${result.scenario}]`,
    result.about,
    table.toString(),
    ...result.bars.map((bar) => `  ${barLine(bar)}`),
    ...result.leftOut.map((one) => `  left out: ${one.label}: ${one.reason}`),
    ...(loaded ? ['  † other load ran in too many of its rounds: not to be relied on'] : []),
    ...(discarded > 0 ? [`  thrown away because other load ran: ${count(discarded, 'turn')}`] : []),
  ].join('\n');
}
