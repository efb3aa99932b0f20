import { splitArguments } from './arguments.mjs';
import { Explained } from './explain.mjs';
import { ensureInstalled } from './install.mjs';
import { findPnpm } from './pnpm.mjs';
import { exitCode, runCommand } from './run-command.mjs';
import { workspacePackages } from './workspace.mjs';

/** What `npm run TASK` does: a function of pnpm and the words behind the task. */
const TASKS = { build, test, packed, runtimes, lint, typecheck, bench, changeset, version, release, pnpm };

/** Runs a task and answers with its exit code. */
export function runTask(name, words) {
  if (!Object.hasOwn(TASKS, name ?? '')) {
    throw new Explained(`There is no task "${name}". There are: ${Object.keys(TASKS).join(', ')}.`);
  }
  // Before anything is fetched, so that a slip of the finger is answered at once.
  const { chosen, rest } = splitFor(name, words);
  const manager = findPnpm();
  if (name !== 'pnpm') ensureInstalled(manager);
  return TASKS[name]({ pnpm: manager, chosen, rest });
}

/** Of these tasks the first words name packages; the others pass all words on. */
const PER_PACKAGE = { build: 'build', test: 'test', lint: undefined };

function splitFor(task, words) {
  if (!Object.hasOwn(PER_PACKAGE, task)) return { chosen: [], rest: words };
  const script = PER_PACKAGE[task];
  const able = workspacePackages().filter(({ manifest }) => !script || manifest.scripts?.[script]);
  return splitArguments(words, able);
}

/** Runs steps until one fails. */
function inOrder(...steps) {
  for (const step of steps) {
    const code = step();
    if (code !== 0) return code;
  }
  return 0;
}

/** Runs all steps, also behind one that fails. */
function allOf(...steps) {
  return steps.map((step) => step()).find((code) => code !== 0) ?? 0;
}

function tool(pnpm, command, args) {
  return exitCode(runCommand(command, args, { path: pnpm.path }));
}

function turbo(pnpm, chosen, args) {
  const filters = chosen.map(({ name }) => `--filter=${name}`);
  return tool(pnpm, 'turbo', ['run', ...args.slice(0, 1), ...filters, ...args.slice(1)]);
}

function build({ pnpm, chosen, rest }) {
  return turbo(pnpm, chosen, ['build', ...rest]);
}

/**
 * Packages are built side by side. Model lanes are gone through side by side, since time is
 * played there, and then packages are tested side by side; but for those with most of the
 * tests of time, which come one after the other and have all cores.
 */
function test({ pnpm, chosen, rest }) {
  const tests = (concurrency, words, packages = chosen) =>
    turbo(pnpm, packages, ['test', '--only', '--continue', `--concurrency=${concurrency}`, '--', ...words]);
  // A filter for all packages need not match in each; one for a named package should.
  const forVitest = rest.length > 0 && chosen.length === 0 ? ['--passWithNoTests', ...rest] : rest;
  const all = chosen.length > 0 ? chosen : workspacePackages().filter(({ manifest }) => manifest.scripts?.test);
  const [timed, others] = [true, false].map((is) => all.filter(({ name }) => OF_TIME.includes(name) === is));
  const everything = [
    () => tests(2, MODEL_LANES),
    () => (others.length > 0 ? tests(2, ALL_ELSE, others) : 0),
    () => (timed.length > 0 ? tests(1, ALL_ELSE, timed) : 0),
  ];
  return inOrder(
    () => build({ pnpm, chosen: chosen.map(withTools), rest: [] }),
    () => (rest.length > 0 ? tests(1, forVitest) : allOf(...everything)),
  );
}

const OF_TIME = ['@sync/atomics', '@sync/lock', '@sync/benchmarks'];
const MODEL_LANES = ['--passWithNoTests', '--maxWorkers=1', '.model.test.'];
const ALL_ELSE = ['model', ...lanesLeftOut()].flatMap((lane) => ['--exclude', `**/*.${lane}.test.*`]);

/** `SYNC_TEST_WITHOUT=stress,kill`: for those who have little time. */
function lanesLeftOut() {
  return (process.env.SYNC_TEST_WITHOUT ?? '').split(',').filter((lane) => lane !== '');
}

/** A package is tested against its own build and those of all that it needs (`...`). */
function withTools({ name }) {
  return { name: `${name}...` };
}

/** The slow tests of what is published: packed, installed elsewhere, and used. */
function packed({ pnpm, rest }) {
  return inOrder(
    () => build({ pnpm, chosen: [], rest: [] }),
    () => pnpm.run(['--dir', 'scripts', 'run', 'packed', ...rest]),
  );
}

/** The packed packages again, in each runtime that they are for. */
function runtimes({ pnpm, rest }) {
  return inOrder(
    () => build({ pnpm, chosen: [], rest: ['--output-logs=errors-only'] }),
    () => tool(pnpm, process.execPath, ['scripts/runtimes/main.mjs', ...rest]),
  );
}

/** One process for the whole workspace: it knows all the types, and sees cycles between packages. */
function lint({ pnpm, chosen, rest }) {
  const where = chosen.length > 0 ? chosen.map(({ folder }) => folder) : ['.'];
  return tool(pnpm, 'eslint', ['--max-warnings=0', ...rest, ...where]);
}

/** Types are taken from the sources of the packages, so nothing has to be built. */
function typecheck({ pnpm, rest }) {
  return tool(pnpm, 'tsc', ['--project', 'tsconfig.json', ...rest]);
}

/** Not by way of turbo, which would keep the progress back until the end. */
function bench({ pnpm, rest }) {
  return inOrder(
    () => build({ pnpm, chosen: [{ name: '@sync/benchmarks...' }], rest: ['--output-logs=errors-only'] }),
    () => pnpm.run(['--dir', 'apps/benchmarks', '--silent', 'run', 'bench', ...rest]),
  );
}

function changeset({ pnpm, rest }) {
  return tool(pnpm, 'changeset', rest);
}

/** Turns the changesets into versions and changelogs. */
function version({ pnpm }) {
  return inOrder(
    () => changeset({ pnpm, rest: ['version'] }),
    () => pnpm.run(['install', '--lockfile-only']),
  );
}

/** A rehearsal: everything but the upload. */
function release({ pnpm, rest }) {
  return inOrder(
    () => packed({ pnpm, rest: [] }),
    () => pnpm.run(['--recursive', '--filter=./packages/*', 'publish', '--dry-run', '--no-git-checks', ...rest]),
  );
}

/** The pinned pnpm itself: `npm run pnpm -- add --filter @sync/queue some-package`. */
function pnpm({ pnpm, rest }) {
  return pnpm.run(rest);
}
