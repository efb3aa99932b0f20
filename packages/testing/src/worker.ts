import { parentPort, workerData } from 'node:worker_threads';
import { recordError } from './remote-error.ts';

export type { TaskReply } from './task.ts';
import type { TaskReply, TaskStart } from './task.ts';
export { random } from './random-numbers.ts';
export { mutexState } from './mutex-word.ts';
export { mortal } from './mortal.ts';
export type { Mortal } from './mortal.ts';
export type { Mode } from './mode.ts';
export { randomCalls } from './random-calls.ts';
export type { Called, Outcomes, RandomCalls, RandomCallsOptions } from './random-calls.ts';
export { randomLimits, randomTasks, turn } from './random-tasks.ts';
export type { RandomTasks } from './random-tasks.ts';

/** What a fixture's task is given. */
export interface TaskContext<D> {
  /** What the test passed to all members of the bunch. */
  readonly data: D;
  /** This member's number, from 0. */
  readonly index: number;
  /** How many members there are. */
  readonly count: number;
  /** Blocks until all members have come here. */
  together(): void;
}

/**
 * The body of a fixture that `bunch` starts: what it returns or throws goes to the test.
 *
 * The members start together: each says that it is there, and blocks until all are.
 */
export function task<D>(body: (context: TaskContext<D>) => unknown): void {
  const { data, index, count, gate } = workerData as TaskStart<D>;
  const together = (): void => {
    const generation = Atomics.load(gate, 1);
    if (Atomics.add(gate, 0, 1) === count - 1) {
      Atomics.store(gate, 0, 0);
      Atomics.add(gate, 1, 1);
      Atomics.notify(gate, 1);
    } else while (Atomics.load(gate, 1) === generation) Atomics.wait(gate, 1, generation, 100);
  };
  const run = async (): Promise<TaskReply> => {
    try {
      return { value: await body({ data, index, count, together }) };
    } catch (thrown) {
      return { error: recordError(thrown) };
    }
  };
  void run().then((reply) => {
    parentPort?.postMessage(reply);
  });
}
