import { fileURLToPath } from 'node:url';
import { ContenderProcess } from '../child/contender-process.ts';
import type { Surroundings } from '../contenders/contender.ts';
import type { Plan } from './plan.ts';

/**
 * Starts a process whose threads are busy until it is closed: this program again, with a hidden argument. Its CPU time is
 * nobody's but its own, so what a contender uses beside it is the contender's alone.
 */
export async function busyThreads(threads: number, { entry }: Surroundings, { startLimitMs }: Plan): Promise<ContenderProcess> {
  const busy = new ContenderProcess({ command: process.execPath, args: [fileURLToPath(entry), '--burn', String(threads)] });
  await busy.ready(startLimitMs);
  return busy;
}
