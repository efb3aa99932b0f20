import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FreshProcesses } from '../src/child/fresh-processes.ts';
import type { Launch } from '../src/child/contender-process.ts';
import { cpuTimes } from '../src/measure/cpu-times.ts';
import { runScenario } from '../src/measure/run-scenario.ts';
import { answerText, AROUND, fake, PLAN, SCENARIO } from './fakes.ts';

const COMMAND = { contender: 'any', work: 'any', threads: 1, privateNs: 0, sectionNs: 0, ms: 0 };

/** Answers how many lines its process has read so far, and in which process it does. */
const counting = fake(
  'counting',
  `globalThis.lines = (globalThis.lines ?? 0) + 1;
   console.log(JSON.stringify({ ...${answerText(0)}, operations: lines, waiters: process.pid }));`,
);

const launched = async (contender: typeof counting): Promise<Launch> => {
  const launch = await contender.launch(AROUND, []);
  if ('absent' in launch) throw new Error(launch.absent);
  return launch;
};

test('every turn of a fresh scenario is the first that its process is asked for', async () => {
  const run = (fresh: boolean) => runScenario({ ...SCENARIO, fresh }, PLAN, AROUND, () => undefined, () => [counting]);
  const [fresh, lasting] = [(await run(true)).series[0]?.all ?? [], (await run(false)).series[0]?.all ?? []];
  expect(fresh.map((one) => one.operations)).toEqual([1, 1, 1]);
  expect(new Set(fresh.map((one) => one.waiters)).size).toBe(PLAN.rounds);
  expect(lasting.map((one) => one.operations)).toEqual([2, 3, 4]); // after the warm-up
});

test('a fresh process is gone when its turn is over', async () => {
  const processes = new FreshProcesses(await launched(counting), PLAN.startLimitMs);
  expect(await processes.ready(PLAN.startLimitMs)).toMatchObject({ version: '1.2.3' });
  const { waiters: pid = 0 } = await processes.run(COMMAND, 5000);
  expect(pid).toBeGreaterThan(0);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('a fresh process that hangs, or cannot start, is left out with the reason', async () => {
  const broken = { ...counting, id: 'broken', launch: () => Promise.resolve({ command: process.execPath, args: ['-e', 'null.field'] }) };
  const all = [counting, fake('hanging', 'for (;;);'), broken];
  const measured = await runScenario({ ...SCENARIO, fresh: true }, PLAN, AROUND, () => undefined, () => all);
  expect(measured.series.map((one) => one.contender.id)).toEqual(['counting']);
  const reasons = Object.fromEntries(measured.leftOut.map((one) => [one.contender, one.reason]));
  expect(reasons.hanging).toMatch(/^hung: .* killed$/);
  expect(reasons.broken).toMatch(/TypeError/);
});

// Else it would pass for other load, and make void the very turn that it is.
test.runIf(existsSync('/proc/stat'))('the CPU time of a process that comes and goes is our own', async () => {
  const busy = fake('busy', `for (const end = Date.now() + 1e5; process.cpuUsage().user < 3e5 && Date.now() < end;); console.log(${JSON.stringify(answerText(1))})`);
  const processes = new FreshProcesses(await launched(busy), PLAN.startLimitMs);
  const before = await cpuTimes([process.pid]);
  await processes.run(COMMAND, 20_000);
  const after = await cpuTimes([process.pid]);
  expect((after?.own ?? 0) - (before?.own ?? 0)).toBeGreaterThan(0.25);
});
