import { expect, test } from 'vitest';
import type { Answer } from '../src/child/protocol.ts';
import type { Measured, Series } from '../src/measure/run-scenario.ts';
import { judgements } from '../src/result/bars.ts';
import { rowsOf } from '../src/result/rows.ts';
import type { Bar } from '../src/scenarios/scenario.ts';
import { answerText, good, PLAN, SCENARIO } from './fakes.ts';

const answer = (operations: number): Answer => JSON.parse(answerText(operations)) as Answer;

function series(id: string, speeds: readonly (number | undefined)[]): Series {
  const answers = speeds.map((speed) => (speed === undefined ? undefined : answer(speed)));
  const all = answers.map((one) => one ?? answer(1));
  return { contender: good(id, 1), version: '1', answers, all, discarded: answers.filter((one) => !one).length };
}

function judged(bar: Bar, measured: readonly Series[], plan = PLAN, fresh = false) {
  const all: Measured = { scenario: { ...SCENARIO, fresh, bars: [bar] }, rounds: 3, series: measured, leftOut: [], loadWatched: true };
  const [judgement] = judgements(all, rowsOf(all), plan);
  return judgement;
}

const ratio: Bar = { kind: 'ratio', what: 'half', ours: 'good', rival: 'other', atLeast: 0.5 };

test('a ratio bar is met when the lower quartile meets it', () => {
  expect(judged(ratio, [series('good', [60, 60, 60]), series('other', [100, 100, 100])])).toMatchObject({ verdict: 'met', figure: 0.6 });
});

test('a ratio bar is not met when only the median meets it', () => {
  const found = judged(ratio, [series('good', [40, 55, 60]), series('other', [100, 100, 100])]);
  expect(found).toMatchObject({ verdict: 'not met', median: 0.55, figureIs: 'lower quartile' });
});

test('a quick run judges nothing', () => {
  const found = judged(ratio, [series('good', [60, 60, 60]), series('other', [100, 100, 100])], { ...PLAN, quick: true });
  expect(found).toMatchObject({ verdict: 'not judged', figure: 0.6 });
});

test('with too few quiet rounds nothing is judged, and the reason says so', () => {
  const found = judged(ratio, [series('good', [60, undefined, 60]), series('other', [100, 100, 100])]);
  expect(found).toMatchObject({ verdict: 'not judged', rounds: 2, reason: '2 of 3 rounds without other load' });
});

test('a bar against a contender that is left out is not judged', () => {
  expect(judged(ratio, [series('good', [60, 60, 60])])).toMatchObject({ verdict: 'not judged', reason: 'nothing was measured' });
});

test('a promise of fairness is held against the worst round', () => {
  const bar: Bar = { kind: 'value', what: 'no wait above 100 ms', ours: 'good', metric: 'longestWaitMs', atMost: 100, by: 'worst' };
  const slow = series('good', [1, 1, 1]);
  const [first] = slow.answers;
  if (first) slow.answers[1] = { ...first, waits: { p50: 1, p99: 1, p999: 1, max: 101e6 } };
  expect(judged(bar, [slow])).toMatchObject({ verdict: 'not met', figure: 101, figureIs: 'highest' });
  expect(judged(bar, [series('good', [1, 1, 1])])).toMatchObject({ verdict: 'met' });
});

test('an upper limit by quartile is held against the upper quartile', () => {
  const bar: Bar = { kind: 'value', what: 'idle', ours: 'good', metric: 'cpuSharePerWaiter', atMost: 0.25, by: 'quartile' };
  const idle = series('good', [0, 0, 0]);
  idle.answers.forEach((one, i) => { if (one) idle.answers[i] = { ...one, waiters: 4, cpuSeconds: [0.1, 0.2, 8][i] ?? 0 }; });
  expect(judged(bar, [idle])).toMatchObject({ verdict: 'not met', figureIs: 'upper quartile' });
});

test('the first operation of a process is held against the upper quartile of its time', () => {
  const bar: Bar = { kind: 'value', what: 'first', ours: 'good', metric: 'firstOperationMs', atMost: 250, by: 'quartile' };
  const slow = judged(bar, [series('good', [8, 5, 2])], PLAN, true);
  expect(slow).toMatchObject({ verdict: 'not met', figure: 350, median: 200, figureIs: 'upper quartile' });
  expect(judged(bar, [series('good', [8, 5, 4])], PLAN, true)).toMatchObject({ verdict: 'met', figure: 225 });
});

