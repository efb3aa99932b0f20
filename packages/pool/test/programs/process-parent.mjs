// Ends while its child processes do one thing and another.
import { ProcessPool } from '@sync/pool';

const module = new URL('../tasks/processes.mjs', import.meta.url);
const pool = new ProcessPool(module, { maxWorkers: 2, minWorkers: 2 });
const first = await pool.submit('pid');
await new Promise((resolve) => void pool.submit({ task: 'loops', onReport: resolve }, 'SIGTERM'));
const busy = pool.processes.find((pid) => pid !== first);
console.log(`${first}\n${busy ?? first}`);
await pool.submit('prints', 'printed by the child');
process.exit(7);
