// Threads of @sync/thread: what they run, how they end, and that whoever waits for them is told.
import assert from 'node:assert/strict';
import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import {
  Thread, Timer, activeCount, currentThread, isMainThread, mainThread, nativeThreadId, setExceptHook, sleep, sleepAsync, threadId, threads,
} from '@sync/thread';
import { runtime } from './runtime.mjs';
import { LIMIT, inTime, until } from './threads.mjs';

const HERE = new URL(import.meta.url);

const limits = { timeout: LIMIT };

// Their errors are looked at, not printed.
if (isMainThread) setExceptHook(() => undefined);

function made(name, args = [], options = {}) {
  return new Thread(HERE, { export: name, args, name, ...options });
}

/** In a thread, from here on. */
export const adds = (a, b) => a + b;

export async function answers() {
  await sleepAsync(1);
  return { me: currentThread().name, id: threadId(), isMainThread, native: nativeThreadId(), main: mainThread().name, listed: threads().includes(currentThread()) };
}

export function fails() {
  throw Object.assign(new RangeError('too far', { cause: new Error('why') }), { code: 'E_FAR' });
}

export function rejects() {
  void Promise.reject(new TypeError('unhandled'));
  return new Promise((resolve) => setTimeout(resolve, LIMIT));
}

export function throwsLater() {
  setTimeout(() => {
    throw new TypeError('uncaught');
  }, 1);
  return new Promise((resolve) => setTimeout(resolve, LIMIT));
}

export function exits() {
  process.exit(3);
}

export function neverEnds() {
  return new Promise(() => undefined);
}

export function takes(lock) {
  lock.acquire();
  lock.release();
  return lock.name;
}

export function sleeps(event) {
  event.set();
  sleep(2 * LIMIT);
}

export async function awaitsStop(event) {
  const { signal } = currentThread();
  const stopped = new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
  event.set();
  return stopped;
}

export function computes(event) {
  event.set();
  while (!currentThread().stopRequested);
  return 'stopped';
}

export function waits(event) {
  event.wait();
  return 'waited';
}

export function nests(depth) {
  return depth === 0 ? [currentThread().name] : [depth, ...made('nests', [depth - 1]).start().result(limits)];
}

export const returnsBytes = (length) => new Uint8Array(length).fill(7);

export const returnsShared = (lock) => ({ words: new Int32Array(new SharedArrayBuffer(4)), lock });

export function startsDaemon() {
  return made('neverEndsAlive', [], { daemon: true }).start();
}

export function neverEndsAlive() {
  return new Promise((resolve) => setTimeout(resolve, 2 ** 30));
}

export function joins(thread) {
  return thread.result(limits);
}

export class Download extends Thread {
  static module = import.meta.url;

  constructor(size, lock) {
    super({ name: 'download' });
    Object.assign(this, { size, lock, done: 0 });
  }

  run() {
    this.lock.run(() => { this.done = this.size; });
    return this.done * 2;
  }
}

/** Awaits a result, and tells of it; of what was thrown its name and code. */
async function ended(thread) {
  try {
    return await inTime('the end of a thread', thread.start().resultAsync());
  } catch (error) {
    return `${error.name} ${error.death ?? error.code ?? error.message}`;
  }
}

async function isStopped(name, expected) {
  const event = new Event();
  const thread = made(name, [event]).start();
  await inTime('its begin', event.waitAsync());
  thread.stop('enough');
  assert.equal(await inTime('its end', thread.resultAsync().catch((reason) => `threw ${reason}`)), expected);
}

async function blocksOnMain() {
  const first = made('adds', [20, 22]).start();
  assert.equal(first.result(limits), 42);
  assert.deepEqual([first.join(), first.isAlive], [true, false]);
  assert.throws(() => made('fails').start().result(limits), { name: 'RangeError', code: 'E_FAR' });
  const found = made('returnsBytes', [2_000_000]).start().result(limits);
  assert.deepEqual([found.length, found.at(-1)], [2_000_000, 7]);
}

async function knowsItself() {
  const before = activeCount();
  const thread = made('answers').start();
  assert.ok(threads().includes(thread));
  const told = await inTime('its answer', thread.resultAsync());
  assert.deepEqual(told, { me: 'answers', id: thread.id, isMainThread: false, native: told.native, main: 'MainThread', listed: true });
  if (runtime !== 'deno') assert.ok(told.native > 0);
  await until('it is gone', () => activeCount() === before);
  return mainThread() === currentThread() && isMainThread ? undefined : 'main?';
}

