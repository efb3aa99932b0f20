import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Lock, RLock } from '@sync/lock';
import { attempt, expectAllHandled, expectRefusal, refusesWrongHandles, refusesWrongOptions, refusesWrongPlaces, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

type AnyLock = Lock | RLock;

/** A call that must be refused: what it is, the call, the error's class, and what its message says. */
type Row = readonly [name: string, call: (lock: AnyLock) => unknown, error: string, says: RegExp];

const CALLS: readonly Row[] = [
  ['a negative timeout', (lock) => lock.acquire({ timeout: -1 }), 'RangeError', /0 to Infinity, not -1/],
  ['a timeout of -Infinity', (lock) => lock.acquire({ timeout: -Infinity }), 'RangeError', /not -Infinity/],
  ['a timeout of NaN', (lock) => lock.acquire({ timeout: NaN }), 'RangeError', /NaN/],
  ['a timeout that is a string', (lock) => lock.acquire({ timeout: wrong('5') }), 'TypeError', /number.*'5'/],
  ['a timeout of null', (lock) => lock.acquire({ timeout: wrong(null) }), 'TypeError', /null/],
  ['a timeout that is a bigint', (lock) => lock.acquire({ timeout: wrong(5n) }), 'TypeError', /number/],
  ['a number instead of options', (lock) => lock.acquire(wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['true instead of options', (lock) => lock.acquire(wrong(true)), 'TypeError', /\{ timeout/],
  ['null instead of options', (lock) => lock.acquire(wrong(null)), 'TypeError', /\{ timeout/],
  ['hold with a negative timeout', (lock) => lock.hold({ timeout: -1 }), 'RangeError', /-1/],
  ['hold with a number', (lock) => lock.hold(wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['run with a negative timeout', (lock) => lock.run(() => 1, { timeout: -1 }), 'RangeError', /-1/],
  ['run with a number', (lock) => lock.run(() => 1, wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['run without a function', (lock) => lock.run(wrong(undefined)), 'TypeError', /function/],
  ['run with an async function', (lock) => lock.run(wrong(async () => Promise.resolve(1))), 'TypeError', /runAsync/],
  ['run with a function that returns a promise', (lock) => lock.run(wrong(() => Promise.resolve(1))), 'TypeError', /runAsync/],
  ['run with a function that returns a rejected promise', (lock) => lock.run(wrong(() => Promise.reject(new Error('inside')))), 'TypeError', /runAsync/],
  ['acquireAsync with a negative timeout', (lock) => lock.acquireAsync({ timeout: -1 }), 'RangeError', /-1/],
  ['acquireAsync with a timeout of NaN', (lock) => lock.acquireAsync({ timeout: NaN }), 'RangeError', /NaN/],
  ['acquireAsync with a string', (lock) => lock.acquireAsync({ timeout: wrong('5') }), 'TypeError', /number/],
  ['acquireAsync with a number', (lock) => lock.acquireAsync(wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['acquireAsync with a controller for a signal', (lock) => lock.acquireAsync({ signal: wrong(new AbortController()) }), 'TypeError', /signal/],
  ['acquireAsync with an unref that is a string', (lock) => lock.acquireAsync({ unref: wrong('yes') }), 'TypeError', /unref/],
  ['holdAsync with a negative timeout', (lock) => lock.holdAsync({ timeout: -1 }), 'RangeError', /-1/],
  ['holdAsync with a number', (lock) => lock.holdAsync(wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['runAsync with a number', (lock) => lock.runAsync(() => 1, wrong(100)), 'TypeError', /\{ timeout: 100 \}/],
  ['runAsync without a function', (lock) => lock.runAsync(wrong(7)), 'TypeError', /function/],
  ['release of a free one', (lock) => { lock.release(); }, 'NotOwnerError', /release\(\)/],
  ['posting it to another thread', (lock) => { new MessageChannel().port1.postMessage(lock); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
  ['posting it inside an object', (lock) => { new MessageChannel().port1.postMessage({ deep: [lock] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
  ['cloning it', (lock) => structuredClone(lock), 'DataCloneError', /share(\(\)|_AND_POST)/],
  ['writing to locked', (lock) => { (lock as { locked: boolean }).locked = true; }, 'TypeError', /locked/],
];

const CLASSES = [
  { name: 'Lock', type: Lock, otherName: 'RLock', other: RLock },
  { name: 'RLock', type: RLock, otherName: 'Lock', other: Lock },
] as const;

expectAllHandled();

describe.each(CLASSES)('$name refuses', ({ name, type, other, otherName }) => {
  const spec: MisuseSpec<AnyLock> = { type, make: (options) => new type(options), other: AtomicFlag, align: 4, options: '{ name, buffer' };
  const place = (): { buffer: SharedArrayBuffer; words: Int32Array } => {
    const buffer = new SharedArrayBuffer(type.byteLength);
    return { buffer, words: new Int32Array(buffer) };
  };

  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const { buffer, words } = place();
    const lock = new type({ buffer, name: 'mine' });
    const before = [...words];
    const outcome = await attempt(() => call(lock));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
    if (outcome instanceof Error && error !== 'DataCloneError' && !says.source.includes('locked')) expect(outcome.message).toContain('mine');
    expect(words[1]).toBe(0);
    // A hold that was taken and given back may have left its number, and nothing else.
    if (!/^run with a(n async)? function/.test(_)) expect([...words]).toEqual(before);
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  test('wrong options while it is held, as while it is free', async () => {
    const lock = new type();
    lock.acquire();
    for (const timeout of [-1, NaN]) {
      expect(await attempt(() => lock.acquire({ timeout }))).toMatchObject({ name: 'RangeError' });
      expect(await attempt(() => lock.acquireAsync({ timeout }))).toMatchObject({ name: 'RangeError' });
    }
    lock.release();
    expect(lock.locked).toBe(false);
  });

  test('an async call refuses by rejecting, never by throwing', () => {
    const lock = new type();
    for (const options of [{ timeout: -1 }, { timeout: NaN }, wrong(100), { timeout: wrong('5') }]) {
      for (const call of [() => lock.acquireAsync(options), () => lock.holdAsync(options), () => lock.runAsync(() => 1, options)]) {
        const promise = call();
        expect(promise).toBeInstanceOf(Promise);
        promise.catch(() => undefined);
      }
    }
  });

  test(`to be made from a handle of a ${otherName}`, () =>
    expectRefusal(() => type.from(wrong(new other().share())), 'TypeError', new RegExp(`${otherName}\\.from`)));
  refusesWrongHandles(spec);
  refusesWrongPlaces(spec);
  refusesWrongOptions(spec);

  test(`memory in which a ${otherName} lies`, async () => {
    const { buffer, words } = place();
    const there = new other({ buffer });
    there.acquire();
    const before = [...words];
    const made = await attempt(() => new type({ buffer }));
    const attached = await attempt(() => type.at(buffer));
    expect([...words]).toEqual(before);
    there.release();
    expect(made).toMatchObject({ name: 'InvalidStateError' });
    expect((made as Error).message).toContain(`${name}.at(`);
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect((attached as Error).message).toContain(`no ${name}`);
  });

  test(`memory in which a ${name} lies already, free or held, and names at()`, async () => {
    const { buffer, words } = place();
    const there = new type({ buffer });
    for (const held of [false, true]) {
      if (held) there.acquire();
      const before = [...words];
      const made = await attempt(() => new type({ buffer }));
      expect(made).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
      expect((made as Error).message).toContain(`${name}.at(`);
      expect([...words]).toEqual(before);
    }
    there.release();
    expect(type.at(buffer).locked).toBe(false);
  });

  test('memory in which anything else lies', async () => {
    for (let slot = 0; slot < type.byteLength / 4; slot++) {
      const { buffer, words } = place();
      words[slot] = -1;
      expect(await attempt(() => new type({ buffer }))).toMatchObject({ name: 'InvalidStateError' });
      expect(words.filter((word) => word !== 0)).toEqual(new Int32Array([-1]));
    }
  });

  test('to be called without new', async () => {
    expect(await attempt(() => (type as unknown as () => unknown)())).toMatchObject({ name: 'TypeError' });
  });
});
