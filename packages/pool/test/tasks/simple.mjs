// Tasks that end by themselves.
import { currentThread, threadId } from '@sync/thread';

let calls = 0;

export const version = '1.0';
export const add = (a, b) => a + b;
export const echo = (value) => value;
export const all = (...values) => values;
export const nothing = () => undefined;
export const calledWith = (...args) => args.length;
export const later = async (value) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
};
export const thenable = (value) => ({ then: (resolve) => resolve(value) });
/** Sleeps in the event loop's way. */
export const waits = (milliseconds, value) => new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));

/** Which worker runs it. */
export const worker = () => threadId();
export const workerName = () => currentThread().name;
/** How often it was called in this worker. */
export const count = () => ++calls;
/** How often {@link count} was called in this worker. */
export const counted = () => calls;
/** Keeps memory. */
const kept = [];
export const keeps = (megabytes) => {
  kept.push(Array.from({ length: megabytes * 2 ** 17 }, (_, at) => at + 0.5));
  return threadId();
};

/** Computes for so many milliseconds. */
export function computes(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return milliseconds;
}

export function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/** Puts its place down in `order`, whose first word counts. */
export function notes(order, value) {
  order[Atomics.add(order, 0, 1) + 1] = value;
  return value;
}

export function throws(message) {
  throw new RangeError(message);
}

/** What an initializer leaves behind, and a task finds. */
let state = 'nothing';
export const prepare = (value) => {
  state = `${state === 'nothing' ? '' : `${state}, `}${value}`;
};
export const prepareLater = async (value) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  state = value;
};
export const prepared = () => state;
