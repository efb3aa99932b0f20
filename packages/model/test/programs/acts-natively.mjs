import '@sync/model/install';
import { check } from '@sync/model';
import assert from 'node:assert/strict';
import { promisify } from 'node:util';

/** Everything that is patched, used as if it were not. */
async function useThePlatform() {
  const buffer = new SharedArrayBuffer(16);
  assert.ok(buffer instanceof SharedArrayBuffer);
  const view = new Int32Array(buffer);
  assert.ok(view instanceof Int32Array && ArrayBuffer.isView(view));
  assert.equal(view.constructor.name, 'Int32Array');
  view[0] = 3;
  assert.equal(Atomics.add(view, 0, 2), 3);
  assert.equal(Atomics.load(view, 0), 5);
  assert.equal(Atomics.wait(view, 0, 4), 'not-equal');
  const start = performance.now();
  assert.equal(Atomics.wait(view, 0, 5, 20), 'timed-out');
  assert.ok(performance.now() - start >= 19);
  const wait = Atomics.waitAsync(view, 0, 5);
  assert.equal(Atomics.notify(view, 0), 1);
  assert.equal(await wait.value, 'ok');
  assert.equal(structuredClone(view)[0], 5);
  assert.equal(new DataView(buffer).getInt32(0, true), 5);
  assert.deepEqual([...new Int32Array([1, 2]).map((value) => value + 1)], [2, 3]);
  assert.equal(Buffer.from(buffer)[0], 5);
  assert.equal(new TextDecoder().decode(new TextEncoder().encode('text')), 'text');
  class Words extends Int32Array {}
  assert.ok(new Words(2) instanceof Words);
  assert.throws(() => Int32Array(2), TypeError);

  assert.ok(Math.abs(Date.now() - new Date()) < 1000);
  assert.notEqual(Math.random(), Math.random());
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await promisify(setTimeout)(1, 'value'), 'value');
  assert.equal(await promisify(setImmediate)('value'), 'value');
  const timer = setInterval(() => undefined, 1);
  assert.equal(timer.unref(), timer);
  clearInterval(timer);
  clearTimeout(setTimeout(() => assert.fail('was cleared'), 1).ref());
}

await useThePlatform();
const scenario = () => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => Atomics.wait(word, 0, 0)] };
};
assert.throws(() => check(scenario), { kind: 'stuck' });
await useThePlatform();
console.log('natively');
