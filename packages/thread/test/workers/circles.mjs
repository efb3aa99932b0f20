// Threads that wait for each other's ends, and for each other's locks.
import { Thread, threads } from '@sync/thread';

/** What all threads read alike, in milliseconds. */
const now = () => performance.timeOrigin + performance.now();

/** Waits until all members of a circle are there. */
function together(board, members) {
  Atomics.add(board, 0, 1);
  Atomics.notify(board, 0);
  for (let there; (there = Atomics.load(board, 0)) < members; ) Atomics.wait(board, 0, there, 1000);
}

/** What became of a wait, and when. */
function outcome(wait) {
  const began = now();
  try {
    return { gave: wait(), began, at: now() };
  } catch (error) {
    const { name, message, cycle } = error;
    return { name, message, cycle, began, at: now() };
  }
}

/** Takes its own lock, if it has one; then waits for the next one, which is a thread, or somebody's lock. */
export function member({ own, next, byName, call = 'join', limits, board, members }) {
  own?.acquire();
  together(board, members);
  const other = byName === undefined ? next : threads().find(({ name }) => name === byName);
  const found = outcome(() => (typeof other.join === 'function' ? other[call](limits) : other.acquire(limits)));
  if (found.gave === true && typeof other.release === 'function') other.release();
  own?.release();
  return found;
}

/** Starts one that wants what it has itself, and joins it. */
export function leads(lock, call) {
  lock.acquire();
  const thread = new Thread(new URL(import.meta.url), { export: 'wants', args: [lock], name: 'follower' }).start();
  const found = outcome(() => thread[call]());
  lock.release();
  return { found, child: outcome(() => thread.result()) };
}

/** Takes it, and gives it back. */
export function wants(lock) {
  lock.acquire();
  lock.release();
  return 'got it';
}

/** Waits until it is over. */
export function waits(event) {
  event.wait();
}

export function joins(thread, limits) {
  return thread.join(limits);
}
