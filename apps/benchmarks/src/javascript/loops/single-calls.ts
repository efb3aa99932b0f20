import { shapeOf, type Loop } from '../task.ts';
import { repeatUntilStopped } from './repeat.ts';

const nothing = (): void => undefined;

/** `wait` on an event that is set. */
export const eventWait: Loop = (round) => {
  const event = shapeOf(round, 'event');
  event.set();
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) event.wait();
  });
};

/** `set` and `clear` of an event that nobody waits for. */
export const eventSetClear: Loop = (round) => {
  const event = shapeOf(round, 'event');
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) {
      event.set();
      event.clear();
    }
  });
};

/** `countDown` of a latch that stays shut. */
export const countDown: Loop = (round) => {
  const latch = shapeOf(round, 'latch');
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) latch.countDown();
  });
};

/** `wait` on a latch that is open. */
export const waitOpen: Loop = (round) => {
  const latch = shapeOf(round, 'latch');
  latch.countDown();
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) latch.wait();
  });
};

/** `notify` by the holder of the lock, while nobody waits. */
export const notify: Loop = (round) => {
  const condition = shapeOf(round, 'condition');
  condition.acquire();
  const result = repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) condition.notify();
  });
  condition.release();
  return result;
};

/** `run` of what has been done. */
export const runDone: Loop = (round) => {
  const once = shapeOf(round, 'once');
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) once.run(nothing);
  });
};
