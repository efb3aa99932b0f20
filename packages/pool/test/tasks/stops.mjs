// Tasks that go on until somebody ends them: by what they wait for, or by cancelling them.
import '@sync/condition';
import '@sync/event';
import '@sync/latch';
import '@sync/lock';
import '@sync/semaphore';
import { sleep, threadId } from '@sync/thread';
import { currentTask } from '@sync/pool/worker';

/** So long would they go on, in milliseconds. */
const FOR_EVER = 60_000;

/** Goes on until the gate is open. */
export function blocks(started, gate) {
  started?.release();
  if (!gate.wait({ timeout: FOR_EVER })) throw new Error('the gate is still closed');
  return threadId();
}

/** The same, without blocking its thread. */
export async function awaits(started, gate) {
  started?.release();
  if (!(await gate.waitAsync({ timeout: FOR_EVER }))) throw new Error('the gate is still closed');
  return threadId();
}

/** The same, computing: nothing reaches it but shared memory. */
export function computesUntil(started, words) {
  started?.release();
  while (Atomics.load(words, 0) === 0);
  return 'computed';
}

/** Looks whether it was cancelled. */
export function looks(started) {
  started.release();
  const task = currentTask();
  while (!task.cancelled);
  return 'noticed';
}

/** Ends by the reason of who cancelled it. */
export function throwsWhenCancelled(started) {
  started.release();
  const task = currentTask();
  for (;;) task.throwIfCancelled();
}

/** Sleeps, is woken by being cancelled, and sleeps again, shortly. */
export function sleeps(started, seen) {
  started.release();
  try {
    sleep(FOR_EVER);
  } catch (error) {
    sleep(1);
    seen?.set();
    throw error;
  }
}

export function acquires(started, lock) {
  started.release();
  lock.acquire();
  lock.release();
}

export function waitsFor(started, condition) {
  condition.run(() => {
    started.release();
    condition.wait();
  });
}

/** Awaits what is aborted. */
export async function listens(started) {
  const { signal } = currentTask();
  started.release();
  return new Promise((_, reject) => {
    const alive = setInterval(() => undefined, FOR_EVER);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      reject(signal.reason);
    });
  });
}

/** Asks for the signal only when it was cancelled already. */
export async function asksLate(started) {
  const task = currentTask();
  started.release();
  while (!task.cancelled) await new Promise((resolve) => setTimeout(resolve, 1));
  const { aborted, reason } = currentTask().signal;
  return { aborted, reason };
}

/** Ends in its own way when it is cancelled. */
export async function cleansUp(started) {
  const { signal } = currentTask();
  started.release();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  throw new RangeError('cleaned up');
}
