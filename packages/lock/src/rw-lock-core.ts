import {
  asyncWaitOf,
  type Inheritance,
  type OrderedAsync,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import type { Seat } from './rw-lock-seat.ts';
import type { Entrant } from './rw-lock-waiters.ts';

/** One side of an RWLock, as one thread sees it. */
export interface SideCore extends OrderedAsync, Entrant {
  /** The lock. */
  readonly seat: Seat;
  /** Some thread holds it. */
  readonly locked: boolean;
  /** The calling thread holds it. */
  readonly owned: boolean;
  /** Takes it if that takes no waiting; from one that died, if the caller recovers. */
  tryAs(inheritance: Inheritance): boolean;
  /** The same, of one that comes to wait if it has to: others are not overtaken. */
  tryInTurn(): boolean;
  /** The number of the calling thread's hold, which it gets now if it had none. */
  number(): number;
  /** As `acquire`, but takes it over from a writer that died. */
  recover(options?: WaitOptions): boolean;
  /** All ways to await it; `result` makes the promise's value, at the moment in which the wait ends. */
  enterAsync<T>(
    call: string,
    options: WaitAsyncOptions | undefined,
    inheritance: Inheritance,
    result: (success: boolean) => T,
  ): Promise<T>;
  toString(): string;
}

/** {@link SideCore.enterAsync} of both sides. */
export function enterAsync<T>(
  side: SideCore,
  call: string,
  options: WaitAsyncOptions | undefined,
  inheritance: Inheritance,
  result: (success: boolean) => T,
): Promise<T> {
  // An async function would cost a second promise.
  try {
    const wait = asyncWaitOf(side, call, options);
    if (wait.signal?.aborted === true && wait.timeout > 0) throw wait.signal.reason;
    const { line } = side.seat;
    if (wait.timeout === 0) return Promise.resolve(result(line.empty && side.tryAs(inheritance)));
    if (line.empty && side.tryInTurn()) return Promise.resolve(result(true));
    return line.enter(side, wait, inheritance, result);
  } catch (error) {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
    return Promise.reject(error);
  }
}
