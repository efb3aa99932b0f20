import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Surroundings } from '../src/contenders/contender.ts';
import { QUICK } from '../src/measure/plan.ts';
import { runScenario } from '../src/measure/run-scenario.ts';
import { scenariosFor } from '../src/scenarios/catalogue.ts';

const PRIMITIVES = ['barrier', 'condition', 'event', 'latch', 'once', 'semaphore'];
const rows = scenariosFor([2, 4]).filter((one) => PRIMITIVES.includes(one.suite));

const around: Surroundings = {
  entry: new URL('../dist/index.js', import.meta.url),
  nativeDir: fileURLToPath(new URL('../native', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/contenders', import.meta.url)),
  latestNode: undefined,
};
const plan = { ...QUICK, rounds: 1, startLimitMs: 30_000, answerLimitMs: 20_000 };

/** What a machine may lack. */
const ABSENT = /^no (C compiler|Python)|could not compile|lacks navigator/;

beforeAll(() => mkdir(around.cacheDir, { recursive: true }));

test.each(rows.map((one) => [one.id, one] as const))('%s: everybody does the work, and it adds up', { timeout: 120_000 }, async (_, row) => {
  const brief = { ...row, roundMs: 30, quickRoundMs: 30, warmUp: false };
  const { series, leftOut } = await runScenario(brief, plan, around, () => undefined);
  const missing = leftOut.filter(({ contender, reason }) => !ABSENT.test(reason) && row.unfit?.[contender] === undefined);
  expect(missing).toEqual([]);
  expect(series.map((one) => one.contender.id)).toContain(row.ours);
  for (const { contender, all } of series) {
    const [answer] = all;
    expect(answer?.seconds, contender.id).toBeGreaterThan(0);
    if (row.work.startsWith('idle')) expect(answer, contender.id).toMatchObject({ operations: 0, waiters: 4 });
    else expect(answer?.operations, contender.id).toBeGreaterThan(0);
  }
});
