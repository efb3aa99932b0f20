// Random calls on one semaphore, until the thread is ended. It notes what it holds, and what it may hold.
import * as semaphores from '@sync/semaphore';
import { mortal, randomCalls } from '@sync/testing/worker';
import { weights } from './weights.mjs';

/** In `flags`: permits that are in use, and how many may be. */
const INSIDE = 0;
const MOST = 1;

mortal(({ data: { type, handle, flags, permits }, mode, numbers, step, note, noted }) => {
  const add = (name, by) => note(name, noted(name) + by);
  const busy = () => {
    const ms = [0, 0, 0.2, 2][numbers.below(4)] * numbers.next();
    for (const end = performance.now() + ms; performance.now() < end; );
  };
  const leaves = (count) => {
    Atomics.sub(flags, INSIDE, count);
    add('may hold', count);
    add('holds', -count);
  };
  const section = (count) => {
    add('holds', count);
    add('may hold', -count);
    const inside = Atomics.add(flags, INSIDE, count) + count;
    if (inside > Atomics.load(flags, MOST)) throw new Error(`${inside} permits are in use`);
    step('holds');
    busy();
    step('is about to release');
    leaves(count);
  };
  // What throws within is released.
  const scoped = (count) => {
    try {
      section(count);
    } catch (error) {
      leaves(count);
      throw error;
    }
  };
  const calls = randomCalls(semaphores[type].from(handle), {
    numbers,
    mode,
    counts: {},
    weigh: weights(numbers, permits),
    section,
    scoped,
    begins: (count) => {
      step('calls');
      add('may hold', count);
    },
    ends: (count) => {
      add('may hold', -count);
      step('has returned');
    },
  });
  return [...(mode === 'async' ? [] : [calls.sync]), ...(mode === 'sync' ? [] : [calls.awaited, calls.awaited, calls.awaited])];
});
