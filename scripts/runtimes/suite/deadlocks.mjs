// Threads that wait for each other's locks in a circle: one of them is told, and the others go on.
import assert from 'node:assert/strict';
import { Condition } from '@sync/condition';
import { Lock, RLock } from '@sync/lock';
import { inThread, inTime, now } from './threads.mjs';

const HERE = import.meta.url;

/** From when the circle is closed, in milliseconds; one of several may be late on a busy machine. */
const IN_TIME = 500;
const LATEST = 1000;
const TRIALS = 3;

const CIRCLES = {
  'two threads and two Locks': [() => new Lock(), () => new Lock()],
  'three threads, a Lock, an RLock and a Condition': [() => new Lock(), () => new RLock(), () => new Condition()],
};

/** In a thread: takes its own, and when all have theirs, the next one's. */
export function closes({ own, next, words, members }) {
  own.acquire();
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
  for (let there; (there = Atomics.load(words, 0)) < members; ) Atomics.wait(words, 0, there);
  const began = now();
  let told;
  try {
    next.acquire();
    next.release();
  } catch (error) {
    told = { name: error.name, cycle: error.cycle.length, at: now() };
  }
  own.release();
  return { began, told };
}

async function isFound(circle, withMain) {
  const took = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const locks = CIRCLES[circle].map((make) => make());
    const words = new Int32Array(new SharedArrayBuffer(4));
    const given = locks.map((own, at) => ({ own, next: locks[(at + 1) % locks.length], words, members: locks.length }));
    const first = withMain ? 1 : 0;
    const others = given.slice(first).map((one) => inThread(HERE, 'closes', one).gives);
    const own = given.slice(0, first).map(closes);
    const all = [...own, ...(await inTime('the circle to be broken', Promise.all(others)))];
    const told = all.flatMap((one) => one.told ?? []);
    assert.deepEqual(told.map(({ name, cycle }) => [name, cycle]), [['DeadlockError', locks.length]]);
    took.push(told[0].at - Math.max(...all.map(({ began }) => began)));
    for (const lock of locks) assert.equal(lock.locked, false);
  }
  const [, median, worst] = took.sort((a, b) => a - b).map(Math.round);
  assert.ok(median < IN_TIME && worst < LATEST, `too late: ${took.join(', ')} ms`);
  return `${worst} ms`;
}

export const checks = Object.keys(CIRCLES).flatMap((circle) => [
  { check: `circle of ${circle}`, run: () => isFound(circle, false) },
  { check: `circle of ${circle}, of which one is the main thread`, run: () => isFound(circle, true) },
]);
