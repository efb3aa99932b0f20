// Every class, between two threads: waited for blocked and awaited, in vain, and given up.
import assert from 'node:assert/strict';
import {
  AtomicBigInt64, AtomicCounter, AtomicFlag, AtomicInt32, Futex, PerThreadCounter, SyncError, describeThreads, receive, share, threadId,
} from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import { Condition } from '@sync/condition';
import { Event } from '@sync/event';
import { CountDownLatch } from '@sync/latch';
import { Lock, RLock, RWLock } from '@sync/lock';
import { Once } from '@sync/once';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { Guarded, SharedCell } from '@sync/shared';
import { ThreadLocal, local } from '@sync/thread-local';
import { inThread, inTime, until } from './threads.mjs';

const HERE = import.meta.url;

/** In vain this long, in milliseconds. */
const SHORT = 20;

const takes = {
  sync: (object) => object.acquire(),
  async: (object) => object.acquireAsync(),
  inVain: (object) => object.acquire({ timeout: SHORT }),
  aborted: (object, signal) => object.acquireAsync({ signal }),
};
const waits = {
  sync: (object) => object.wait(),
  async: (object) => object.waitAsync(),
  inVain: (object) => object.wait({ timeout: SHORT }),
  aborted: (object, signal) => object.waitAsync({ signal }),
};

/** What is waited for: made shut, opened by who made it. `closes`: what who came through does. */
const GATES = {
  Lock: { make: () => held(new Lock({ name: 'gate' })), ...takes, opens: (lock) => lock.release(), closes: (lock) => lock.release() },
  RLock: { make: () => held(new RLock({ name: 'gate' })), ...takes, opens: (lock) => lock.release(), closes: (lock) => lock.release() },
  'RWLock, read while it is written': {
    make: () => writing(new RWLock({ name: 'gate' })),
    sync: ({ reader }) => reader.acquire(),
    async: ({ reader }) => reader.acquireAsync(),
    inVain: ({ reader }) => reader.acquire({ timeout: SHORT }),
    aborted: ({ reader }, signal) => reader.acquireAsync({ signal }),
    opens: ({ writer }) => writer.release(),
    closes: ({ reader }) => reader.release(),
  },
  'RWLock, written while it is read': {
    make: () => reading(new RWLock({ name: 'gate' })),
    sync: ({ writer }) => writer.acquire(),
    async: ({ writer }) => writer.acquireAsync(),
    inVain: ({ writer }) => writer.acquire({ timeout: SHORT }),
    // By who reads itself, it would be a deadlock.
    opens: ({ reader }) => reader.release(),
    closes: ({ writer }) => writer.release(),
  },
  Semaphore: { make: () => new Semaphore(0, { name: 'gate' }), ...takes, opens: (permits) => permits.release() },
  'Semaphore, robust': {
    make: () => held(new Semaphore(1, { name: 'gate', robust: true })),
    ...takes,
    opens: (permits) => permits.release(),
    closes: (permits) => permits.release(),
  },
  BoundedSemaphore: { make: () => held(new BoundedSemaphore(1, { name: 'gate' })), ...takes, opens: (permits) => permits.release() },
  Event: { make: () => new Event({ name: 'gate' }), ...waits, opens: (event) => event.set() },
  CountDownLatch: { make: () => new CountDownLatch(1, { name: 'gate' }), ...waits, opens: (latch) => latch.countDown() },
  Condition: {
    make: () => new Condition({ name: 'gate' }),
    sync: (condition) => condition.run(() => condition.wait()),
    async: (condition) => condition.runAsync(() => condition.waitAsync()),
    inVain: (condition) => condition.run(() => condition.wait({ timeout: SHORT })),
    aborted: (condition, signal) => condition.runAsync(() => condition.waitAsync({ signal })),
    opens: (condition) => condition.run(() => condition.notify()),
    // A notification finds those alone that wait already.
    isAwaited: (condition) => /1 waiting/.test(String(condition)),
  },
};

function held(object) {
  object.acquire();
  return object;
}

function writing(lock) {
  lock.writer.acquire();
  return lock;
}

function reading(lock) {
  lock.reader.acquire();
  return lock;
}

