import { join } from 'node:path';
import { brokenPromise, exampleRun } from '@sync/testing/readme-program';
import { runProgram } from './program.mjs';

/** The groups of the suite, each run by a process of its own. */
const GROUPS = ['smoke', 'contention', 'waiters', 'deaths', 'deadlocks', 'our-threads', 'pools', 'queues'];

/** A whole group, and one example, are killed after so many milliseconds. */
const GROUP_LIMIT = 40_000;
const EXAMPLE_LIMIT = 15_000;

/**
 * What came of one check in one runtime: `note`, to be shown; `failed`, with all there is to
 * say; or `without`: why it cannot be asked of that runtime.
 *
 * @typedef {{ check: string, note?: string, failed?: string, without?: string }} Outcome
 */

/** Goes through the whole suite and all examples in one runtime. */
export async function checkRuntime(runtime, { folder, examples }) {
  const outcomes = [];
  for (const group of GROUPS) outcomes.push(...(await checkGroup(runtime, group, folder)));
  for (const example of examples) outcomes.push(await checkExample(runtime, example, folder));
  return outcomes;
}

/**
 * Goes through one group; when its process ends early, what had begun has failed.
 *
 * @returns {Promise<Outcome[]>}
 */
export async function checkGroup(runtime, group, folder, limit = GROUP_LIMIT) {
  const outcomes = [];
  let current = group;
  const onLine = (line) => {
    if (!line.startsWith('{')) return;
    const { begins, check, ...outcome } = JSON.parse(line);
    current = begins;
    if (check !== undefined) outcomes.push({ check, ...outcome });
  };
  const suite = join(folder, 'suite', 'main.mjs');
  const { stuck, code, stderr } = await runProgram(runtime, suite, { args: [group], cwd: folder, limit, onLine });
  if (code !== 0 || current !== undefined) {
    const how = stuck ? `was not done after ${limit / 1000} s` : `ended with code ${code}: ${stderr}`;
    outcomes.push({ check: current ?? group, failed: how });
  }
  return outcomes;
}

/** @returns {Promise<Outcome>} */
async function checkExample(runtime, { check, example, file }, folder) {
  const { stuck, code, stdout, stderr } = await runProgram(runtime, file, { cwd: folder, limit: EXAMPLE_LIMIT });
  const failed = stuck ? `does not end; it printed:\n${stdout}` : brokenPromise(exampleRun(example, code, stdout, stderr));
  if (failed === undefined) return { check, note: 'ok' };
  const { promise, why } = runtime.unlike ?? {};
  return promise && code === 0 && example.files.some(({ source }) => promise.test(source)) ? { check, without: why } : { check, failed };
}
