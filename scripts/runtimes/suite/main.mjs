// Runs one group of checks in the runtime that it is started with: `main.mjs smoke`. One line
// of JSON when a check begins, one when it has ended; all else that is printed is ignored.
import { writeSync } from 'node:fs';

const [group] = process.argv.slice(2);
const { checks } = await import(`./${group}.mjs`);
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

for (const { check, run, without } of checks) {
  if (without !== undefined) {
    tell({ check, without });
    continue;
  }
  tell({ begins: check });
  try {
    tell({ check, note: (await run()) ?? 'ok' });
  } catch (error) {
    tell({ check, failed: error?.stack ?? String(error) });
  }
}
// Threads that will not end must not keep the process.
process.exit(0);
