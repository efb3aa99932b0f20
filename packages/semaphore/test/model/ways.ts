import { abortSignal } from '@sync/model';
import { BRIEF, type SemaphoreWay } from './ground.ts';

/** Blocks for permits, and keeps them. */
export const takes =
  (count = 1): SemaphoreWay =>
  ({ semaphore }) =>
    semaphore.acquire({ count });

/** Awaits permits, and keeps them. */
export const awaits =
  (count = 1): SemaphoreWay =>
  async ({ semaphore, gathering }) => {
    const wait = semaphore.acquireAsync({ count });
    gathering.arrive();
    return wait;
  };

/** Blocks for permits, goes to the data and brings them back. */
export const visits =
  (count = 1): SemaphoreWay =>
  (ground) => {
    const taken = ground.semaphore.acquire({ count });
    ground.section();
    ground.semaphore.release(count);
    return taken;
  };

/** The same, awaiting. */
export const visitsAsync =
  (count = 1): SemaphoreWay =>
  async (ground) => {
    const taken = await ground.semaphore.acquireAsync({ count });
    ground.section();
    ground.semaphore.release(count);
    return taken;
  };

/** Blocks for a permit, and brings so many. */
export const takesAndGives =
  (count: number): SemaphoreWay =>
  ({ semaphore }) => {
    const taken = semaphore.acquire();
    semaphore.release(count);
    return taken;
  };

/** Tries, and goes to the data if it may. */
export const tries: SemaphoreWay = (ground) => {
  const taken = ground.semaphore.tryAcquire();
  if (taken) {
    ground.section();
    ground.semaphore.release();
  }
  return taken;
};

/** Blocks for a time; never gives up before. What it got, it brings back. */
export const visitsTimed =
  (count = 1): SemaphoreWay =>
  ({ semaphore }) => {
    const start = performance.now();
    const taken = semaphore.acquire({ count, timeout: BRIEF });
    if (!taken && performance.now() - start < BRIEF) throw new Error('it is not');
    if (taken) semaphore.release(count);
    return taken;
  };

/** Awaits for a time; never gives up before. What it got, it brings back. */
export const visitsTimedAsync =
  (count = 1): SemaphoreWay =>
  async ({ semaphore }) => {
    const start = performance.now();
    const taken = await semaphore.acquireAsync({ count, timeout: BRIEF });
    if (!taken && performance.now() - start < BRIEF) throw new Error('it is not');
    if (taken) semaphore.release(count);
    return taken;
  };

/** Awaits until it gives up. What it got, it brings back. */
export const visitsAborted =
  (count = 1): SemaphoreWay =>
  async ({ semaphore }) => {
    const signal = abortSignal();
    try {
      await semaphore.acquireAsync({ count, signal });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return 'aborted';
      throw error;
    }
    semaphore.release(count);
    return true;
  };

/** Awaits, and gives up after a time. What it got, it brings back. */
export const abortsItself =
  (count: number): SemaphoreWay =>
  async ({ semaphore }) => {
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort('enough');
    }, BRIEF);
    try {
      await semaphore.acquireAsync({ count, signal: abort.signal });
    } catch (error) {
      if (error === 'enough') return 'aborted';
      throw error;
    }
    semaphore.release(count);
    return true;
  };

/** Two tasks of one thread, one after the other; the first may give up. */
export const both =
  (first: SemaphoreWay, second: SemaphoreWay): SemaphoreWay =>
  async (ground) =>
    Promise.all([first(ground), second(ground)]);

/** Brings so many, at once. */
export const releases =
  (...counts: readonly number[]): SemaphoreWay =>
  ({ semaphore }) => {
    for (const count of counts) semaphore.release(count);
  };

/** Brings one, takes all that are there, and brings those back. */
export const drains: SemaphoreWay = ({ semaphore }) => {
  semaphore.release();
  const drained = semaphore.drain();
  if (drained > 0) semaphore.release(drained);
};

/** Brings one too many, or not. */
export const releasesOrNot: SemaphoreWay = ({ semaphore }) => {
  try {
    semaphore.release();
    return 'released';
  } catch (error) {
    return (error as Error).name;
  }
};

/** Reads how many are there. */
export const looks: SemaphoreWay = ({ semaphore }) => semaphore.value;

/** When so many await, brings one. */
export const releasesTo =
  (count: number): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    gathering.arrived(count);
    semaphore.release();
  };

/** Says so first, for who asks who may be killed. */
export const releasesOpenly: SemaphoreWay = (ground) => {
  ground.openGate();
  ground.semaphore.release();
};

/** Tries in vain, and brings two. */
export const triesAndReleases: SemaphoreWay = ({ semaphore }) => {
  const taken = semaphore.tryAcquire();
  semaphore.release(2);
  return taken;
};

/** Tries in vain, and waits. */
export const triesAndTakes: SemaphoreWay = ({ semaphore }) => {
  if (semaphore.tryAcquire()) return true;
  return semaphore.acquire();
};

/** Brings one; after a slice of those that wait they are seen to wait. Then brings another. */
export const releasesLate: SemaphoreWay = (ground) => {
  ground.semaphore.release();
  ground.gathering.othersSleep(120);
  if (ground.showsOne && !ground.isQueued) throw new Error('one waits, and nobody would know');
  ground.semaphore.release();
};

/** Takes two, and brings them back one by one. */
export const takesTwoGivesOnes: SemaphoreWay = ({ semaphore }) => {
  const taken = semaphore.acquire({ count: 2 });
  semaphore.release();
  semaphore.release();
  return taken;
};

/** Takes one and brings it back, takes two and keeps them for a time. */
export const takesOneThenTwo: SemaphoreWay = ({ semaphore, gathering }) => {
  semaphore.acquire();
  semaphore.release();
  semaphore.acquire({ count: 2 });
  gathering.othersSleep();
  semaphore.release(2);
};
