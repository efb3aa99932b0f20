import type { Report } from '../../result/report.ts';

/** The report. */
export function htmlOf(report: Report): string {
  return `<pre>${JSON.stringify(report)}</pre>`;
}
