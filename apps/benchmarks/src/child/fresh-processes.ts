import { ContenderProcess, type Launch, type Ready } from './contender-process.ts';
import type { Answer, Command } from './protocol.ts';

/**
 * A contender whose every round is the first thing that a process does. Looks like a {@link ContenderProcess}; a round
 * begins with the start of a process and ends when it is gone, so its whole CPU time falls into the round, and counts
 * as ours when other load is looked for. What is measured is the contender's own time, as ever.
 */
export class FreshProcesses {
  readonly #launch: Launch;
  readonly #startLimitMs: number;
  #current: ContenderProcess | undefined;

  constructor(launch: Launch, startLimitMs: number) {
    this.#launch = launch;
    this.#startLimitMs = startLimitMs;
  }

  /** Between rounds there is no process. In a round there is none to be counted apart: see above. */
  get pid(): undefined {
    return undefined;
  }

  /** Starts one process in vain: says whether it can be done, and has the files read once. */
  async ready(limitMs: number): Promise<Ready> {
    return this.#withProcess((process) => process.ready(limitMs));
  }

  /** Runs one round in a process of its own; rejects as {@link ContenderProcess.run} does. */
  async run(command: Command, limitMs: number): Promise<Answer> {
    return this.#withProcess(async (process) => {
      await process.ready(this.#startLimitMs);
      return process.run(command, limitMs);
    });
  }

  /** Ends the process of the moment, if there is one. */
  async close(): Promise<void> {
    await this.#current?.close();
  }

  async #withProcess<T>(use: (process: ContenderProcess) => Promise<T>): Promise<T> {
    const process = (this.#current = new ContenderProcess(this.#launch));
    try {
      return await use(process);
    } finally {
      await process.close();
      this.#current = undefined;
    }
  }
}
