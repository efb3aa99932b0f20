import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Surroundings } from '../src/contenders/contender.ts';
import { QUICK } from '../src/measure/plan.ts';
import { runScenario, type Measured } from '../src/measure/run-scenario.ts';
import { scenariosFor } from '../src/scenarios/catalogue.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';

const PRIMITIVES = ['barrier', 'condition', 'event', 'latch', 'once', 'pool', 'queue', 'semaphore', 'shared', 'thread', 'thread-local'];
const all = scenariosFor([2]).filter(({ suite, group }) => PRIMITIVES.includes(suite) || /^(death|read-write)/.test(group));
/** The rows of a group have the same loops, with other numbers. */
const rows = all.filter((row, at) => all.findIndex(({ suite, group }) => suite === row.suite && group === row.group) === at);

const around: Surroundings = {
  entry: new URL('../dist/index.js', import.meta.url),
  nativeDir: fileURLToPath(new URL('../native', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/contenders', import.meta.url)),
  latestNode: undefined,
};
const plan = { ...QUICK, rounds: 1, startLimitMs: 30_000, answerLimitMs: 20_000 };

const LONGEST_MS = 1000;

/** What a machine may lack. */
const ABSENT = /^no (C compiler|Python)|could not compile|lacks navigator/;

beforeAll(() => mkdir(around.cacheDir, { recursive: true }));

/** A round in which everybody has had the time to do something: a busy machine may want a longer one. */
async function roundOf(row: Scenario): Promise<Measured> {
  for (let ms = 30; ; ms *= 8) {
    const measured = await runScenario({ ...row, roundMs: ms, quickRoundMs: ms, warmUp: false }, plan, around, () => undefined);
    if (ms > LONGEST_MS || row.work.startsWith('idle') || measured.series.every(({ all }) => (all[0]?.operations ?? 0) > 0)) return measured;
  }
}

test.each(rows.map((row) => [row.id, row] as const))('%s: everybody does the work, and it adds up', { timeout: 120_000 }, async (_, row) => {
  const { series, leftOut } = await roundOf(row);
  const missing = leftOut.filter(({ contender, reason }) => !ABSENT.test(reason) && row.unfit?.[contender] === undefined);
  expect(missing).toEqual([]);
  expect(series.map((one) => one.contender.id)).toContain(row.ours);
  for (const { contender, all } of series) {
    const [answer] = all;
    expect(answer?.seconds, contender.id).toBeGreaterThan(0);
    if (row.work.startsWith('idle')) expect(answer, contender.id).toMatchObject({ operations: 0, waiters: row.threads - 1 });
    else expect(answer?.operations, contender.id).toBeGreaterThan(0);
  }
});
