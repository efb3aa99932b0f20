import { expect, test } from 'vitest';
import { runScenario } from '../src/measure/run-scenario.ts';
import { columnsFor } from '../src/output/columns.ts';
import { GROUPS, htmlOf } from '../src/output/html/page.ts';
import { tableOf } from '../src/output/table.ts';
import { judgements } from '../src/result/bars.ts';
import { changesSince } from '../src/result/compare.ts';
import { machine } from '../src/result/machine.ts';
import { SCHEMA, type Report, type ScenarioResult } from '../src/result/report.ts';
import { rowsOf } from '../src/result/rows.ts';
import { scenariosFor } from '../src/scenarios/catalogue.ts';
import { AROUND, fake, good, PLAN, SCENARIO } from './fakes.ts';

async function example(): Promise<Report> {
  const contenders = [good('good', 40), good('half', 20), fake('crashing', 'process.exit(3)')];
  const measured = await runScenario(SCENARIO, PLAN, AROUND, () => undefined, () => contenders);
  const rows = rowsOf(measured);
  const { id, suite, group, title, about, operation, ours, threads, privateNs = 0, sectionNs = 0 } = SCENARIO;
  const result: ScenarioResult = {
    suite, scenario: id, group, title, about, operation, ours, threads, privateNs, sectionNs,
    rounds: 3, roundMs: 5, fresh: false, loadWatched: true, rows, leftOut: measured.leftOut, bars: judgements(measured, rows, PLAN),
  };
  return {
    schema: SCHEMA,
    createdAt: '2000-01-01T00:00:00.000Z',
    durationSeconds: 1,
    quick: false,
    node: process.version,
    commit: 'abc',
    machine: machine(),
    loadWatched: true,
    discardedRounds: 0,
    scenarios: [result],
  };
}

const report = await example();
const [result] = report.scenarios;
if (!result) throw new Error('no scenario');

test('the figures survive JSON and have the documented fields', () => {
  const copy = JSON.parse(JSON.stringify(report)) as Report;
  expect(copy).toEqual(report);
  expect(Object.keys(copy)).toEqual(expect.arrayContaining(['schema', 'createdAt', 'node', 'commit', 'machine', 'scenarios', 'discardedRounds']));
  const [row] = copy.scenarios[0]?.rows ?? [];
  expect(row).toMatchObject({
    contender: 'good',
    version: '1.2.3',
    threads: 2,
    operationsPerSecond: { median: 40 },
    ratioOfOurs: { median: 1 },
    cpuSecondsPerOperation: { median: 1 / 40 },
    handoversPerSecond: { median: 7 },
    fairnessShare: { median: 1, least: 1 },
    latency: { p50: 1, p99: 2, p999: 3, max: 4 },
  });
});

test('a ratio says how many times as fast ours is', () => {
  expect(result.rows.find((row) => row.contender === 'half')?.ratioOfOurs).toMatchObject({ median: 2, q1: 2, q3: 2 });
});

test('rows come fastest first', () => {
  expect(result.rows.map((row) => row.contender)).toEqual(['good', 'half']);
});

test('table and report name every contender, every bar and everyone left out, with the reason', () => {
  const html = htmlOf(report);
  const text = tableOf(result);
  for (const name of ['good', 'half', 'crashing']) {
    expect(html).toContain(`Fake &lt;${name}&gt;`);
    expect(text).toContain(`Fake <${name}>`);
  }
  for (const found of [html, text]) {
    expect(found).toContain('good at least half of half');
    expect(found).toContain('exit code 3');
  }
});

test('the report needs nothing else: no script, no address', () => {
  const html = htmlOf(report);
  expect(html).not.toMatch(/<script|https?:|src=|@import|url\(/);
  expect(html).toContain('prefers-color-scheme:dark');
  expect(html).toContain('width=device-width');
});

test('every group of scenarios has its place in the report', () => {
  const groups = new Set(scenariosFor([1, 2, 4, 8]).map((one) => one.group));
  expect([...groups].filter((group) => GROUPS[group] === undefined)).toEqual([]);
});

test('waits show where they are what is measured', () => {
  const titles = (group: string): string[] => columnsFor({ ...result, group, threads: 1 }).map((column) => column.title);
  expect(titles('pool-latency')).toEqual(expect.arrayContaining(['p50 wait', 'p99 wait', 'longest wait']));
  expect(titles('pool-tiny')).not.toContain('p50 wait');
  expect(htmlOf({ ...report, scenarios: [{ ...result, group: 'pool-latency' }] })).toContain('Half of the waits are shorter');
});

test('a change since an earlier run is the quotient of the medians', () => {
  const before: Report = {
    ...report,
    scenarios: [{ ...result, rows: result.rows.map((row) => ({ ...row, operationsPerSecond: { median: 10, q1: 1, q3: 1, least: 1, most: 1, n: 1 } })) }],
  };
  expect(changesSince(before, result)).toEqual(new Map([['good', '4 x'], ['half', '2 x']]));
});
