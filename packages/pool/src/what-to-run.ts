import { checkDuration, checkFunction, show, type Subject } from '@sync/atomics/internal';
import type { Callable } from '@sync/thread';
import { textOf } from '@sync/thread/internal';
import type { Call } from './call.ts';
import type { TaskLimits } from './submission.ts';

/** A task, and how it is run. */
export interface TaskRequest<Task> extends TaskLimits {
  /** The name of a task, or a function that needs nothing from around it. */
  readonly task: Task;
}

/** What `submit` was given, looked at. */
export interface Asked extends Pick<Call, 'name' | 'text'> {
  readonly limits: TaskLimits | undefined;
}

const EXPECTED = 'the name of a task, a function, or { task, signal, timeout, ... }';

/**
 * Refuses what is no task.
 *
 * @param subject the pool that was called
 * @param call how it was
 */
export function askedFor(subject: Subject, what: unknown, call = 'submit'): Asked {
  if (typeof what === 'string') return { name: what, text: undefined, limits: undefined };
  const where = `${subject.label}: ${call}()`;
  if (typeof what === 'function') return asked(where, what as Callable, undefined);
  if (typeof what !== 'object' || what === null) throw new TypeError(`${where} expects ${EXPECTED}, not ${show(what)}`);
  const { task } = what as TaskRequest<unknown>;
  if (typeof task !== 'string' && typeof task !== 'function') throw new TypeError(`${where}: task must be ${EXPECTED}, not ${show(task)}`);
  checkLimits(where, what);
  return asked(where, task as string | Callable, what);
}

function asked(where: string, task: string | Callable, limits: TaskLimits | undefined): Asked {
  if (typeof task === 'string') return { name: task, text: undefined, limits };
  return { name: task.name === '' ? 'function' : task.name, text: textOf(where, task), limits };
}

function checkLimits(where: string, { signal, timeout, terminate, priority, transfer, onReport }: TaskLimits): void {
  if (signal !== undefined && typeof (signal as { addEventListener?: unknown } | null)?.addEventListener !== 'function') {
    throw new TypeError(`${where}: signal must be an AbortSignal, not ${show(signal)}`);
  }
  if (timeout !== undefined) checkDuration(`${where}: timeout`, timeout);
  if (typeof terminate === 'number') checkDuration(`${where}: terminate`, terminate);
  else if (terminate !== undefined && typeof terminate !== 'boolean') {
    throw new TypeError(`${where}: terminate must be true, false, or milliseconds, not ${show(terminate)}`);
  }
  if (priority !== undefined && (typeof priority !== 'number' || Number.isNaN(priority))) {
    throw new TypeError(`${where}: priority must be a number, not ${show(priority)}`);
  }
  if (transfer !== undefined && !Array.isArray(transfer)) throw new TypeError(`${where}: transfer must be an array, not ${show(transfer)}`);
  if (onReport !== undefined) checkFunction({ label: where }, 'onReport', onReport);
}
