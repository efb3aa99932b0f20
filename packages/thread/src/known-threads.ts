import { perThread } from '@sync/atomics/internal';
import type { OurThread } from './our-thread.ts';

/** The threads that a thread has objects of. */
export interface KnownThreads {
  /** Those that it has started, and that have not ended yet; and itself, if it is one of ours. */
  readonly byId: Map<number, OurThread>;
  /** Those that it has started and must wait for: each resolves when its worker has ended. */
  readonly children: Set<Promise<void>>;
  /** Itself, if it is one of ours. */
  current: OurThread | undefined;
  /** The modules that are being loaded: by it, and by those that led to it. */
  loading: readonly string[];
}

/** What the calling thread knows. */
export function knownThreads(): KnownThreads {
  return perThread('threads', () => ({ byId: new Map(), children: new Set(), current: undefined, loading: [] }));
}
