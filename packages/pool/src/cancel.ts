import { checkDuration, checkFlag, checkOptions } from '@sync/atomics/internal';
import { CANCELLED, type FutureCore } from './future-core.ts';
import type { CancelOptions } from './origin.ts';
import { poll } from './settle.ts';

/** What `Future.cancel` does. */
export function cancel(core: FutureCore, options: CancelOptions = {}): boolean {
  const where = `${core.label}: cancel()`;
  checkOptions(where, options, "reason: new Error('not needed any more')");
  const { terminate } = options;
  if (typeof terminate === 'number') checkDuration(where, terminate);
  else checkFlag(where, 'terminate', terminate);
  if (poll(core) < CANCELLED) {
    if (!core.origin.cancel(core, options)) return false;
    if (!core.isSettled) core.cancel(options.reason);
  }
  return core.state === CANCELLED;
}
