import { DIED, IDLE, LATE, THREW, isEnd } from './control.ts';
import { knownThreads } from './known-threads.ts';
import { CORE, type OurThread } from './our-thread.ts';
import { tellOf } from './uncaught.ts';

/** These are told of: the others were asked for, or chosen. */
const UNEXPECTED: readonly number[] = [THREW, DIED, IDLE, LATE] as const;

/**
 * A thread has ended, and the calling one has noticed: the fields of one that is an object come
 * back, and whoever is to be told of its error is, if the calling thread has started it.
 */
export function settle(thread: OurThread): void {
  const core = thread[CORE];
  if (core.settled || !isEnd(core.state)) return;
  core.settled = true;
  if (core.reins === undefined) return;
  if (core.id !== undefined) knownThreads().byId.delete(core.id);
  if (UNEXPECTED.includes(core.state)) {
    tellOf(thread, core.ending.error);
    return;
  }
  const { fields } = (core.returnsFields ? core.ending.left : undefined) ?? {};
  for (const [name, value] of Object.entries(fields ?? {})) {
    Object.defineProperty(thread, name, { value, configurable: true, enumerable: true, writable: true });
  }
}
