import { ThreadDiedError } from '@sync/atomics/internal';
import type { Thread } from '@sync/thread';
import type { Arrivals } from './arrivals.ts';
import type { Slots } from './slots.ts';
import type { Submission } from './submission.ts';
import { DONE } from './words.ts';
import type { Workers } from './workers.ts';

/**
 * Looks for what dead workers had taken, or had been posted. It will never be finished, unless one had finished it just before: then it is
 * among the arrivals from now on.
 *
 * @param bury told of the others, with the worker's number
 */
export function seeToTheDead(
  slots: Slots,
  arrivals: Arrivals,
  workers: Pick<Workers, 'isGone'>,
  bury: (submission: Submission, worker: number) => void,
): void {
  for (const submission of slots) {
    const worker = slots.lane.takerOf(submission.slot) || submission.postedTo;
    if (worker === 0 || !workers.isGone(worker) || arrivals.has(submission)) continue;
    if (slots.lane.phaseOf(submission.slot) === DONE) arrivals.add(submission);
    else bury(submission, worker);
  }
}

/** Of who is gone, and has said no more. */
export function diedWithTask(pool: string): ThreadDiedError {
  return new ThreadDiedError(`a worker of ${pool} died with the task`, { thread: 0, threadName: '', death: 'died' });
}

/** It was ended on purpose. */
export function isTermination(error: unknown): boolean {
  return error instanceof ThreadDiedError && error.death === 'terminated';
}

/** Of one that did not begin in time. */
export function tookTooLong(thread: Thread, limit: number): ThreadDiedError {
  const what = `${thread.toString().replace(/\[.*/, '')} did not begin in time`;
  return new ThreadDiedError(
    `${what}: its module did not load, or the initializer did not end, within ${limit} ms; or its worker does not call serve(). More time is given with { loadTimeout }`,
    { thread: thread.id ?? 0, threadName: thread.name, death: 'late' },
  );
}
