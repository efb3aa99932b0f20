import { WeakValues, perThread, threadId, type Shared } from '@sync/atomics/internal';
import type { OurThread } from './our-thread.ts';
import type { Thread } from './thread.ts';

/** The threads that a thread has objects of. */
export interface KnownThreads {
  /** Those that it has started, and that have not ended yet. */
  readonly byId: Map<number, OurThread>;
  /** All that somebody has, ended or not: there is one object of each. */
  readonly objects: WeakValues<number, OurThread>;
  /** Those that it has started and must wait for: each resolves when its worker has ended. */
  readonly children: Set<Promise<void>>;
  /** Itself, if it is one of ours: what its Thread is made of. */
  self: Shared<Thread> | undefined;
  /** Its Thread, once somebody has asked for it. */
  current: OurThread | undefined;
  /** The modules that are being loaded: by it, and by those that led to it. */
  loading: readonly string[];
}

/** What the calling thread knows. */
export function knownThreads(): KnownThreads {
  return perThread('threads', () => ({
    byId: new Map(),
    objects: new WeakValues(),
    children: new Set(),
    self: undefined,
    current: undefined,
    loading: [],
  }));
}

/** The calling thread is this one. */
export function becomes(thread: OurThread): void {
  const known = knownThreads();
  known.current = thread;
  known.objects.set(threadId(), thread);
}
