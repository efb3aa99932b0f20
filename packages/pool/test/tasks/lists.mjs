// Tasks that are called with the items of lists.
import { currentTask, transferring } from '@sync/pool/worker';
import { threadId } from '@sync/thread';

export const add = (a, b) => a + b;
export const square = (n) => n * n;
export const squareLater = async (n) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return n * n;
};
export const worker = () => threadId();

/** Throws for one of them. */
export function unless(bad, n) {
  if (n === bad) throw new RangeError(`not ${n}`);
  return n;
}

/** Throws an error of which nobody would say that it is one. */
export function throwsNothing() {
  throw undefined;
}

/** Counts itself, and returns what it was called with. */
export function counts(words, n) {
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
  return n;
}

/** Goes on until the word is set, or it is cancelled; counts itself before that. */
export function holds(words, n) {
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
  const task = currentTask();
  while (Atomics.load(words, 1) === 0) task.throwIfCancelled();
  return n;
}

/** The first one waits for another one, and throws. */
export function firstFails(words, n) {
  if (n > 0) return holds(words, n);
  while (Atomics.load(words, 0) === 0);
  throw new RangeError('first');
}

/** Tells what it is for. */
export const tells = (n) => `${n} ${currentTask().context('request')}`;

/** Moves what it returns. */
export const zeros = (length) => {
  const array = new Uint8Array(length);
  return transferring(array, [array.buffer]);
};

/** Tasks of a loop. */
export const doubles = (at, array) => {
  array[at] *= 2;
};
export const root = (x) => Math.sqrt(x);
export const sum = (before, x) => before + x;
