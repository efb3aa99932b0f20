import { WeakValues, homeTable, isMainThread, mainThreadId, perThread, threadFacts, threadId, threadIds } from '@sync/atomics/internal';
import type { AnyThread } from './any-thread.ts';
import { ForeignThread, isThreadAlive } from './foreign-thread.ts';
import { knownThreads } from './known-threads.ts';
import { ownThread } from './own-thread.ts';

/**
 * The calling thread: its Thread, or, in a thread that this package has not started, what
 * is known of it. Never blocks.
 */
export function currentThread(): AnyThread {
  homeTable();
  return ownThread() ?? foreign(threadId());
}

/** The thread that the runtime started first. Never blocks. */
export function mainThread(): AnyThread {
  return isMainThread ? currentThread() : foreign(mainThreadId() ?? 0);
}

/**
 * All threads that are alive and known: the main thread, those of this package, and workers
 * of anybody's that use one of these packages. Never blocks.
 */
export function threads(): readonly AnyThread[] {
  const { byId, objects } = knownThreads();
  const me = threadId();
  const alive = threadIds(homeTable()).filter(isThreadAlive);
  const found = new Map<number, AnyThread>(alive.map((id) => [id, id === me ? currentThread() : (objects.peek(id) ?? foreign(id))]));
  // Those that have not come so far as to be in the table.
  for (const [id, thread] of byId) if (thread.isAlive) found.set(id, thread);
  return [...found.values()].filter(({ isAlive }) => isAlive);
}

/** How many threads are alive and known: as many as {@link threads} gives. Never blocks. */
export function activeCount(): number {
  return threads().length;
}

/** The system's number of the calling thread, where that tells. Never blocks. */
export function nativeThreadId(): number | undefined {
  return threadFacts(threadId(), homeTable())?.nativeId;
}

/** One object for each thread, as long as somebody has it. */
function foreign(id: number): AnyThread {
  return perThread('foreign-threads', () => new WeakValues<number, ForeignThread>()).get(id, () => new ForeignThread(id));
}
