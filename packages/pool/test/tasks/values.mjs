// Tasks that are given something, and give something back.
import '@sync/event';
import '@sync/lock';
import { currentTask, transferring } from '@sync/pool/worker';

export const echo = (value) => value;
export const echoLater = async (value) => value;
export const kind = (value) => Object.prototype.toString.call(value);
export const fails = (error) => {
  throw error;
};

/** A class of this module's. */
class HttpError extends Error {
  name = 'HttpError';
  constructor(status) {
    super(`status ${status}`, { cause: new TypeError('of the network') });
    this.status = status;
    this.code = 'E_HTTP';
  }
}
export const fetches = (status) => {
  throw new HttpError(status);
};
export const rejects = async (status) => {
  await null;
  throw new HttpError(status);
};
export const throwsIt = (what) => {
  throw what;
};
export const throwsMany = () => {
  throw new AggregateError([new RangeError('one'), 'two'], 'several');
};
export const throwsUncloneable = () => {
  throw Object.assign(new Error('with a function'), { detail: () => undefined, fine: 1 });
};
export const givesFunction = () => ({ deep: [() => undefined] });
export const givesSymbol = () => Symbol('mine');
export const givesPromiseInside = () => ({ later: Promise.resolve(1) });

/** Adds into shared words. */
export const adds = (words, value) => {
  Atomics.add(words, 0, value);
  return words;
};
export const counts = (lock, words, times) => {
  for (let time = 0; time < times; time++) lock.run(() => words[0]++);
  return lock;
};
export const sets = (event) => event.set();
export const owned = (lock) => {
  lock.acquire();
  return lock;
};
/** A view's facts, and its first element doubled in place. */
export const doubles = (view) => {
  view[0] = typeof view[0] === 'bigint' ? view[0] * 2n : view[0] * 2;
  return { name: view.constructor.name, byteOffset: view.byteOffset, length: view.length, isShared: view.buffer instanceof SharedArrayBuffer };
};
/** New shared memory. */
export const makes = (value) => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  words[0] = value;
  return words;
};

export const sum = (bytes) => bytes.reduce((total, byte) => total + byte, 0);
export const zeros = (length) => {
  const array = new Float64Array(length).fill(1.5);
  return transferring(array, [array.buffer]);
};
export const zerosLater = async (length) => zeros(length);
/** Moves what it was given, so that nobody has it here any more. */
export const back = (buffer) => {
  const result = transferring({ buffer }, [buffer]);
  return result;
};
let kept;
export const keepsAndMoves = () => {
  kept = new Uint8Array(16);
  return transferring(kept, [kept.buffer]);
};
export const isGone = () => kept.byteLength === 0;
export const channel = (port) => {
  port.postMessage('through the port');
  port.close();
};
export const opens = () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('from the task');
  port1.unref();
  return transferring(port2, [port2]);
};

export const reports = (times) => {
  for (let at = 0; at < times; at++) currentTask().report({ at });
  return 'reported';
};
export const reportsLater = async (times) => {
  for (let at = 0; at < times; at++) {
    currentTask().report(at);
    await null;
  }
  return 'reported';
};
export const reportsShared = (words) => {
  currentTask().report(words);
  words[0] = 7;
};
export const reportsFunction = () => currentTask().report(() => undefined);
export const names = async () => {
  const before = currentTask().name;
  await new Promise((resolve) => setTimeout(resolve, 5));
  return [before, currentTask().name];
};
export const reportsAndWaits = (gate) => {
  currentTask().report('begun');
  return gate.wait({ timeout: 15_000 });
};
