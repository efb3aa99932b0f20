import type { WaitAsyncOptions, WaitOptions } from '@sync/atomics/internal';
import type { StopSignal } from './stop.ts';

/** What can be said of any thread, and done with it, whoever started it. */
export interface AnyThread {
  /** Its id, which no other thread of the process ever has. */
  readonly id: number | undefined;
  /** The system's number of it, where that tells, while it runs. */
  readonly nativeId: number | undefined;
  /** What it is called; may be changed. */
  name: string;
  /** True: the process does not wait for it. */
  readonly daemon: boolean;
  /** True from its start to its end: a snapshot. */
  readonly isAlive: boolean;
  /** True once somebody has asked it to stop. */
  readonly stopRequested: boolean;
  /** In the thread itself: aborted when somebody asks it to stop. */
  readonly signal: StopSignal;
  /** Waits until it has ended: true, or false when the time is up. Blocks the calling thread. */
  join(options?: WaitOptions): boolean;
  /** As join. Returns a promise; never blocks. */
  joinAsync(options?: WaitAsyncOptions): Promise<boolean>;
  /** As `Thread(reader)[running]`. */
  toString(): string;
}