async function timers() {
  const [fires, cancelled] = [new Timer(20, HERE, { export: 'adds', args: [1, 1] }), new Timer(LIMIT, HERE, { export: 'adds', args: [1, 1] })];
  fires.start();
  cancelled.start();
  assert.equal(cancelled.cancel(), true);
  assert.equal(await inTime('its time', fires.resultAsync()), 2);
  assert.equal(fires.cancel(), false);
  await assert.rejects(inTime('its end', cancelled.resultAsync()), { name: 'CancelledError' });
}

async function isTerminated() {
  const event = new Event();
  const thread = made('awaitsStop', [event]).start();
  await inTime('its begin', event.waitAsync());
  await inTime('its end', thread.terminate());
  assert.equal(thread.isAlive, false);
  await assert.rejects(thread.resultAsync(), { name: 'ThreadDiedError', death: 'terminated' });
}

async function extended() {
  const download = new Download(10, new Lock()).start();
  assert.equal(await inTime('its result', download.resultAsync()), 20);
  assert.deepEqual([download.done, download.size], [10, 10]);
}

async function joinedByOthers() {
  const event = new Event();
  const waiter = made('waits', [event]).start();
  const others = [made('joins', [waiter]).start(), made('joins', [waiter]).start()];
  event.set();
  assert.deepEqual(await inTime('both', Promise.all(others.map((thread) => thread.resultAsync()))), ['waited', 'waited']);
}

async function returnsWhatIsShared() {
  const lock = new Lock({ name: 'jobs' });
  const found = await inTime('its result', made('returnsShared', [lock]).start().resultAsync());
  found.lock.acquire();
  assert.deepEqual([Atomics.load(found.words, 0), lock.owned], [0, true]);
  lock.release();
}


/** The same for one that blocks meanwhile. */
function endedBlocking(thread) {
  try {
    return thread.start().result(limits);
  } catch (error) {
    return `${error.name} ${error.death ?? error.code ?? error.message}`;
  }
}

/** How it ends: for one that awaits it, and for one that blocks. */
const how = (name, expected, blocking = expected) => async () => {
  assert.match(await ended(made(name)), expected);
  assert.match(endedBlocking(made(name)), blocking);
};

async function endsWithDaemons() {
  const parent = made('startsDaemon').start();
  const daemon = await inTime('its result', parent.resultAsync());
  assert.equal(daemon.daemon, true);
  assert.equal(await inTime('its end', daemon.joinAsync()), true);
  await assert.rejects(daemon.resultAsync(), { death: 'died' });
}

export const checks = [
  { check: 'Thread: a result, awaited', run: async () => assert.equal(await ended(made('adds', [1, 2])), 3) },
  { check: 'Thread: a function that travels', run: async () => assert.equal(await ended(new Thread((a, b) => a * b, { args: [6, 7] })), 42) },
  { check: 'Thread: results, errors and bytes for a main thread that blocks', run: blocksOnMain },
  { check: 'Thread: knows itself, and is known', run: knowsItself },
  { check: 'Thread: extended', run: extended },
  { check: 'Thread: starts threads, which start threads', run: async () => assert.deepEqual(await ended(made('nests', [3])), [3, 2, 1, 'nests']) },
  { check: 'Thread: is joined by others', run: joinedByOthers },
  { check: 'Thread: returns what is shared', run: returnsWhatIsShared },
  { check: 'Thread: throws', run: how('fails', /^RangeError E_FAR$/) },
  { check: 'Thread: rejects, and nobody handles it', run: how('rejects', /^TypeError unhandled$/) },
  { check: 'Thread: throws where nobody catches it', run: how('throwsLater', /^TypeError uncaught$/) },
  { check: 'Thread: process.exit()', run: how('exits', /^ThreadDiedError exited$/) },
  { check: 'Thread: awaits what never comes', run: how('neverEnds', /^ThreadDiedError idle$/) },
  { check: 'Thread: no such export', run: how('nothing', /^TypeError .*nothing/) },
  { check: 'Thread: no such module', run: async () => assert.match(await ended(new Thread(new URL('missing.mjs', HERE))), /missing|ERR_MODULE_NOT_FOUND/) },
  { check: 'Thread: terminate()', run: isTerminated },
  { check: 'Thread: a daemon ends with the thread that started it', run: endsWithDaemons },
  { check: 'Thread: stop() while it blocks', run: () => isStopped('sleeps', 'threw enough') },
  { check: 'Thread: stop() while it awaits', run: () => isStopped('awaitsStop', 'enough') },
  { check: 'Thread: stop() while it computes', run: () => isStopped('computes', 'stopped') },
  { check: 'Timer', run: timers },
];
