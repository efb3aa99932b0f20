import { perThread } from './context.ts';
import { hasTrustworthyThreadIds, workerThreads } from './platform.ts';

/** Thread ids have 28 bits, so that an owner and its marks fit in one int32. */
const ID_BITS = 28;

interface Identity {
  id: number;
}

/**
 * The id of the calling thread: 28 bits, never 0. On Node and Bun it is the platform's
 * `threadId` + 1, which is never used again in a process; elsewhere it is drawn at random.
 */
export function threadId(): number {
  return identity().id;
}

/** Draws another id while somebody else has this one; does nothing where the platform numbers them. */
export function settleThreadId(isTaken: (id: number) => boolean): void {
  const mine = identity();
  while (idsAreDrawn() && isTaken(mine.id)) mine.id = drawId();
}

/** False where the platform itself numbers the threads. */
function idsAreDrawn(): boolean {
  return !hasTrustworthyThreadIds();
}

function identity(): Identity {
  return perThread('identity', () => ({ id: idsAreDrawn() ? drawId() : platformId() }));
}

function platformId(): number {
  return (workerThreads()?.threadId ?? 0) + 1;
}

/** Not the two highest, which are keepers': see `mutex-kept.ts`. */
function drawId(): number {
  return 1 + Math.floor(Math.random() * (2 ** ID_BITS - 3));
}

/** What a thread is called until it is given a name. */
export function defaultThreadName(id: number): string {
  if (idsAreDrawn()) return `Thread-${id.toString(16)}`;
  return id === 1 ? 'MainThread' : `Worker-${id - 1}`;
}
