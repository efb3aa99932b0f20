import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { busyThreads } from '../src/measure/busy-threads.ts';
import { cpuTimes } from '../src/measure/cpu-times.ts';
import { runScenario } from '../src/measure/run-scenario.ts';
import { answerText, AROUND, fake, good, PLAN, SCENARIO } from './fakes.ts';

const LIMIT_MS = 20_000;

/** CPU seconds of a process, once they are as many as wanted, or the limit is over. */
async function used(pid: number, wanted: number): Promise<number> {
  for (const end = performance.now() + LIMIT_MS; ; ) {
    const own = (await cpuTimes([pid]))?.own ?? 0;
    if (own >= wanted || performance.now() > end) return own;
    await sleep(20);
  }
}

test.runIf(existsSync('/proc/stat'))('busy threads use the cores until they are closed', { timeout: 60_000 }, async () => {
  const busy = await busyThreads(2, AROUND, { ...PLAN, startLimitMs: LIMIT_MS });
  const { pid = 0 } = busy;
  const before = await used(pid, 0);
  expect(await used(pid, before + 0.5)).toBeGreaterThanOrEqual(before + 0.5);
  await busy.close();
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

/** Answers that all adds up if, and only if, its parent has a process with busy threads. */
const watching = fake(
  'good',
  `const { readdirSync, readFileSync } = require('node:fs');
   const burns = (pid) => {
     try {
       return Number(pid) > 0 && Number(pid) !== process.pid && readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('--burn')
         && readFileSync('/proc/' + pid + '/status', 'utf8').includes('PPid:\\t' + process.ppid + '\\n');
     } catch {
       return false;
     }
   };
   console.log(readdirSync('/proc').some(burns) ? ${JSON.stringify(answerText(10))} : ${JSON.stringify(answerText(10, false))});`,
);

test.runIf(existsSync('/proc/stat'))('cores are busy in the rounds of a scenario that wants it, and in no others', { timeout: 60_000 }, async () => {
  const plan = { ...PLAN, startLimitMs: LIMIT_MS, answerLimitMs: LIMIT_MS };
  const run = (busy?: number) =>
    runScenario({ ...SCENARIO, ...(busy === undefined ? {} : { busy }) }, plan, AROUND, () => undefined, () => [watching]);
  expect((await run(1)).series[0]?.all).toHaveLength(PLAN.rounds);
  expect((await run()).leftOut[0]?.reason).toMatch(/do not add up/);
});

test('busy threads that cannot be started are said so', { timeout: 60_000 }, async () => {
  const nowhere = { ...AROUND, entry: new URL('nowhere.js', AROUND.entry) };
  await expect(runScenario({ ...SCENARIO, busy: 1 }, PLAN, nowhere, () => undefined, () => [good('good', 10)])).rejects.toThrow(/exit code 1/);
});
