import { Worker } from 'node:worker_threads';
import { share } from '@sync/atomics';

/** Longer than anything here takes, in milliseconds; what is not done by then hangs. */
export const LIMIT = 10_000;

const THREAD = new URL('thread.mjs', import.meta.url);

/** A clock that all threads of a process read alike, in milliseconds. */
export const now = () => performance.timeOrigin + performance.now();

/**
 * Calls an exported function in a thread of its own. Primitives among what it is given are
 * shared with it.
 *
 * @param {string} module URL of the module that exports it
 * @param {string} name
 * @param {object} given
 * @param {object} [options] of the Worker
 * @returns the Worker; `gives`: what the function returned, or an error if the thread ended before
 */
export function inThread(module, name, given = {}, options = {}) {
  const worker = new Worker(THREAD, { ...options, workerData: { module, name, given: share(given) } });
  return { worker, gives: reply(worker, name) };
}

/** A thread that lasts, and calls exported functions of a module as it is asked: one of a crew. */
export function member(module) {
  const worker = new Worker(THREAD, { workerData: { module } });
  return (name, given) => {
    const gives = reply(worker, name);
    worker.postMessage({ name, given: share(given) });
    return gives;
  };
}

function reply(worker, name) {
  let gone;
  const gives = new Promise((resolve, reject) => {
    gone = (how) => reject(how instanceof Error ? how : new Error(`${name} ended with code ${how}`));
    worker.once('message', ({ gave }) => resolve(gave));
    worker.once('error', gone).once('exit', gone);
  }).finally(() => worker.off('error', gone).off('exit', gone));
  gives.catch(() => undefined); // one that is to die is not asked what it gives
  return gives;
}

/** Resolves when it is so; looked at again and again, since it changes in shared memory. */
export async function until(what, isSo) {
  for (const end = now() + LIMIT; !isSo(); ) {
    if (now() > end) throw new Error(`not within ${LIMIT} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What a promise gives, or an error that says what did not come in time. */
export async function inTime(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${LIMIT} ms: ${what}`)), LIMIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