/** In a thread: waits in vain, then until it is opened. */
export async function comesThrough({ kind, way, gate, words }) {
  const { inVain, closes, [way]: wait } = GATES[kind];
  assert.equal(inVain(gate), false);
  Atomics.store(words, 0, 1);
  const through = await wait(gate);
  closes?.(gate);
  return [through, gate.name, threadId()];
}

async function gateOpens(kind) {
  const { make, opens, closes, aborted, isAwaited = () => true, async: wait } = GATES[kind];
  for (const way of ['sync', 'async']) {
    const gate = make();
    const words = new Int32Array(new SharedArrayBuffer(4));
    const { gives } = inThread(HERE, 'comesThrough', { kind, way, gate, words });
    await until('it waits', () => Atomics.load(words, 0) === 1 && isAwaited(gate));
    opens(gate);
    const [through, name, id] = await inTime(`the end of a wait (${way})`, gives);
    assert.deepEqual([through, name], [true, 'gate']);
    assert.notEqual(id, threadId());
    if (closes) assert.equal(await wait(gate), true); // what the other took it gave back
  }
  if (aborted === undefined) return;
  const reason = new Error('no longer wanted');
  const gate = make();
  const controller = new AbortController();
  const waiting = aborted(gate, controller.signal);
  controller.abort(reason);
  await assert.rejects(inTime('an abort', waiting), (error) => error === reason);
}

/** In a thread: comes to each round. */
export function meets({ barrier, rounds }) {
  return Array.from({ length: rounds }, () => barrier.wait());
}

async function barrierMeets() {
  const barrier = new Barrier(2);
  const rounds = 100;
  const { gives } = inThread(HERE, 'meets', { barrier, rounds });
  const own = [];
  for (let round = 0; round < rounds; round++) own.push(round % 2 ? barrier.wait() : await barrier.waitAsync());
  const others = await inTime('the rounds of the other', gives);
  for (let round = 0; round < rounds; round++) assert.equal(own[round] + others[round], 1);
  assert.throws(() => barrier.wait({ timeout: SHORT }), { code: 'SYNC_BROKEN_BARRIER' });
}

/** In a thread: does it, or waits until it is done. */
export function does({ once, words }) {
  return once.run(() => Atomics.add(words, 0, 1));
}

async function onceIsDone() {
  const once = new Once();
  const words = new Int32Array(new SharedArrayBuffer(4));
  const others = [1, 2].map(() => inThread(HERE, 'does', { once, words }).gives);
  const did = [await once.runAsync(() => Atomics.add(words, 0, 1)), ...(await inTime('the others', Promise.all(others)))];
  assert.equal(did.filter(Boolean).length, 1);
  assert.deepEqual([Atomics.load(words, 0), once.done], [1, true]);
}

/** In a thread: counts with everything that counts. */
export function counts({ int, big, flag, counter, perThread, futex }) {
  const first = flag.testAndSet();
  int.add(1);
  big.add(1n);
  counter.increment();
  perThread.add(1);
  Atomics.store(futex, 0, 1);
  Futex.notify(futex, 0);
  int.notify();
  return first;
}

async function atomicsCount() {
  const all = {
    int: new AtomicInt32(), big: new AtomicBigInt64(), flag: new AtomicFlag(), counter: new AtomicCounter(),
    perThread: new PerThreadCounter(), futex: new Int32Array(new SharedArrayBuffer(4)),
  };
  const { gives } = inThread(HERE, 'counts', all);
  while (Atomics.load(all.futex, 0) === 0) await inTime('a wake-up', Futex.waitAsync(all.futex, 0, 0));
  while (all.int.load() === 0) await inTime('a wake-up', all.int.waitAsync(0));
  assert.equal(await inTime('the other', gives), false); // it was not set before
  assert.deepEqual([all.int.load(), all.big.load(), all.flag.test(), all.counter.value, all.perThread.sum()], [1, 1n, true, 1, 1]);
}

/** In a thread: has none of the values of the one that started it, and others across an await. */
export async function hasItsOwn({ variable, mine, words }) {
  const before = [variable.value, mine.x];
  variable.value = mine.x = 'there';
  ThreadLocal.from(variable.share(), { dispose: () => Atomics.store(words, 0, 1) });
  const across = (value) => variable.run(value, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return variable.value;
  });
  return [before, await Promise.all([across(1), across(2)]), variable.value, { ...mine }];
}

