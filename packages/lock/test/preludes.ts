/**
 * What a thread does to the platform before it imports the lock, so that a test can see
 * or stop it at a point that no timing would hit. Each runs in the thread alone, and sees
 * nothing of this file.
 */

/** Counts in `globalThis.sleeping[0]`, once a test has put a shared array there, how many sleep in the thread. */
export function countSleepers(): void {
  const { wait } = Atomics;
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    const sleeping = Reflect.get(globalThis, 'sleeping') as Int32Array | undefined;
    if (sleeping === undefined) return wait(...args);
    Atomics.add(sleeping, 0, 1);
    const outcome = wait(...args);
    Atomics.sub(sleeping, 0, 1);
    return outcome;
  }) as typeof wait;
}

/** The first wake-up that reaches the thread stops it for ever, with 1 in `globalThis.frozen[0]`. */
export function freezeWhenWoken(): void {
  const { wait, waitAsync } = Atomics;
  const freeze = (): void => {
    const frozen = Reflect.get(globalThis, 'frozen') as Int32Array | undefined;
    if (frozen === undefined) return;
    Atomics.store(frozen, 0, 1);
    wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    const outcome = wait(...args);
    if (outcome === 'ok') freeze();
    return outcome;
  }) as typeof wait;
  Atomics.waitAsync = ((...args: Parameters<typeof waitAsync>) => {
    const outcome = waitAsync(...args);
    if (!outcome.async) return outcome;
    const value = outcome.value.then((how) => {
      if (how === 'ok') freeze();
      return how;
    });
    return { async: true, value };
  }) as typeof waitAsync;
}

/**
 * The first wake-up that reaches the thread is held back. `globalThis.step[0]` tells how
 * far it is: 1 asleep, 2 woken; it goes on when the test has put 1 into `step[1]`.
 */
export function holdBackWhenWoken(): void {
  const { wait } = Atomics;
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    const step = Reflect.get(globalThis, 'step') as Int32Array | undefined;
    if (step === undefined) return wait(...args);
    Atomics.compareExchange(step, 0, 0, 1);
    const outcome = wait(...args);
    if (outcome === 'ok' && Atomics.compareExchange(step, 0, 1, 2) === 1) {
      while (Atomics.load(step, 1) === 0) wait(step, 1, 0, 1);
    }
    return outcome;
  }) as typeof wait;
}

/** Counts in `globalThis.calls` the sleeps of the thread, which of them was to be the longest, and its notifications. */
export function countCalls(): void {
  const { wait, notify } = Atomics;
  const calls = { waits: 0, longest: 0, notifies: 0 };
  Reflect.set(globalThis, 'calls', calls);
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    calls.waits++;
    calls.longest = Math.max(calls.longest, args[3] ?? Infinity);
    return wait(...args);
  }) as typeof wait;
  Atomics.notify = ((...args: Parameters<typeof notify>) => {
    calls.notifies++;
    return notify(...args);
  }) as typeof notify;
}
