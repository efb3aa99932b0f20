import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { AtomicCounter, AtomicFlag } from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import { Condition } from '@sync/condition';
import { Event } from '@sync/event';
import { CountDownLatch } from '@sync/latch';
import { Lock, RLock, RWLock, SpinLock } from '@sync/lock';
import { Once } from '@sync/once';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { Thread } from '@sync/thread';
import { LONG } from '@sync/testing';
import { expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

function everything() {
  return {
    lock: new Lock({ name: 'a lock' }),
    rlock: new RLock(),
    rwlock: new RWLock(),
    spin: new SpinLock(),
    semaphore: new Semaphore(2),
    bounded: new BoundedSemaphore(2),
    event: new Event(),
    latch: new CountDownLatch(1),
    barrier: new Barrier(3),
    condition: new Condition(),
    once: new Once(),
    flag: new AtomicFlag(),
    counter: new AtomicCounter({ name: 'hits' }),
    thread: new Thread(() => 1, { name: 'a thread' }),
  };
}

test('every primitive is the same on both sides, also inside of objects, arrays, maps and sets, and the thread need not import it', () => {
  const all = everything();
  const { lock, event } = all;
  const nested = { map: new Map([['lock', lock]]), list: [new Lock({ name: 'in a list' })], set: new Set([event]) };
  const thread = new Thread(work('uses'), { args: [{ ...all, nested }] }).start();
  expect(thread.result({ timeout: LONG })).toEqual({ depth: 2, parties: 3, names: ['a lock', 'a thread'], nested: [true, 'in a list', true] });
  expect(all.semaphore.value).toBe(1);
  expect(all.event.isSet).toBe(true);
  expect(all.latch.isOpen).toBe(true);
  expect(all.once.done).toBe(true);
  expect(all.flag.test()).toBe(true);
  expect(all.counter.value).toBe(41);
  expect([lock.locked, all.rlock.locked, all.rwlock.writer.locked, all.spin.locked]).toEqual([false, false, false, false]);
});

test('a function knows the primitives that it is given, too, wherever it was written', () => {
  const all = everything();
  const thread = new Thread(({ lock, counter, event }: typeof all) => {
    lock.run(() => counter.add(41));
    event.set();
    return lock.name;
  }, { args: [all] }).start();
  expect(thread.result({ timeout: LONG })).toBe('a lock');
  expect([all.counter.value, all.event.isSet]).toEqual([41, true]);
});

test('a class that cannot be found is named, with the import that is missing', () => {
  // A handle of a package that is not installed.
  const unknown = { ...new Lock().share(), '@sync': 'Gadget', module: '@sync/gadget' };
  const thread = new Thread(work('targets'), { export: 'echo', args: [unknown] }).start();
  expect(() => thread.result({ timeout: LONG })).toThrow(/cannot load echo of file:.*targets\.mjs: .*Gadget is not loaded in this thread; add import '@sync\/gadget'/);
});

test('typed array views of every kind arrive as such; shared memory is shared, the rest is a copy', () => {
  const bytes = new ArrayBuffer(64);
  const shared = new SharedArrayBuffer(64);
  const views = [bytes, shared].flatMap((buffer) => [
    new Int8Array(buffer, 1, 3), new Uint8Array(buffer, 2, 4), new Uint8ClampedArray(buffer), new Int16Array(buffer, 2, 3), new Uint16Array(buffer, 4, 2),
    new Int32Array(buffer, 8, 2), new Uint32Array(buffer, 12, 2), new Float32Array(buffer, 16), new Float64Array(buffer, 24, 1),
    new BigInt64Array(buffer, 8, 2), new BigUint64Array(buffer, 16), new DataView(buffer, 5, 6),
  ]);
  const thread = new Thread(work('uses'), { export: 'views', args: [views] }).start();
  expect(thread.result({ timeout: LONG })).toEqual(
    views.map((view) => [view.constructor.name, view.buffer.constructor.name, view.byteOffset, 'length' in view ? view.length : view.byteLength]),
  );
  const both = [new Int32Array(bytes), new Int32Array(shared)] as const;
  new Thread((copied: Int32Array, same: Int32Array) => {
    copied[0] = 7;
    same[0] = 7;
  }, { args: [...both] }).start().join({ timeout: LONG });
  expect([both[0][0], both[1][0]]).toEqual([0, 7]);
});

test('what is in transfer moves: buffers are empty here, and ports speak from there', async () => {
  const { port1, port2 } = new MessageChannel();
  const buffer = new Uint8Array([7, 8]).buffer;
  const thread = new Thread(work('uses'), { export: 'takes', args: [buffer, port2], transfer: [buffer, port2] }).start();
  expect(buffer.byteLength).toBe(0);
  expect(await once(port1, 'message')).toEqual([{ bytes: 2 }]);
  expect(await thread.resultAsync({ timeout: LONG })).toBe(7);
  port1.close();
});

test('arguments are copies: what the thread does to them is not seen here, nor the other way round', () => {
  const value = { list: [1], map: new Map([['a', 1]]) };
  const thread = new Thread(work('uses'), { export: 'changes', args: [value] }).start();
  value.list.push(3);
  expect(thread.result({ timeout: LONG })).toEqual({ list: [1, 2], map: new Map([['a', 1], ['b', 2]]) });
  expect(value).toEqual({ list: [1, 3], map: new Map([['a', 1]]) });
});

test('what was given later is what the thread gets: arguments are looked at by start()', () => {
  const args = [1];
  const thread = new Thread(work('targets'), { export: 'echo', args });
  args.push(2);
  expect(thread.start().result({ timeout: LONG })).toEqual([1, 2]);
});

test('a port that is not transferred is refused by start(), which says what to do', () => {
  const { port1, port2 } = new MessageChannel();
  const thread = new Thread(work('targets'), { export: 'echo', args: [{ port: port2 }] });
  expect(() => thread.start()).toThrow(TypeError);
  expect(() => thread.start()).toThrow(/such as a port, can only be moved: add it to \{ transfer/);
  port1.close();
});

test('a thread started by a thread passes on what it was given', () => {
  const counter = new AtomicCounter();
  const thread = new Thread(work('passes-on'), { args: [counter, 2] }).start();
  expect(thread.join({ timeout: LONG })).toBe(true);
  expect(counter.value).toBe(3);
});
