import type { PoolWay } from './ground.ts';

const SUBMITTER = 0;

/** A worker looks for tasks so often, and runs what it finds. */
export const takes =
  (worker: number, times = 1): PoolWay =>
  (ground) => {
    for (let time = 0; time < times; time++) {
      const slot = ground.lane.take(worker);
      if (slot >= 0 && ground.run(slot, worker)) ground.ring(SUBMITTER);
    }
  };

/** One that was posted a task: true, or false: it was cancelled. */
export const takesReserved =
  (worker: number, slot: number): PoolWay =>
  (ground) => {
    if (!ground.lane.takeReserved(slot, worker)) return false;
    if (ground.run(slot, worker)) ground.ring(SUBMITTER);
    return true;
  };

/** Runs tasks and sleeps, until it has run so many, or is to leave. */
export const works =
  (worker: number, most = Infinity, meeting?: number): PoolWay =>
  (ground) => {
    const seat = ground.seat(worker);
    for (let ran = 0; ran < most; ) {
      seat.wake();
      const slot = ground.lane.take(worker);
      if (slot >= 0) {
        if (meeting !== undefined) ground.meet(meeting);
        ran++;
        if (ground.run(slot, worker)) ground.ring(SUBMITTER);
      } else if (seat.mayLeave) {
        return;
      } else if (seat.sleep(() => ground.lane.hasTasks, true)) {
        ground.hear(worker - 1);
      }
    }
  };

/** Runs tasks as long as there are some. */
export const empties =
  (worker: number): PoolWay =>
  (ground) => {
    for (let slot = ground.lane.take(worker); slot >= 0; slot = ground.lane.take(worker)) {
      if (ground.run(slot, worker)) ground.ring(SUBMITTER);
    }
  };

/** Submits so many tasks, and wakes workers for them. */
export const submits =
  (tasks: number): PoolWay =>
  (ground) => {
    for (let task = 0; task < tasks; task++) ground.offer(task, task);
    ground.see(tasks);
  };

/** One; and when it is over, all workers are to leave. */
export const submitsAndCloses: PoolWay = (ground) => {
  ground.offer(0, 0);
  ground.see(1);
  collects(ground);
  ground.close();
};

/** Cancels a task, and submits another one in its place: true, or false: it was taken. */
export const replaces =
  (times = 1): PoolWay =>
  (ground) => {
    for (let task = 1; task <= times; task++) {
      if (!ground.takeBack(0)) return false;
      ground.offer(task, 0);
    }
    return true;
  };

/** Cancels a task, and posts another one to a worker in its place: true, or false: it was taken. */
export const replacesByPost: PoolWay = (ground) => {
  if (!ground.takeBack(0)) return false;
  ground.reserve(1, 0, 3);
  return true;
};

/** Submits others and cancels them, until there is no room in the ring for what was cancelled. */
export const crowds: PoolWay = (ground) => {
  for (let task = 1; task < 4; task++) {
    if (!ground.tryOffer(task, 1) || !ground.takeBack(1)) return;
  }
  ground.tryOffer(1, 1);
};

/** Cancels a task: true, or false: it was taken. */
export const cancels: PoolWay = (ground) => ground.takeBack(0);

/** Waits for the results of all that was submitted: as an event loop does, for bells. */
export const collects: PoolWay = (ground) => {
  const { lane, internal } = ground;
  while (ground.settle() > 0) {
    lane.mode = internal.BELL;
    if (ground.hasDone) lane.mode = internal.NONE;
    else ground.hear(SUBMITTER);
  }
};

/** The same, blocked. */
export const collectsBlocked: PoolWay = (ground) => {
  const { lane, internal } = ground;
  while (ground.settle() > 0) {
    lane.mode = internal.WAKE;
    if (!ground.hasDone) ground.sleep();
  }
};

/** Takes over the lane, whose owner is gone, and submits a task of its own: true, or false: somebody still runs what was there. */
export const reclaims: PoolWay = (ground) => {
  if (!ground.reclaim()) return false;
  ground.offer(2, 0);
  return true;
};
