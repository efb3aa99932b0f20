import { availableParallelism } from 'node:os';
import { cpuTimes } from './cpu-times.ts';

/** Share of the machine's capacity that others may use before a round is void. */
export const MOST_FOREIGN_SHARE = 0.1;

/** Three ticks of the kernel's clock: less than that cannot be told from rounding. */
export const LEAST_FOREIGN_SECONDS = 0.03;

/** Whether a round of `seconds` is void because others used `foreignSeconds` of CPU time meanwhile. */
export function isVoid(foreignSeconds: number, seconds: number, cores: number): boolean {
  return foreignSeconds > LEAST_FOREIGN_SECONDS && foreignSeconds > MOST_FOREIGN_SHARE * cores * seconds;
}

/** Watches a stretch of time: returns whether other load ran in it. Where there is no `/proc`, nothing is known. */
export async function watchLoad(pids: readonly number[]): Promise<() => Promise<boolean | undefined>> {
  const start = performance.now();
  const before = await cpuTimes(pids);
  return async () => {
    const after = await cpuTimes(pids);
    if (!before || !after) return undefined;
    const foreign = after.busy - before.busy - (after.own - before.own);
    return isVoid(foreign, (performance.now() - start) / 1000, availableParallelism());
  };
}
