import { join } from 'node:path';
import { brokenPromise, exampleRun } from '@sync/testing/readme-program';
import { runProgram } from './program.mjs';

/** The groups of the suite, each run by a process of its own. */
const GROUPS = ['smoke', 'contention', 'waiters', 'deaths'];

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

/** @returns {Promise<Outcome[]>} */
export async function checkGroup(runtime, group, folder) {
  const outcomes = [];
  let current = `the group ${group}`;
  const onLine = (line) => {
    if (!line.startsWith('{')) return;
    const { begins, check, ...outcome } = JSON.parse(line);
    current = begins;
    if (check !== undefined) outcomes.push({ check, ...outcome });
  };
  const { stuck, code, stderr } = await runProgram(runtime, join(folder, 'suite', 'main.mjs'), {
    args: [group],
    cwd: folder,
    limit: GROUP_LIMIT,
    onLine,
  });
  // It tells when a check ends; what has begun and not ended took the process with it.
  const how = stuck ? `was not done after ${GROUP_LIMIT / 1000} s` : `ended with code ${code}: ${stderr}`;
  if (code !== 0 || current !== undefined) outcomes.push({ check: current ?? `the group ${group}`, failed: how });
  return outcomes;
}

/** @returns {Promise<Outcome>} */
async function checkExample(runtime, { check, example, file }, folder) {
  const { stuck, code, stdout, stderr } = await runProgram(runtime, file, { cwd: folder, limit: EXAMPLE_LIMIT });
  const failed = stuck ? `does not end; it printed:\n${stdout}` : brokenPromise(exampleRun(example, code, stdout, stderr));
  return failed === undefined ? { check, note: 'ok' } : { check, failed };
}
