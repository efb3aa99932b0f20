// Tasks of child processes.
import { currentTask } from '@sync/pool/worker';
import { writeSync } from 'node:fs';

export const add = (a, b) => a + b;
export const echo = (value) => value;
export const pid = () => process.pid;
export const environment = (name) => process.env[name];
export const options = () => process.execArgv;
export const nothing = () => undefined;
export const later = async (value) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
};

export function throws(message) {
  throw Object.assign(new RangeError(message, { cause: new TypeError('why') }), { code: 'MINE' });
}

export const exits = (code) => process.exit(code);
export const killsItself = (signal) => {
  process.kill(process.pid, signal);
  for (;;);
};
export const throwsLater = (message) =>
  new Promise(() => {
    setTimeout(() => {
      throw new RangeError(message);
    }, 1);
  });
/** Takes memory until there is no more. */
export const eats = () => {
  const all = [];
  for (;;) all.push(Array.from({ length: 1e5 }, (_, at) => ({ at })));
};
export const letsGo = () => {
  process.disconnect();
  return new Promise(() => setInterval(() => undefined, 1000));
};

/** What cannot travel. */
export const returnsFunction = () => ({ inner: [() => 1] });

/** Tells of its progress, and awaits what is aborted. */
export function listens(progress) {
  const task = currentTask();
  task.report(progress);
  return new Promise((_, reject) => {
    const alive = setInterval(() => undefined, 1000);
    task.signal.addEventListener('abort', () => {
      clearInterval(alive);
      reject(task.signal.reason);
    });
  });
}

/** Looks whether it was cancelled, and lets its event loop turn. */
export async function looks() {
  const task = currentTask();
  task.report('begun');
  while (!task.cancelled) await new Promise((resolve) => setImmediate(resolve));
  task.throwIfCancelled();
}

/** Never ends, and does not hear of anything. */
export function loops(ignored) {
  if (ignored !== undefined) process.on(ignored, () => undefined);
  currentTask().report('begun');
  for (;;);
}

export const asksPool = () => currentTask().pool;
export const context = () => currentTask().context('request');

let state = 'nothing';
export const prepares = (value) => {
  state = value;
};
export const prepared = () => state;
export const refuses = () => {
  throw new RangeError('not prepared');
};
export const prints = (text) => writeSync(1, `${text}\n`);
const kept = [];
export const keeps = (megabytes) => {
  kept.push(Array.from({ length: megabytes * 2 ** 17 }, (_, at) => at + 0.5));
  return process.pid;
};
