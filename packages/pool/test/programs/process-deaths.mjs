// Deaths of child processes that are loud.
import { ProcessPool } from '@sync/pool';

const module = new URL('../tasks/processes.mjs', import.meta.url);
const pool = new ProcessPool(module, { maxWorkers: 1, execArgv: ['--max-old-space-size=24'] });
for (const doomed of [pool.submit('throwsLater', 'nobody catches'), pool.submit('eats')]) {
  const { name, exitCode, signal, cause } = await doomed.exceptionAsync();
  console.log(`${name} code ${exitCode} ${signal}: ${cause}`);
}
console.log(await pool.submit('add', 1, 2));
await pool.shutdownAsync();
