// What `npm run runtimes` does: the packed packages, installed as a user does, go through the
// suite and the examples of the READMEs in each runtime. Prints a table of checks and runtimes.
import { availableParallelism } from 'node:os';
import { Explained } from '../lib/explain.mjs';
import { checkRuntime } from './checks.mjs';
import { fetchRuntime } from './fetch.mjs';
import { readOptions } from './options.mjs';
import { tableOf } from './table.mjs';
import { userFolder } from './user.mjs';
import { RUNTIMES } from './versions.mjs';

/** Runtimes at a time: what is timed wants a core. */
const AT_ONCE = Math.min(2, availableParallelism());

async function main(words) {
  const { chosen, withoutMissing } = readOptions(words, RUNTIMES);
  if (process.platform !== 'linux') throw new Explained('Runtimes are tried on Linux: the end of a thread is seen there only.');
  const [user, ...files] = await Promise.all([userFolder(), ...chosen.map((runtime) => fileOf(runtime))]);
  const columns = [];
  const queue = chosen.map((runtime, at) => ({ ...runtime, at, ...files[at] }));
  const work = async () => {
    for (let next; (next = queue.shift()) !== undefined; ) columns[next.at] = await columnOf(next, user, withoutMissing);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { failed, text } = tableOf(columns);
  console.log(text);
  if (failed > 0) process.exitCode = 1;
}

/** Where a runtime is, or why it is nowhere. */
function fileOf(runtime) {
  return fetchRuntime(runtime).then(
    (file) => ({ file }),
    (error) => ({ missing: error.message }),
  );
}

/** All that came of one runtime. One that is missing has failed, unless it was said that it may be. */
async function columnOf(runtime, user, withoutMissing) {
  const { label, missing } = runtime;
  if (missing === undefined) return { label, outcomes: await checkRuntime(runtime, user) };
  const check = 'is there';
  return { label, outcomes: [withoutMissing ? { check, without: missing } : { check, failed: missing }] };
}

// Whoever ends this early gets no litter: what is to be removed is, on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

main(process.argv.slice(2)).catch((error) => {
  console.error(error.explained ? error.message : error);
  process.exitCode = 1;
});
