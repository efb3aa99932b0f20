import { readFile } from 'node:fs/promises';

/** Clock ticks in a second, as Linux counts them for programs, on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Busy time of the whole machine, in seconds, from the text of `/proc/stat`: stolen time counts as busy. */
export function busySeconds(procStat: string): number {
  const fields = procStat.split('\n', 1)[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = fields;
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

/**
 * CPU time of one process and of its children that have ended, in seconds, from the text of its `/proc/<pid>/stat`: so a
 * process that comes and goes between two looks is still known to be its parent's. The name may contain spaces.
 */
export function processSeconds(procPidStat: string): number {
  const fields = procPidStat.slice(procPidStat.lastIndexOf(')') + 2).split(' ').map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return (user + system + endedUser + endedSystem) / TICKS_PER_SECOND;
}

/** Busy time of the machine and of these processes at one moment; undefined where there is no `/proc`. */
export async function cpuTimes(pids: readonly number[]): Promise<{ busy: number; own: number } | undefined> {
  try {
    const [machine, ...own] = await Promise.all([
      readFile('/proc/stat', 'utf8'),
      ...pids.map((pid) => readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')),
    ]);
    return { busy: busySeconds(machine), own: own.reduce((sum, text) => sum + processSeconds(text), 0) };
  } catch {
    return undefined;
  }
}
