import type { Planted } from './planted.ts';
import { unlock } from './lock.ts';
import { words } from './words.ts';

const [STATE, COUNT] = [0, 1];

/** A woken thread may find the lock taken by another that came first. */
export const ifForWhile: Planted = {
  bug: 'a mutex asks once after its sleep, not until it gets the lock',
  kind: 'race',
  says: /^Data race: T1 and T2 touch the same bytes, and nothing orders them\./,
  preemptions: 2,
  scenario(isPlanted) {
    const memory = words(2);
    const lock = (): void => {
      let state = Atomics.compareExchange(memory, STATE, 0, 1);
      if (state === 0) return;
      if (state !== 2) state = Atomics.exchange(memory, STATE, 2);
      do {
        if (state === 0) return;
        Atomics.wait(memory, STATE, 2);
        state = Atomics.exchange(memory, STATE, 2);
      } while (!isPlanted);
    };
    const thread = (): void => {
      lock();
      memory[COUNT]!++;
      unlock(memory, STATE);
    };
    return { threads: [thread, thread, thread] };
  },
};

/** Who gives up does not know whether he was the only one that slept. */
export const timeOutResetsTheMark: Planted = {
  bug: 'a waiter whose time is up takes back the mark of all waiters',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d\./,
  preemptions: 1,
  scenario(isPlanted) {
    const memory = words(2);
    const lock = (timeout: number): boolean => {
      let state = Atomics.compareExchange(memory, STATE, 0, 1);
      if (state === 0) return true;
      if (state !== 2) state = Atomics.exchange(memory, STATE, 2);
      while (state !== 0) {
        if (Atomics.wait(memory, STATE, 2, timeout) === 'timed-out') {
          if (isPlanted) Atomics.compareExchange(memory, STATE, 2, 1);
          return false;
        }
        state = Atomics.exchange(memory, STATE, 2);
      }
      return true;
    };
    const thread = (): void => {
      lock(Infinity);
      unlock(memory, STATE);
    };
    const hasty = (): void => {
      if (lock(5)) unlock(memory, STATE);
    };
    return { threads: [thread, thread, hasty] };
  },
};

/** Two threads take two locks, each another one first. */
export const lockOrder: Planted = {
  bug: 'two threads take two locks in two orders',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T0 and T1\./,
  preemptions: 1,
  scenario(isPlanted) {
    const memory = words(2);
    const take = (at: number): void => {
      while (Atomics.compareExchange(memory, at, 0, 1) !== 0) Atomics.wait(memory, at, 1);
    };
    const give = (at: number): void => {
      Atomics.store(memory, at, 0);
      Atomics.notify(memory, at, 1);
    };
    const taking = (first: number, second: number) => (): void => {
      take(first);
      take(second);
      give(second);
      give(first);
    };
    return { threads: [taking(0, 1), isPlanted ? taking(1, 0) : taking(0, 1)] };
  },
};

/** A thread that is killed takes the wake-up that it was given with it. */
export const killedWhileWoken: Planted = {
  bug: 'waiters sleep without a limit, and one is killed between its wake-up and the lock',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d\./,
  preemptions: 1,
  options: { kills: 1, timeouts: 0 },
  scenario(isPlanted) {
    const memory = words(1);
    const taking = (me: number) => (): void => {
      for (;;) {
        const owner = Atomics.compareExchange(memory, STATE, 0, me);
        if (owner === 0) break;
        // A slice of time: the lock is looked at again, woken or not.
        Atomics.wait(memory, STATE, owner, isPlanted ? Infinity : 50);
      }
      Atomics.store(memory, STATE, 0);
      Atomics.notify(memory, STATE, 1);
    };
    return {
      threads: [taking(1), taking(2), taking(3)],
      // A holder that dies keeps the lock: another matter.
      mayDie: (thread) => Atomics.load(memory, STATE) !== thread + 1,
    };
  },
};

/** Nobody else will ever unlock it. */
export const spinForEver: Planted = {
  bug: 'a spin lock is never released',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d\./,
  preemptions: 0,
  scenario(isPlanted) {
    const memory = words(2);
    const thread = (): void => {
      while (Atomics.compareExchange(memory, STATE, 0, 1) !== 0);
      memory[COUNT]!++;
      if (!isPlanted) Atomics.store(memory, STATE, 0);
    };
    return { threads: [thread, thread] };
  },
};

/** Each sees the other's wish and steps back, in step. */
export const politeness: Planted = {
  bug: 'two threads give way to each other for ever',
  kind: 'livelock',
  says: /^Livelock: T\d goes on and on: more steps than maxSteps\./,
  preemptions: 1,
  options: { maxSteps: 24 },
  scenario(isPlanted) {
    const wishes = words(3);
    const wishing = (me: number, other: number) => (): void => {
      Atomics.store(wishes, me, 1);
      while (Atomics.load(wishes, other) === 1) {
        // Who is second insists; who is first steps back until the other is through.
        if (!isPlanted && me === 1) continue;
        Atomics.store(wishes, me, 0);
        if (!isPlanted) while (Atomics.load(wishes, other) === 1);
        Atomics.store(wishes, me, 1);
      }
      wishes[2]!++;
      Atomics.store(wishes, me, 0);
    };
    return { threads: [wishing(0, 1), wishing(1, 0)] };
  },
};
