/*
 * The line protocol between the program and a contender's process, the same for every language.
 *
 *   child to program, once    {"ready":true,"version":"..."}  or  {"error":"why not"}
 *   program to child          run <contender> <work> <threads> <private ns> <section ns> <ms>
 *   child to program          one JSON line: an Answer, or {"error":"why not"}
 *
 * The child ends when its standard input ends.
 */

/** One round to be run by a contender. */
export interface Command {
  readonly contender: string;
  readonly work: string;
  readonly threads: number;
  /** Wanted nanoseconds of work between two sections. */
  readonly privateNs: number;
  /** Wanted nanoseconds of work inside a section, beside its four additions. */
  readonly sectionNs: number;
  readonly ms: number;
}

/** Waiting times in nanoseconds; `max` is never less than the longest wait. */
export interface Waits {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What a contender did in one round. */
export interface Answer {
  readonly operations: number;
  readonly counts: readonly number[];
  readonly seconds: number;
  /** CPU time of the whole process in the round. */
  readonly cpuSeconds: number;
  /** Calibrated work, as it really is. */
  readonly privateNs: number;
  readonly sectionNs: number;
  /** Whether the shared words add up: a lock that loses an update is no contender. */
  readonly exact: boolean;
  readonly handovers?: number;
  readonly waits?: Waits;
  /** Threads that were asleep in the lock, in the idle rows. */
  readonly waiters?: number;
  readonly bytesPerOperation?: number;
  /** How late the event loop was of the thread that submitted: 99 % of the time less. */
  readonly loopDelayMs?: number;
}

/** A command as it goes over the line. */
export function formatCommand({ contender, work, threads, privateNs, sectionNs, ms }: Command): string {
  return `run ${contender} ${work} ${[threads, privateNs, sectionNs, ms].map(String).join(' ')}\n`;
}

/** Reads a command; throws if the line is none. */
export function parseCommand(line: string): Command {
  const [verb, contender, work, ...rest] = line.trim().split(' ');
  const [threads, privateNs, sectionNs, ms] = rest.map(Number);
  const numbers = [threads, privateNs, sectionNs, ms];
  if (verb !== 'run' || !contender || !work || rest.length !== 4 || !numbers.every((n) => Number.isFinite(n))) {
    throw new Error(`not understood: ${line}`);
  }
  return { contender, work, threads: threads ?? 0, privateNs: privateNs ?? 0, sectionNs: sectionNs ?? 0, ms: ms ?? 0 };
}
