import { currentThread, sleep, sleepAsync } from '@sync/thread';

/** Notes when it notices that it was asked to stop; `waits` says that it is about to begin. */
const noting = (waits) => async (words, noticed) => {
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  try {
    await waits();
  } catch {
    noticed[0] = performance.timeOrigin + performance.now();
  }
};

/** Blocked. */
export const blocked = noting(() => sleep(Infinity));

/** Awaiting. */
export const awaiting = noting(() => sleepAsync(Infinity));

/** In a loop that looks. */
export const looping = noting(() => {
  const me = currentThread();
  while (!me.stopRequested);
  throw new Error('stopped');
});
