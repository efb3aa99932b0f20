import { Deadline, TimeoutError, asyncWaitOf, timeoutOf, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import { untilWoken } from './awaiting.ts';
import { blockUntil } from './blocking.ts';
import { CANCELLED, type FutureCore } from './future-core.ts';
import { Told } from './observers.ts';

/** The state, once what is there has been brought in: in a loop that blocks, the event loop does not. */
export function poll(core: FutureCore): number {
  if (core.state < CANCELLED) core.origin.poll(core);
  return core.state;
}

/**
 * Waits until it is settled, and returns it, seen. Blocks the calling thread.
 *
 * @throws TimeoutError it is not
 */
export function settle(core: FutureCore, call: string, options: WaitOptions | undefined): FutureCore {
  const timeout = timeoutOf(core, call, options);
  if (!blockUntil(() => core.isSettled, new Set([core.origin]), timeout, { subject: core, call, instead: `${call}Async()` })) throw late(core, call, timeout);
  core.see();
  return core;
}

/** As {@link settle}; rejects with the signal's reason. Never blocks. */
export async function settleAsync(core: FutureCore, call: string, options: WaitAsyncOptions | undefined): Promise<FutureCore> {
  const { timeout, signal, unref } = asyncWaitOf(core, call, options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  if (poll(core) < CANCELLED && timeout > 0) {
    await untilWoken({ deadline: Deadline.after(timeout), signal, unref }, (wake) => {
      const told = new Told(wake);
      core.observe(told);
      return () => {
        core.unobserve(told);
      };
    });
    // Its time may be up while the thread was busy, and its result there.
    poll(core);
  }
  if (!core.isSettled) throw late(core, call, timeout);
  core.see();
  return core;
}

function late(core: FutureCore, call: string, timeout: number): TimeoutError {
  const { label, origin } = core;
  return new TimeoutError(`${label} of ${origin.label}: ${call}() had no result after ${timeout} ms; the task goes on`, { timeout });
}
