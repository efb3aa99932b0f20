// A thread ends while it waits, blocked or awaiting, before others: they get what it waited for.
import assert from 'node:assert/strict';
import { Condition } from '@sync/condition';
import { Event } from '@sync/event';
import { CountDownLatch } from '@sync/latch';
import { Lock, RLock } from '@sync/lock';
import { Semaphore } from '@sync/semaphore';
import { HELD, TOLD, WAITING, newBoard, raise } from './board.mjs';
import { inThread, inTime, now, until } from './threads.mjs';

const HERE = import.meta.url;

/** From when it is there for one that waits until that one has it, in milliseconds. */
const IN_TIME = 250;

const takes = {
  sync: (object) => (object.acquire(), object.release()),
  async: async (object) => (await object.acquireAsync(), object.release()),
  opens: (object) => object.release(),
};
const waits = { sync: (object) => object.wait(), async: (object) => object.waitAsync() };

const held = (object) => (object.acquire(), object);

/** What is waited for, made shut; who has waited for what lets one through at a time, lets the next. */
const GATES = {
  Lock: { make: () => held(new Lock()), ...takes },
  RLock: { make: () => held(new RLock()), ...takes },
  Semaphore: { make: () => new Semaphore(0), ...takes },
  Event: { make: () => new Event(), ...waits, opens: (event) => event.set() },
  CountDownLatch: { make: () => new CountDownLatch(1), ...waits, opens: (latch) => latch.countDown() },
  Condition: {
    make: () => new Condition(),
    sync: (condition) => condition.run(() => (condition.wait(), condition.notify())),
    async: (condition) => condition.runAsync(async () => (await condition.waitAsync(), condition.notify())),
    opens: (condition) => condition.run(() => condition.notify()),
  },
};

/** In a thread: waits, and says when it came through. */
export async function waitsFor({ kind, way, gate, words, slot }) {
  const waiting = way === 'sync' ? undefined : GATES[kind].async(gate);
  raise(words, slot);
  await (waiting ?? GATES[kind].sync(gate));
  const at = now();
  raise(words, TOLD);
  return at;
}

const count = (gate) => Number(/(\d+) waiting/.exec(String(gate))?.[1] ?? 0);

async function goesOn(kind, first) {
  const { make, opens } = GATES[kind];
  const gate = make();
  const { words } = newBoard();
  const counted = ['Condition', 'Semaphore'].includes(kind);
  const wait = (way, slot) => inThread(HERE, 'waitsFor', { kind, way, gate, words, slot });
  const dies = wait(first, HELD);
  await until('it waits', () => Atomics.load(words, HELD) === 1 && (!counted || count(gate) === 1));
  const others = ['sync', 'async'].map((way) => wait(way, WAITING));
  await until('the others wait', () => Atomics.load(words, WAITING) === 2 && (!counted || count(gate) === 3));
  await dies.worker.terminate();
  const opened = now();
  opens(gate);
  const through = await inTime('the others', Promise.all(others.map(({ gives }) => gives)));
  const took = Math.max(...through) - opened;
  assert.ok(took < IN_TIME, `${Math.round(took)} ms`);
  return `${Math.max(0, Math.round(took))} ms`;
}

export const checks = Object.keys(GATES).flatMap((kind) => [
  { check: `death of one that is blocked on a ${kind}`, run: () => goesOn(kind, 'sync') },
  { check: `death of one that awaits a ${kind}`, run: () => goesOn(kind, 'async') },
]);
