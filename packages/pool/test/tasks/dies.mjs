// Tasks whose workers do not survive them, or might not.
import { currentTask } from '@sync/pool/worker';

export const worker = () => currentTask().name;
export const add = (a, b) => a + b;

export function exits(code) {
  process.exit(code);
}

/** Exits while it awaits something. */
export async function exitsLater(code) {
  await new Promise((resolve) => setTimeout(resolve, 2));
  process.exit(code);
}

/** What it does not await throws; it goes on. */
export async function throwsInTimer() {
  setTimeout(() => {
    throw new RangeError('in a timer');
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

/** It goes on, too, and awaits something. */
export async function rejects() {
  void Promise.reject(new SyntaxError('that nobody handles'));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

/** Runs out of memory. */
export function eats() {
  const eaten = [];
  for (;;) eaten.push(new Array(100_000).fill(eaten.length));
}

/** A getter that exits when the result is written. */
export const exitsInResult = () => ({
  get value() {
    return process.exit(4);
  },
});

export const throwsInResult = () => ({
  get value() {
    throw new RangeError('in a getter');
  },
});

/** An endless recursion. */
export const recurses = () => 1 + recurses();