test('threads that do not compete have no shares', () => {
  const all: Measured = { scenario: { ...SCENARIO, apart: true }, rounds: 3, series: [series('good', [1, 1, 1])], leftOut: [], loadWatched: true };
  const [row] = rowsOf(all);
  expect(row?.longestWaitMs).toBeDefined();
  expect(row?.fairnessShare).toBeUndefined();
});

test('only where processes are fresh is there a first operation', () => {
  const bar: Bar = { kind: 'value', what: 'first', ours: 'good', metric: 'firstOperationMs', atMost: 250, by: 'quartile' };
  expect(judged(bar, [series('good', [8, 5, 4])])).toMatchObject({ verdict: 'not judged', reason: 'nothing was measured' });
});

test('a speed that must be reached is held against the lower quartile', () => {
  const bar: Bar = { kind: 'value', what: 'speed', ours: 'good', metric: 'operationsPerSecond', atLeast: 65, by: 'quartile' };
  expect(judged(bar, [series('good', [50, 70, 80])])).toMatchObject({ verdict: 'not met', figure: 60, median: 70, figureIs: 'lower quartile' });
  expect(judged(bar, [series('good', [60, 70, 80])])).toMatchObject({ verdict: 'met' });
});

test('a bar on CPU time is held against the upper quartile of its ratio, whatever the speed', () => {
  const cost: Bar = { kind: 'ratio', what: 'cost', ours: 'good', rival: 'other', metric: 'cpuSecondsPerOperation', atMost: 1.2 };
  const costing = (id: string, each: readonly number[]): Series => {
    const one = series(id, [10, 20, 40]);
    one.answers.forEach((found, i) => { if (found) one.answers[i] = { ...found, cpuSeconds: found.operations * (each[i] ?? 0) }; });
    return one;
  };
  const dear = judged(cost, [costing('good', [1, 1.1, 1.5]), costing('other', [1, 1, 1])]);
  expect(dear).toMatchObject({ verdict: 'not met', figure: 1.3, median: 1.1, atMost: 1.2, figureIs: 'upper quartile' });
  expect(dear?.metric).toContain('cpuSecondsPerOperation');
  expect(judged(cost, [costing('good', [1.1, 1.1, 1.1]), costing('other', [1, 1, 1])])).toMatchObject({ verdict: 'met' });
  expect(judged(cost, [costing('good', [1, 1, 1])])).toMatchObject({ verdict: 'not judged', atMost: 1.2 });
});

test('a bar on waits is held against the upper quartile of the ratio of their percentiles', () => {
  const wait: Bar = { kind: 'ratio', what: 'p99', ours: 'good', rival: 'other', metric: 'waitP99', atMost: 1.2 };
  const waiting = (id: string, p99s: readonly number[]): Series => {
    const one = series(id, [1, 1, 1]);
    one.answers.forEach((found, i) => { if (found) one.answers[i] = { ...found, waits: { p50: 1, p99: p99s[i] ?? 0, p999: 1, max: 1 } }; });
    return one;
  };
  const found = judged(wait, [waiting('good', [100, 110, 150]), waiting('other', [100, 100, 100])]);
  expect(found).toMatchObject({ verdict: 'not met', figure: 1.3, median: 1.1, figureIs: 'upper quartile' });
  expect(judged(wait, [waiting('good', [110, 110, 110]), waiting('other', [100, 100, 100])])).toMatchObject({ verdict: 'met' });
});

test('how late a loop may be is held against the upper quartile', () => {
  const bar: Bar = { kind: 'value', what: 'loop', ours: 'good', metric: 'loopDelayMs', atMost: 5, by: 'quartile' };
  const late = series('good', [1, 1, 1]);
  late.answers.forEach((found, i) => { if (found) late.answers[i] = { ...found, loopDelayMs: [1, 4, 8][i] ?? 0 }; });
  expect(judged(bar, [late])).toMatchObject({ verdict: 'not met', figure: 6, median: 4 });
});