async function threadLocalIsEachThreads() {
  const given = { variable: new ThreadLocal(), mine: local(), words: new Int32Array(new SharedArrayBuffer(4)) };
  given.variable.value = given.mine.x = 'here';
  const { gives } = inThread(HERE, 'hasItsOwn', given);
  assert.deepEqual(await inTime('the other', gives), [[undefined, undefined], [1, 2], 'there', { x: 'there' }]);
  assert.deepEqual([given.variable.value, { ...given.mine }], ['here', { x: 'here' }]);
  await until('its value is disposed as it ends', () => Atomics.load(given.words, 0) === 1);
}

/** In a thread: takes out what others put in, until it has so many, in either way to wait. */
export async function takesOut({ jobs, notEmpty, taken, count }) {
  for (let at = 0; at < count; at++) {
    const held = at % 2 === 0 ? jobs.hold() : await jobs.holdAsync();
    if (at % 2 === 0) notEmpty.waitFor(() => held.value.length > 0);
    else await notEmpty.waitForAsync(() => held.value.length > 0);
    const { size } = held.value.shift();
    held.release();
    taken.update((sum) => sum + size);
  }
  return taken.get();
}

async function guardedIsShared() {
  const jobs = new Guarded({ initial: [], maxBytes: 1000, name: 'jobs' });
  const given = { jobs, notEmpty: new Condition(jobs), taken: new SharedCell({ initial: 0n, maxBytes: 50 }), count: 20 };
  const { gives } = inThread(HERE, 'takesOut', given);
  for (let size = 1n; size <= 20n; size++) {
    await jobs.runAsync((list) => list.push({ size }));
    await given.notEmpty.runAsync(() => given.notEmpty.notify());
  }
  assert.equal(await inTime('the other', gives), 210n);
  assert.deepEqual([jobs.run((list) => list), given.taken.get()], [[], 210n]);
  assert.throws(() => jobs.run((list) => list.push('x'.repeat(2000))), RangeError);
}

async function describesWhoIsBlocked() {
  const lock = held(new Lock({ name: 'jobs' }));
  const { gives } = inThread(HERE, 'comesThrough', { kind: 'Lock', way: 'sync', gate: lock, words: new Int32Array(new SharedArrayBuffer(4)) });
  await until('it is told who is blocked', () => /Lock\(jobs\)/.test(String(describeThreads({ print: false }))));
  lock.release();
  await inTime('the other', gives);
}

function saysWhatIsWrong() {
  const lock = new Lock({ name: 'jobs' });
  assert.throws(() => lock.release(), (error) => error instanceof SyncError && error.code === 'SYNC_NOT_OWNER' && /jobs/.test(error.message));
  lock.acquire();
  assert.throws(() => lock.acquire(), { code: 'SYNC_DEADLOCK' });
  assert.throws(() => lock.acquire(100), TypeError);
  assert.throws(() => lock.run(() => 1, { timeout: 0 }), { code: 'SYNC_TIMEOUT' });
  assert.throws(() => structuredClone(lock)); // only its handle can be posted
  assert.equal(String(receive(structuredClone(share({ list: [lock] }))).list[0]), String(lock));
  lock.release();
}

function disposes() {
  const lock = new Lock();
  const guard = lock.hold();
  assert.equal(lock.locked, true);
  guard[Symbol.dispose]();
  assert.equal(lock.locked, false);
}

export const checks = [
  ...Object.keys(GATES).map((kind) => ({ check: kind, run: () => gateOpens(kind) })),
  { check: 'Barrier', run: barrierMeets },
  { check: 'Once', run: onceIsDone },
  { check: 'ThreadLocal', run: threadLocalIsEachThreads },
  { check: 'Guarded and SharedCell', run: guardedIsShared },
  { check: 'atomics', run: atomicsCount },
  { check: 'describeThreads', run: describesWhoIsBlocked },
  { check: 'errors and handles', run: saysWhatIsWrong },
  { check: 'guards', run: disposes },
];
