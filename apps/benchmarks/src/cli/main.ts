import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from '../contenders/contender.ts';
import { fetchLatestNode, LATEST_NODE } from '../contenders/latest-node.ts';
import { FULL, QUICK, type Plan } from '../measure/plan.ts';
import { roundLength, runScenario } from '../measure/run-scenario.ts';
import { htmlOf } from '../output/html/page.ts';
import { Progress } from '../output/progress.ts';
import { tableOf } from '../output/table.ts';
import { judgements } from '../result/bars.ts';
import { changesSince, readReport } from '../result/compare.ts';
import { commit, machine } from '../result/machine.ts';
import { SCHEMA, type Report, type ScenarioResult } from '../result/report.ts';
import { rowsOf } from '../result/rows.ts';
import { against, matching, scenariosFor } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { listOf } from './list.ts';
import { HELP, parseOptions, UsageError, type Options } from './options.ts';
import { summaryOf } from './summary.ts';

const FULL_THREADS = [1, 2, 4, 8];
const QUICK_THREADS = [2, 4];

function planFor({ quick, rounds }: Options): Plan {
  const plan = quick ? QUICK : FULL;
  return rounds === undefined ? plan : { ...plan, rounds };
}

async function surroundings(entry: URL, options: Options): Promise<Surroundings> {
  const cacheDir = fileURLToPath(new URL('../node_modules/.cache/contenders', entry));
  await mkdir(cacheDir, { recursive: true });
  const common = { entry, cacheDir, nativeDir: fileURLToPath(new URL('../native', entry)) };
  if (!options.latestNode) return { ...common, latestNode: undefined };
  process.stderr.write(`Node ${LATEST_NODE} is fetched from npm unless it is here already.\n`);
  try {
    return { ...common, latestNode: await fetchLatestNode(cacheDir) };
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    return { ...common, latestNode: undefined, noLatestNode: `the newest Node could not be fetched: ${why}` };
  }
}

async function measure(scenario: Scenario, plan: Plan, around: Surroundings, progress: Progress): Promise<ScenarioResult> {
  const measured = await runScenario(scenario, plan, around, (done, of, doing) => { progress.step(done, of, doing); });
  const rows = rowsOf(measured);
  const { id, suite, group, title, about, operation, ours, threads, privateNs = 0, sectionNs = 0 } = scenario;
  return {
    suite, scenario: id, group, title, about, operation, ours, threads, privateNs, sectionNs,
    rounds: measured.rounds,
    roundMs: roundLength(scenario, plan),
    fresh: scenario.fresh ?? false,
    loadWatched: measured.loadWatched,
    rows,
    leftOut: measured.leftOut,
    bars: judgements(measured, rows, plan),
  };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function run(options: Options, entry: URL): Promise<void> {
  const threads = [...new Set(options.threads ?? (options.quick ? QUICK_THREADS : FULL_THREADS))];
  const all = scenariosFor(threads).filter((one) => !options.quick || one.quick !== false);
  const scenarios = against(matching(all, options.filter), options.against);
  if (scenarios.length === 0) throw new UsageError(`no scenario matches "${options.filter ?? ''}"; --list names them`);
  if (options.list) {
    process.stdout.write(`${listOf(scenarios)}\n`);
    return;
  }
  const old = options.compare === undefined ? undefined : await readReport(options.compare);
  const around = await surroundings(entry, options);
  const plan = planFor(options);
  const start = Date.now();
  const progress = new Progress(process.stderr, scenarios.length);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    progress.begin(scenario.title);
    const result = await measure(scenario, plan, around, progress);
    progress.clear();
    process.stdout.write(`${tableOf(result, old && changesSince(old, result))}\n`);
    results.push(result);
  }
  const report: Report = {
    schema: SCHEMA,
    createdAt: new Date(start).toISOString(),
    durationSeconds: Math.round((Date.now() - start) / 1000),
    quick: options.quick,
    node: process.version,
    ...(around.latestNode === undefined ? {} : { latestNode: `v${LATEST_NODE}` }),
    commit: await commit(entry),
    machine: machine(),
    loadWatched: results.every((result) => result.loadWatched),
    discardedRounds: results.flatMap((result) => result.rows).reduce((sum, row) => sum + row.discardedRounds, 0),
    scenarios: results,
  };
  const json = resolve(options.json ?? fileURLToPath(new URL('../results/latest.json', entry)));
  const html = resolve(options.html ?? fileURLToPath(new URL('../results/latest.html', entry)));
  await write(json, `${JSON.stringify(report, undefined, 1)}\n`);
  await write(html, htmlOf(report));
  process.stdout.write(`${summaryOf(report)}\n\nfigures: ${json}\nreport:  ${html}\n`);
}

/** The program: reads the command line, measures, prints and writes. Sets the exit code. */
export async function main(args: readonly string[], entry: URL): Promise<void> {
  try {
    const options = parseOptions(args);
    if (options.help) process.stdout.write(HELP);
    else await run(options, entry);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
  }
}
