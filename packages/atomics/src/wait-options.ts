import { checkDuration, checkFlag, checkOptions, show, type Subject } from './input.ts';

/** How long a blocking call may take. */
export interface WaitOptions {
  /** In milliseconds. None or `Infinity`: for ever. `0`: try once. */
  readonly timeout?: number | undefined;
}

/** What is used of an `AbortSignal`; any of the platform's is one. */
export interface AbortSignalLike {
  /** True once it was aborted. */
  readonly aborted: boolean;
  /** What the wait rejects with. */
  readonly reason: unknown;
  /** Called with `'abort'`. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
}

/** How long an awaited call may take, and what ends it early. */
export interface WaitAsyncOptions extends WaitOptions {
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Lets the thread end although the wait is pending. */
  readonly unref?: boolean | undefined;
}

/** The time limit in milliseconds, checked: `Infinity` for none. */
export function timeoutOf(subject: Subject, call: string, options: WaitOptions | undefined): number {
  if (options === undefined) return Infinity;
  if (typeof options === 'number') {
    throw new TypeError(
      `${subject.label}: ${call}(${String(options)}): pass { timeout: ${String(options)} }, in milliseconds`,
    );
  }
  const where = `${subject.label}: ${call}()`;
  checkOptions(where, options, 'timeout: 100');
  const { timeout } = options;
  if (timeout === undefined) return Infinity;
  checkDuration(where, timeout);
  return timeout;
}

/** The options of an awaited call, checked. */
export interface AsyncWait {
  readonly timeout: number;
  readonly signal: AbortSignalLike | undefined;
  readonly unref: boolean;
}

/** All options of an awaited call, checked. */
export function asyncWaitOf(
  subject: Subject,
  call: string,
  options: WaitAsyncOptions | undefined,
): AsyncWait {
  const timeout = timeoutOf(subject, call, options);
  const { signal, unref = false } = options ?? {};
  const where = `${subject.label}: ${call}()`;
  checkFlag(where, 'unref', unref);
  if (signal !== undefined && typeof (signal as Partial<AbortSignalLike> | null)?.addEventListener !== 'function') {
    throw new TypeError(`${where}: the signal must be an AbortSignal, not ${show(signal)}`);
  }
  return { timeout, signal, unref };
}
