/**
 * The outcomes of all runtimes as a table of checks and runtimes, with what is to be said of
 * single ones below, and the counts at the end.
 *
 * @param {{ label: string, outcomes: import('./checks.mjs').Outcome[] }[]} columns
 */
export function tableOf(columns) {
  const checks = [...new Set(columns.flatMap(({ outcomes }) => outcomes.map(({ check }) => check)))];
  const found = ({ outcomes }, check) => outcomes.find((outcome) => outcome.check === check);
  const rows = [
    ['', ...columns.map(({ label }) => label)],
    ...checks.map((check) => [check, ...columns.map((column) => cell(found(column, check)))]),
  ];
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const lines = rows.map((row) => row.map((text, at) => text.padEnd(widths[at])).join('  ').trimEnd());
  const all = columns.flatMap(({ label, outcomes }) => outcomes.map((outcome) => ({ label, ...outcome })));
  const without = new Set(all.filter((one) => one.without).map((one) => `-  ${one.label}: ${one.check}: ${one.without}`));
  const failed = all.filter((one) => one.failed !== undefined);
  const passed = all.length - failed.length - without.size;
  return {
    failed: failed.length,
    text: [
      ...lines,
      '',
      ...without,
      ...failed.map((one) => `FAILED  ${one.label}: ${one.check}: ${one.failed}`),
      // In the words of the test runner, for who counts them.
      `Tests  ${failed.length} failed | ${passed} passed (${passed + failed.length})`,
    ].join('\n'),
  };
}

function cell(outcome) {
  if (outcome === undefined || outcome.without) return '-';
  return outcome.failed === undefined ? outcome.note : 'FAILED';
}
