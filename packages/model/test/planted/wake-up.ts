import { lock, unlock } from './lock.ts';
import type { Planted } from './planted.ts';
import { words } from './words.ts';

/** Permits that are not zero may have been put there for threads that still sleep. */
export const notifiesFromZero: Planted = {
  bug: 'a semaphore wakes nobody unless it was empty',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d\./,
  preemptions: 0,
  scenario(isPlanted) {
    const permits = words(1);
    const acquire = (): void => {
      for (;;) {
        const left = Atomics.load(permits, 0);
        if (left === 0) Atomics.wait(permits, 0, 0);
        else if (Atomics.compareExchange(permits, 0, left, left - 1) === left) return;
      }
    };
    const release = (): void => {
      const before = Atomics.add(permits, 0, 1);
      if (before === 0 || !isPlanted) Atomics.notify(permits, 0, 1);
    };
    const releaser = (): void => {
      release();
      release();
    };
    return { threads: [acquire, acquire, releaser] };
  },
};

/** Who reads it later cannot tell that he was notified between. */
export const sequenceReadLate: Planted = {
  bug: 'a condition reads its sequence after it has released the lock',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T0\./,
  preemptions: 1,
  scenario(isPlanted) {
    const [LOCK, SEQUENCE, READY] = [0, 1, 2];
    const memory = words(3);
    const wait = (): void => {
      let sequence = Atomics.load(memory, SEQUENCE);
      unlock(memory, LOCK);
      if (isPlanted) sequence = Atomics.load(memory, SEQUENCE);
      Atomics.wait(memory, SEQUENCE, sequence);
      lock(memory, LOCK);
    };
    const waiter = (): void => {
      lock(memory, LOCK);
      while (memory[READY] === 0) wait();
      unlock(memory, LOCK);
    };
    const notifier = (): void => {
      lock(memory, LOCK);
      memory[READY] = 1;
      Atomics.add(memory, SEQUENCE, 1);
      Atomics.notify(memory, SEQUENCE);
      unlock(memory, LOCK);
    };
    return { threads: [waiter, notifier] };
  },
};

/** By the time it is read the last party may have gone on to the next one. */
export const generationReadLate: Planted = {
  bug: "a barrier's party reads the generation after it has arrived",
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T0\./,
  preemptions: 1,
  scenario(isPlanted) {
    const [ARRIVED, GENERATION] = [0, 1];
    const memory = words(2);
    const arrive = (): void => {
      let generation = Atomics.load(memory, GENERATION);
      const isLast = Atomics.add(memory, ARRIVED, 1) === 1;
      if (isPlanted) generation = Atomics.load(memory, GENERATION);
      if (isLast) {
        Atomics.store(memory, ARRIVED, 0);
        Atomics.add(memory, GENERATION, 1);
        Atomics.notify(memory, GENERATION);
      } else {
        while (Atomics.load(memory, GENERATION) === generation) Atomics.wait(memory, GENERATION, generation);
      }
    };
    return { threads: [arrive, arrive] };
  },
};

/** The sleeper looks when it is woken, finds nothing, and sleeps again. */
export const notifyBeforeStore: Planted = {
  bug: 'a thread notifies before it stores what the other one waits for',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T0\./,
  preemptions: 1,
  scenario(isPlanted) {
    const ready = words(1);
    const waiter = (): void => {
      while (Atomics.load(ready, 0) === 0) Atomics.wait(ready, 0, 0);
    };
    const setter = (): void => {
      if (isPlanted) Atomics.notify(ready, 0);
      Atomics.store(ready, 0, 1);
      if (!isPlanted) Atomics.notify(ready, 0);
    };
    return { threads: [waiter, setter] };
  },
};

/** The path that is taken seldom. */
export const forgottenNotify: Planted = {
  bug: 'a way out of a section releases its lock without waking anybody',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d\./,
  preemptions: 1,
  scenario(isPlanted) {
    const [LOCK, DONE] = [0, 1];
    const memory = words(2);
    const worker = (): void => {
      lock(memory, LOCK);
      if (memory[DONE] === 1) {
        if (isPlanted) Atomics.store(memory, LOCK, 0);
        else unlock(memory, LOCK);
        return;
      }
      memory[DONE] = 1;
      unlock(memory, LOCK);
    };
    return { threads: [worker, worker, worker] };
  },
};

/** The one wake-up may go to a thread that can do nothing with it. */
export const oneConditionForTwo: Planted = {
  bug: 'putters and getters of a bounded queue sleep on one word, and one of them is woken',
  kind: 'stuck',
  says: /^Stuck: nothing will ever wake T\d/,
  preemptions: 0,
  scenario(isPlanted) {
    const [SIZE, PUTS, GETS] = [0, 1, 2];
    const memory = words(3);
    /** Moves the size from one number to another, sleeps until it can, and wakes one who waits for that. */
    const moving = (from: number, to: number, mine: number, theirs: number) => (): void => {
      const [sleep, wake] = isPlanted ? [PUTS, PUTS] : [mine, theirs];
      for (;;) {
        const sequence = Atomics.load(memory, sleep);
        if (Atomics.compareExchange(memory, SIZE, from, to) === from) break;
        Atomics.wait(memory, sleep, sequence);
      }
      Atomics.add(memory, wake, 1);
      Atomics.notify(memory, wake, 1);
    };
    const put = moving(0, 1, GETS, PUTS);
    const get = moving(1, 0, PUTS, GETS);
    return { threads: [put, put, get, get] };
  },
};
