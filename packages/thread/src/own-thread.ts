import { knownThreads } from './known-threads.ts';
import type { OurThread } from './our-thread.ts';
import { Thread } from './thread.ts';

/** The calling thread's own, always the same; undefined: it is none of ours. */
export function ownThread(): OurThread | undefined {
  const { current, self } = knownThreads();
  return current ?? (self && Thread.from(self));
}
