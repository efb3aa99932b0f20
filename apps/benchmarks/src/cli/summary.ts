import { barLine } from '../output/table.ts';
import type { Report } from '../result/report.ts';

/** The end of the output: what became of the bars, and what was thrown away. */
export function summaryOf(report: Report): string {
  const bars = report.scenarios.flatMap((one) => one.bars.map((bar) => ({ bar, scenario: one.scenario })));
  const count = (verdict: string): number => bars.filter(({ bar }) => bar.verdict === verdict).length;
  const missed = bars.filter(({ bar }) => bar.verdict === 'not met');
  return [
    `\nBars: ${String(count('met'))} met, ${String(count('not met'))} not met, ${String(count('not judged'))} not judged.`,
    ...missed.map(({ bar, scenario }) => `  ${scenario}: ${barLine(bar)}`),
    `Turns thrown away because other load ran: ${String(report.discardedRounds)}. Took ${String(report.durationSeconds)} s.`,
  ].join('\n');
}
