import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import { afterEach, describe, expect, test } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

const wrong = (value: unknown): never => value as never;
const bytes = Barrier.byteLength;

/** What a call throws or rejects with; fails the test if it does neither. */
async function attempt(call: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

describe('Barrier refuses', () => {
  /** Options of both ways to wait: what they are, the error's class, and what its message says. */
  const LIMITS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
    ['a negative timeout', { timeout: -1 }, 'RangeError', /0 to Infinity, not -1/],
    ['a timeout of -Infinity', { timeout: -Infinity }, 'RangeError', /not -Infinity/],
    ['a timeout of NaN', { timeout: NaN }, 'RangeError', /NaN/],
    ['a timeout that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
    ['a timeout of null', { timeout: null }, 'TypeError', /null/],
    ['a timeout that is a bigint', { timeout: 5n }, 'TypeError', /number/],
    ['a number instead of options', 100, 'TypeError', /\{ timeout: 100 \}/],
    ['true instead of options', true, 'TypeError', /\{ timeout/],
    ['null instead of options', null, 'TypeError', /\{ timeout/],
  ];
  const wholeAndBroken: readonly ((barrier: Barrier) => void)[] = [() => undefined, (barrier) => { barrier.abort(); }];
  test.each(LIMITS)('to wait with %s, whole or broken, names itself and the call, and has not come', async (_, options, error, says) => {
    for (const prepare of wholeAndBroken) {
      const buffer = new SharedArrayBuffer(bytes);
      const barrier = new Barrier(1, { name: 'mine', buffer });
      prepare(barrier);
      const before = [...new Int32Array(buffer)];
      const sync = await attempt(() => barrier.wait(wrong(options)));
      expect(sync).toMatchObject({ name: error });
      expect((sync as Error).message).toMatch(/Barrier\(mine\).*wait\(/);
      expect((sync as Error).message).toMatch(says);
      const promise = barrier.waitAsync(wrong(options));
      // It rejects and does not throw.
      expect(promise).toBeInstanceOf(Promise);
      const async = await attempt(() => promise);
      expect(async).toMatchObject({ name: error });
      expect((async as Error).message).toMatch(/Barrier\(mine\).*waitAsync\(/);
      expect((async as Error).message).toMatch(says);
      expect([...new Int32Array(buffer)]).toEqual(before);
    }
  });

  const PARTIES: readonly (readonly [parties: unknown, error: string])[] = [
    [0, 'RangeError'], [-1, 'RangeError'], [1.5, 'RangeError'], [NaN, 'RangeError'], [Infinity, 'RangeError'], [32_768, 'RangeError'],
    ['3', 'TypeError'], [undefined, 'TypeError'], [null, 'TypeError'], [3n, 'TypeError'], [[3], 'TypeError'], [{ parties: 3 }, 'TypeError'],
  ]; // prettier-ignore
  test.each(PARTIES)('to be made for %s, and writes nothing', async (parties, error) => {
    const buffer = new SharedArrayBuffer(bytes);
    const outcome = await attempt(() => new Barrier(wrong(parties), { buffer }));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(/new Barrier\(\): the number of parties must be an integer, 1 to 32767/);
    expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
    expect(new Barrier(2, { buffer }).parties).toBe(2);
  });

  const CALLS: readonly (readonly [name: string, call: (barrier: Barrier) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (barrier) => barrier.waitAsync({ signal: wrong(new AbortController()) }), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (barrier) => barrier.waitAsync({ unref: wrong('yes') }), 'TypeError', /mine.*unref/],
    ['to be posted to another thread', (barrier) => { new MessageChannel().port1.postMessage(barrier); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (barrier) => { new MessageChannel().port1.postMessage({ deep: [barrier] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (barrier) => structuredClone(barrier), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have parties written', (barrier) => { (barrier as { parties: number }).parties = 3; }, 'TypeError', /parties/],
    ['to have waiting written', (barrier) => { (barrier as { waiting: number }).waiting = 3; }, 'TypeError', /waiting/],
    ['to have broken written', (barrier) => { (barrier as { broken: boolean }).broken = true; }, 'TypeError', /broken/],
    ['to be called without new', () => (Barrier as unknown as (parties: number) => unknown)(1), 'TypeError', /new/],
  ];
  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const barrier = new Barrier(1, { buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => call(barrier));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new AtomicFlag().share(), 'TypeError', /AtomicFlag\.from/],
    ['a handle of another protocol', () => laterVersion(new Barrier(1).share()), 'IncompatibleVersionError', /version|protocol/i],
    ['a barrier instead of its handle', () => new Barrier(1), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
  ];
  test.each(HANDLES)('to be made from %s', async (_, handle, error, says) => {
    const outcome = await attempt(() => Barrier.from(wrong(handle())));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
  });

  const PLACES: readonly (readonly [name: string, buffer: unknown, byteOffset: unknown, error: string, says: RegExp])[] = [
    ['a buffer that is not shared', new ArrayBuffer(bytes), 0, 'TypeError', /SharedArrayBuffer/],
    ['a typed array', new Int32Array(new SharedArrayBuffer(bytes)), 0, 'TypeError', /SharedArrayBuffer/],
    ['a buffer that is too short', new SharedArrayBuffer(bytes - 4), 0, 'RangeError', new RegExp(String(bytes))],
    ['an offset beyond what is there', new SharedArrayBuffer(bytes), 4, 'RangeError', new RegExp(String(bytes))],
    ['an odd offset', new SharedArrayBuffer(bytes + 8), 1, 'RangeError', /multiple of 4/],
    ['a negative offset', new SharedArrayBuffer(bytes + 8), -4, 'RangeError', /-4/],
    ['an offset that is a string', new SharedArrayBuffer(bytes + 8), '4', 'TypeError', /multiple of 4, not '4'/],
  ];
  test.each(PLACES)('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
    for (const make of [() => new Barrier(1, wrong({ buffer, byteOffset })), () => Barrier.at(wrong(buffer), wrong(byteOffset))]) {
      const outcome = await attempt(make);
      expect(outcome).toMatchObject({ name: error });
      expect((outcome as Error).message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which a Barrier lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    const first = new Barrier(2, { buffer });
    first.arrive();
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => new Barrier(3, { buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain('Barrier.at(');
    expect([...new Int32Array(buffer)]).toEqual(before);
    expect([Barrier.at(buffer).wait(), first.waiting]).toEqual([1, 0]);
  });

  test('memory in which an AtomicFlag lies, and writes nothing', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new AtomicFlag({ buffer }).testAndSet();
    const before = [...new Int32Array(buffer)];
    expect(await attempt(() => new Barrier(1, { buffer }))).toMatchObject({ name: 'InvalidStateError' });
    const attached = await attempt(() => Barrier.at(buffer));
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect((attached as Error).message).toContain('no Barrier');
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('memory in which anything else lies', async () => {
    for (let slot = 0; slot < bytes / 4; slot++) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Barrier(1, { buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  const OPTIONS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
    ['a number for options', 7, 'TypeError', /new Barrier\(\).*options/],
    ['a string for options', 'ready', 'TypeError', /options such as/],
    ['a function for options', () => undefined, 'TypeError', /options such as \{ name, action, timeout \}/],
    ['a name that is no string', { name: 7 }, 'TypeError', /name/],
    ['a buffer for options', new SharedArrayBuffer(64), 'TypeError', /options such as/],
    ['a handle for options', new Barrier(1).share(), 'TypeError', /Barrier\.from\(\)/],
    ['an action that is no function', { action: 7 }, 'TypeError', /Barrier: action.*function, not 7/],
    ['an action of null', { action: null }, 'TypeError', /function, not null/],
    ['a negative time limit', { timeout: -1 }, 'RangeError', /Barrier: new.*0 to Infinity, not -1/],
    ['a time limit of NaN', { timeout: NaN }, 'RangeError', /NaN/],
    ['a time limit that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
    ['a time limit of null', { timeout: null }, 'TypeError', /null/],
  ];
  test.each(OPTIONS)('to be made with %s', async (_, options, error, says) => {
    const outcome = await attempt(() => new Barrier(1, wrong(options)));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
  });
});

/** The same handle as a later version of the package would make it. */
function laterVersion(handle: unknown): unknown {
  const raised = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object' || value instanceof SharedArrayBuffer || ArrayBuffer.isView(value)) return value;
    const fields = Object.entries(value).map(([key, field]) => [key, key === 'protocol' ? Number(field) + 1 : raised(field)] as const);
    return Object.fromEntries(fields);
  };
  return raised(structuredClone(handle));
}
