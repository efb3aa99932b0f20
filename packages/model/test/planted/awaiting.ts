import { abortSignal } from '@sync/model';
import type { Planted } from './planted.ts';
import { words } from './words.ts';

/** Waits as `Atomics.wait` does, without blocking. */
async function sleep(memory: Int32Array, at: number, expected: number): Promise<void> {
  const wait = Atomics.waitAsync(memory, at, expected);
  if (wait.async) await wait.value;
}

/** An async wait cannot be taken back: it stays in the line, and takes a wake-up with it. */
export const abortedWaiterEats: Planted = {
  bug: 'an async waiter that was aborted keeps the wake-up that it gets after all',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d/,
  preemptions: 0,
  awaits: true,
  scenario(isPlanted) {
    const permits = words(1);
    const take = (): boolean => {
      for (;;) {
        const left = Atomics.load(permits, 0);
        if (left === 0) return false;
        if (Atomics.compareExchange(permits, 0, left, left - 1) === left) return true;
      }
    };
    const give = (): void => {
      Atomics.add(permits, 0, 1);
      Atomics.notify(permits, 0, 1);
    };
    const patient = async (): Promise<void> => {
      while (!take()) await sleep(permits, 0, 0);
      give();
    };
    const hasty = async (): Promise<void> => {
      const signal = abortSignal();
      const aborted = new Promise<boolean>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve(true);
        });
      });
      while (!take()) {
        const wait = Atomics.waitAsync(permits, 0, 0);
        if (!wait.async) continue;
        const woken = wait.value.then(() => false);
        if (!(await Promise.race([aborted, woken]))) continue;
        // Passes the baton, when it comes.
        if (!isPlanted) void woken.then(() => Atomics.notify(permits, 0, 1));
        return;
      }
      give();
    };
    return { threads: [hasty, patient, give] };
  },
};

/** The state may have changed between the look and the wait. */
export const noSecondLook: Planted = {
  bug: 'an async lock takes a wake-up for the lock itself',
  kind: 'race',
  says: /^Data race: T\d and T\d touch the same bytes/,
  preemptions: 2,
  awaits: true,
  scenario(isPlanted) {
    const [STATE, COUNT] = [0, 1];
    const memory = words(2);
    const acquire = async (): Promise<void> => {
      let state = Atomics.compareExchange(memory, STATE, 0, 1);
      if (state === 0) return;
      if (state !== 2) state = Atomics.exchange(memory, STATE, 2);
      while (state !== 0) {
        await sleep(memory, STATE, 2);
        state = Atomics.exchange(memory, STATE, 2);
        if (isPlanted) return;
      }
    };
    const thread = async (): Promise<void> => {
      await acquire();
      memory[COUNT]!++;
      if (Atomics.exchange(memory, STATE, 0) === 2) Atomics.notify(memory, STATE, 1);
    };
    return { threads: [thread, thread, thread] };
  },
};

/** What is awaited changes, but nobody is told. */
export const neverSettles: Planted = {
  bug: 'an async waiter is not told that what it waits for has come',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T0\./,
  preemptions: 0,
  awaits: true,
  scenario(isPlanted) {
    const ready = words(1);
    const waiter = async (): Promise<void> => {
      while (Atomics.load(ready, 0) === 0) await sleep(ready, 0, 0);
    };
    const setter = async (): Promise<void> => {
      Atomics.store(ready, 0, 1);
      if (!isPlanted) Atomics.notify(ready, 0);
    };
    return { threads: [waiter, setter] };
  },
};
