import { Worker } from 'node:worker_threads';
import { LONG } from './delays.ts';
import { reviveError } from './remote-error.ts';
import type { TaskReply, TaskStart } from './task.ts';
import { StuckError } from './watchdog.ts';

/** One thread of a bunch. */
export interface Member<R> {
  /** What its task returned; rejects with what it threw, or when it ended without a word. */
  readonly result: Promise<R>;
  /** Ends it, wherever it is. Its result rejects. */
  terminate(): Promise<void>;
}

/** Threads that run the same fixture. */
export interface Bunch<R> {
  readonly members: readonly Member<R>[];
  /** Waits for all of them; rejects with the first error, after all have ended. */
  join(): Promise<R[]>;
}

/** How long a bunch may take. */
export interface BunchOptions {
  /** In milliseconds; when it is over, who holds what is printed and all members are ended. */
  readonly limit?: number;
}

const running = new Set<Worker>();

/** Ends the thread after the test, if it is still running. */
export function endWithTest(worker: Worker): void {
  running.add(worker);
  worker.once('exit', () => running.delete(worker));
}

/** After a test: ends the members of bunches that nobody has waited for to the end. */
export async function endBunches(): Promise<void> {
  await Promise.all([...running].map((worker) => worker.terminate()));
}

/**
 * Starts `count` threads that run a fixture (an `.mjs` file that calls `task` of
 * `@sync/testing/worker`), each with the same data and its own index.
 */
export function bunch<R>(count: number, fixture: URL, data: unknown, options: BunchOptions = {}): Bunch<R> {
  const limit = options.limit ?? 2 * LONG;
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const workers = Array.from({ length: count }, (_, index) => {
    const workerData: TaskStart<unknown> = { data, index, count, gate };
    const worker = new Worker(fixture, { workerData, execArgv: [] });
    endWithTest(worker);
    return worker;
  });
  const members = workers.map((worker, index) => member<R>(worker, `${fixture.pathname} #${String(index)}`));

  const join = async (): Promise<R[]> => {
    let stuck: StuckError | undefined;
    const timer = setTimeout(() => {
      stuck = new StuckError(`a bunch of ${String(count)} x ${fixture.pathname} after ${String(limit)} ms`);
      for (const worker of workers) void worker.terminate();
    }, limit);
    const results = await Promise.allSettled(members.map(({ result }) => result));
    clearTimeout(timer);
    await Promise.all(workers.map((worker) => worker.terminate()));
    if (stuck !== undefined) throw stuck;
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  };
  return { members, join };
}

function member<R>(worker: Worker, name: string): Member<R> {
  const result = new Promise<R>((resolve, reject) => {
    worker.once('message', (reply: TaskReply) => {
      if (reply.error === undefined) resolve(reply.value as R);
      else reject(reviveError(reply.error));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`${name} ended with code ${String(code)} before it answered`));
    });
  });
  result.catch(() => undefined);
  return {
    result,
    terminate: async () => {
      await worker.terminate();
    },
  };
}
