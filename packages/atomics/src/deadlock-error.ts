import type { CircleStep } from './deadlock.ts';
import { report } from './diagnostics.ts';
import { DeadlockError, type DeadlockStep } from './errors.ts';
import type { Subject } from './input.ts';
import { threadId } from './thread-id.ts';
import { threadName, type ThreadTable } from './thread-table.ts';

/**
 * One step of a circle.
 *
 * @param takenAt where in the source the owner took it, if that is known
 */
export function deadlockStep(
  table: ThreadTable,
  thread: number,
  lock: string,
  owner: number,
  takenAt?: string,
): DeadlockStep {
  return {
    thread,
    threadName: threadName(thread, table),
    lock,
    owner,
    ownerName: threadName(owner, table),
    ...(takenAt !== undefined && { takenAt }),
  };
}

/**
 * The calling thread is part of a circle, which begins with it, and gives up: what it throws, once those
 * who listen have been told.
 *
 * @param call the call that would not end, as `acquire`
 */
export function circular(
  { label }: Subject,
  call: string,
  table: ThreadTable,
  circle: readonly CircleStep[],
): DeadlockError {
  const cycle = circle.map(({ thread, seen }, at) => {
    const owner = circle[(at + 1) % circle.length] ?? { thread, seen };
    return deadlockStep(table, thread, seen.label, owner.thread, owner.seen.taken.get(seen.order));
  });
  const story = cycle.map(({ threadName, lock, ownerName, takenAt }) => {
    const where = takenAt === undefined ? '' : `, which took it at ${takenAt}`;
    return `${threadName} waits for ${lock} of ${ownerName}${where}`;
  });
  return told(
    `${label}: ${call}() would never end, since threads wait in a circle: ${story.join('; ')}. Release what this ` +
      'thread holds, and the others go on. To avoid it, take locks in one order everywhere (holdAll() does), or ' +
      'pass { timeout }.',
    cycle,
  );
}

/**
 * The calling thread would wait for itself: what it throws, once those who listen have been told.
 *
 * @param message who, what, and what to do
 */
export function selfCircular({ label }: Subject, table: ThreadTable, message: string): DeadlockError {
  const me = threadId();
  return told(message, [deadlockStep(table, me, label, me)]);
}

function told(message: string, cycle: readonly DeadlockStep[]): DeadlockError {
  const error = new DeadlockError(message, { cycle });
  report('deadlock', () => ({ error }));
  return error;
}
