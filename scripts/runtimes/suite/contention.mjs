// Two threads and a word that both add to: under every lock, blocked and awaited, nothing is lost.
import assert from 'node:assert/strict';
import { AtomicBigInt64, AtomicCounter, AtomicInt32, PerThreadCounter } from '@sync/atomics';
import { Condition } from '@sync/condition';
import { Lock, RLock, RWLock, SpinLock, holdAll, holdAllAsync } from '@sync/lock';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { inThread, inTime } from './threads.mjs';

const HERE = import.meta.url;
const TIMES = { sync: 20_000, async: 2000 };

const BLOCKED = [['sync', 'sync']];
const AWAITED_TOO = [...BLOCKED, ['sync', 'async'], ['async', 'async']];

/** What lets one in at a time. */
const EXCLUDING = {
  Lock: () => new Lock(),
  RLock: () => new RLock(),
  RWLock: () => new RWLock(),
  Condition: () => new Condition(),
  Semaphore: () => new Semaphore(1),
  'Semaphore, robust': () => new Semaphore(1, { robust: true }),
  BoundedSemaphore: () => new BoundedSemaphore(1),
};

/** In a thread, once both are there: adds to what no atomic operation protects. */
export async function adds({ lock: made, words, way }) {
  const lock = made.writer ?? made;
  together(words);
  const add = () => {
    words[0] += 1;
  };
  for (let i = 0; i < TIMES[way]; i++) {
    if (way === 'sync') lock.run(add);
    else await lock.runAsync(add);
  }
}

function together(words) {
  Atomics.add(words, 1, 1);
  Atomics.notify(words, 1);
  for (let here; (here = Atomics.load(words, 1)) < 2; ) Atomics.wait(words, 1, here);
}

async function excludes(make, allWays = AWAITED_TOO) {
  for (const ways of allWays) {
    const lock = make();
    const words = new Int32Array(new SharedArrayBuffer(8));
    await inTime('the sum', Promise.all(ways.map((way) => inThread(HERE, 'adds', { lock, words, way }).gives)));
    assert.equal(words[0], TIMES[ways[0]] + TIMES[ways[1]], ways.join(' and '));
  }
}

/** In a thread: the same under two locks at once, of which each thread names another first. */
export async function addsUnderAll({ locks, words, way }) {
  together(words);
  for (let i = 0; i < TIMES.async; i++) {
    const guard = way === 'sync' ? holdAll(locks) : await holdAllAsync(locks);
    words[0] += 1;
    guard.release();
  }
}

async function excludesUnderAll() {
  const locks = [new Lock(), new RLock()];
  for (const [first, second] of AWAITED_TOO) {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const given = [{ locks, words, way: first }, { locks: [...locks].reverse(), words, way: second }];
    await inTime('the sum', Promise.all(given.map((one) => inThread(HERE, 'addsUnderAll', one).gives)));
    assert.equal(words[0], 2 * TIMES.async);
  }
}

/** What is added to without a lock, and what has come together. */
const COUNTERS = {
  AtomicInt32: [() => new AtomicInt32(), (int) => int.add(1), (int) => int.load()],
  AtomicBigInt64: [() => new AtomicBigInt64(), (big) => big.add(1n), (big) => Number(big.load())],
  AtomicCounter: [() => new AtomicCounter(), (counter) => counter.increment(), (counter) => counter.value],
  PerThreadCounter: [() => new PerThreadCounter(), (counter) => counter.add(1), (counter) => counter.sum()],
};

/** In a thread, once both are there. */
export function increments({ kind, counter, words }) {
  const [, add] = COUNTERS[kind];
  together(words);
  for (let i = 0; i < TIMES.sync; i++) add(counter);
}

async function countsAll(kind) {
  const [make, , total] = COUNTERS[kind];
  const counter = make();
  const words = new Int32Array(new SharedArrayBuffer(8));
  await inTime('the sum', Promise.all([1, 2].map(() => inThread(HERE, 'increments', { kind, counter, words }).gives)));
  assert.equal(total(counter), 2 * TIMES.sync);
}

export const checks = [
  ...Object.entries(EXCLUDING).map(([kind, make]) => ({ check: `sums under ${kind}`, run: () => excludes(make) })),
  { check: 'sums under SpinLock', run: () => excludes(() => new SpinLock(), BLOCKED) },
  { check: 'sums under holdAll', run: excludesUnderAll },
  ...Object.keys(COUNTERS).map((kind) => ({ check: `sums of ${kind}`, run: () => countsAll(kind) })),
];
