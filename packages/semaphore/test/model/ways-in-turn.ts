import type { Ground, SemaphoreWay } from './ground.ts';

/** Blocks for permits when all others sleep; tells when it has them. */
export const takesInTurn =
  (milliseconds: number, count = 1): SemaphoreWay =>
  (ground) => {
    if (milliseconds > 0) ground.gathering.othersSleep(milliseconds);
    ground.semaphore.acquire({ count });
    return ground.turn();
  };

/** Awaits permits when all others sleep; tells when it has them. */
export const awaitsInTurn =
  (milliseconds: number, count = 1): SemaphoreWay =>
  async (ground) => {
    if (milliseconds > 0) ground.gathering.othersSleep(milliseconds);
    await ground.semaphore.acquireAsync({ count });
    return ground.turn();
  };

/** Brings so many when all others sleep, and the next when they sleep again. */
export const releasesInTurn =
  (...counts: readonly number[]): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    for (const count of counts) {
      gathering.othersSleep(20);
      semaphore.release(count);
    }
  };

/** When the other sleeps, tries before and after it has brought some. */
export const triesAround =
  (count: number): SemaphoreWay =>
  ({ semaphore, gathering }) => {
    gathering.othersSleep();
    const before = semaphore.tryAcquire();
    semaphore.release(count);
    return `${before}, ${semaphore.tryAcquire()}`;
  };

/** When the other awaits and is blocked, tries before and after it has brought some, and once more. */
export const triesBeside =
  (count: number): SemaphoreWay =>
  (ground) => {
    const { semaphore, gathering } = ground;
    gathering.arrived(1);
    const before = semaphore.tryAcquire();
    semaphore.release(count);
    const after = [semaphore.tryAcquire(), semaphore.tryAcquire()];
    ground.openGate();
    return [before, ...after].join(', ');
  };

/** The same with a pause, in which nobody has been rung who still sleeps. */
export const drainsSlowly: SemaphoreWay = (ground) => {
  const { semaphore, gathering } = ground;
  semaphore.release();
  const drained = semaphore.drain();
  gathering.othersSleep();
  if (drained === 0) return;
  if (ground.isRung) throw new Error('one that has come is still as if it had not');
  semaphore.release(drained);
};

/** Awaits some, and blocks on something else until the gate is open. */
export const awaitsBlocked =
  (count = 1): SemaphoreWay =>
  async (ground) => {
    const wait = ground.semaphore.acquireAsync({ count });
    ground.gathering.arrive();
    ground.blockAtGate();
    return wait;
  };

/** Awaits one, and blocks for another behind its own task. */
export const awaitsBehindItself: SemaphoreWay = async ({ semaphore, gathering }) => {
  const wait = semaphore.acquireAsync();
  gathering.arrive();
  semaphore.acquire();
  semaphore.release();
  return wait;
};

/** When one awaits, blocks for a permit, opens the gate and brings it back. */
export const opensTheGate: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  const taken = ground.semaphore.acquire();
  ground.openGate();
  ground.semaphore.release();
  return taken;
};

/** Takes one, then waits for two. */
export const takesTwiceInTurn: SemaphoreWay = (ground) => {
  ground.semaphore.acquire();
  const first = ground.turn();
  ground.semaphore.acquire({ count: 2 });
  return `${first}, ${ground.turn()}`;
};

const turnOf = async (ground: Ground, wait: Promise<boolean>): Promise<string> => ((await wait) ? ground.turn() : 'none');

/** Awaits two times, and is blocked for a time. */
export const awaitsTwiceBlocked: SemaphoreWay = async (ground) => {
  const waits = [turnOf(ground, ground.semaphore.acquireAsync()), turnOf(ground, ground.semaphore.acquireAsync())];
  ground.gathering.othersSleep(30);
  return Promise.all(waits);
};

/** Awaits one, then three. */
export const awaitsOneAndThree: SemaphoreWay = async (ground) => {
  const waits = [turnOf(ground, ground.semaphore.acquireAsync()), turnOf(ground, ground.semaphore.acquireAsync({ count: 3 }))];
  ground.gathering.arrive();
  return Promise.all(waits);
};

/** Waits behind those that have arrived. */
export const takesBehind: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  ground.semaphore.acquire();
  return ground.turn();
};

/** When the two have come, brings three; later one, and one. */
export const releasesThreeAndTwo: SemaphoreWay = (ground) => {
  ground.gathering.arrived(1);
  ground.semaphore.release(3);
  releasesInTurn(1, 1)(ground);
};

/** Awaits one, awaits another when somebody waits behind it, and is blocked until that one goes on. */
export const awaitsAround: SemaphoreWay = async (ground) => {
  const { semaphore, gathering } = ground;
  const waits = [semaphore.acquireAsync()];
  gathering.othersSleep(10);
  waits.push(semaphore.acquireAsync());
  ground.blockAtGate();
  return Promise.all(waits);
};

/** Waits between the two of the other, opens the gate and brings its permit back. */
export const takesBetween: SemaphoreWay = (ground) => {
  ground.gathering.othersSleep(5);
  const taken = ground.semaphore.acquire();
  ground.openGate();
  ground.semaphore.release();
  return taken;
};
