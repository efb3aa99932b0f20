import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Once } from '@sync/once';
import { afterEach, describe, expect, test } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

const wrong = (value: unknown): never => value as never;
const bytes = Once.byteLength;
const never = (): never => {
  throw new Error('it was called');
};

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

describe('Once refuses', () => {
  /** Options of both kinds of calls: what they are, the error's class, and what its message says. */
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
  test.each(LIMITS)('to be called with %s, done or not, and names itself and the call', async (_, options, error, says) => {
    for (const done of [false, true]) {
      const once = new Once({ name: 'mine' });
      if (done) once.run(() => 1);
      const sync = await attempt(() => once.run(never, wrong(options)));
      expect(sync).toMatchObject({ name: error });
      expect((sync as Error).message).toMatch(/Once\(mine\).*run\(/);
      expect((sync as Error).message).toMatch(says);
      const promise = once.runAsync(never, wrong(options));
      // It rejects and does not throw.
      expect(promise).toBeInstanceOf(Promise);
      const async = await attempt(() => promise);
      expect(async).toMatchObject({ name: error });
      expect((async as Error).message).toMatch(/Once\(mine\).*runAsync\(/);
      expect((async as Error).message).toMatch(says);
      expect(once.done).toBe(done);
    }
  });

  test.each([[undefined], [null], [7], ['fn'], [{}], [Promise.resolve()]])('%o for a function, done or not', async (fn) => {
    for (const done of [false, true]) {
      const once = new Once({ name: 'mine' });
      if (done) once.run(() => 1);
      for (const call of ['run', 'runAsync'] as const) {
        const outcome = await attempt(() => once[call](wrong(fn)));
        expect(outcome).toMatchObject({ name: 'TypeError' });
        expect((outcome as Error).message).toContain(`Once(mine): ${call}() expects a function, not `);
      }
      expect(once.done).toBe(done);
    }
  });

  test.each<[string, () => unknown]>([
    ['an async function', async () => Promise.resolve(1)],
    ['a function that gives a promise', () => Promise.resolve(1)],
    ['a function that gives a promise that is rejected', () => Promise.reject(new Error('inside'))],
    ['a function that gives a thenable', () => ({ then: () => undefined })],
  ])('run() with %s: it is not done, and the next call does it', async (_, fn) => {
    const once = new Once({ name: 'mine' });
    const outcome = await attempt(() => once.run(wrong(fn)));
    expect(outcome).toMatchObject({ name: 'TypeError' });
    expect((outcome as Error).message).toMatch(/Once\(mine\): run\(\).*await runAsync\(\)/);
    expect(once.done).toBe(false);
    expect(once.run(() => 1)).toBe(true);
  });

  const CALLS: readonly (readonly [name: string, call: (once: Once) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (once) => once.runAsync(never, { signal: wrong(new AbortController()) }), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (once) => once.runAsync(never, { unref: wrong('yes') }), 'TypeError', /mine.*unref/],
    ['to be posted to another thread', (once) => { new MessageChannel().port1.postMessage(once); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (once) => { new MessageChannel().port1.postMessage({ deep: [once] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (once) => structuredClone(once), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have done written', (once) => { (once as { done: boolean }).done = true; }, 'TypeError', /done/],
    ['to be called without new', () => (Once as unknown as () => unknown)(), 'TypeError', /new/],
  ];
  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const once = new Once({ buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => call(once));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new AtomicFlag().share(), 'TypeError', /AtomicFlag\.from/],
    ['a handle of another protocol', () => laterVersion(new Once().share()), 'IncompatibleVersionError', /version|protocol/i],
    ['a Once instead of its handle', () => new Once(), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
  ];
  test.each(HANDLES)('to be made from %s', async (_, handle, error, says) => {
    const outcome = await attempt(() => Once.from(wrong(handle())));
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
    for (const make of [() => new Once(wrong({ buffer, byteOffset })), () => Once.at(wrong(buffer), wrong(byteOffset))]) {
      const outcome = await attempt(make);
      expect(outcome).toMatchObject({ name: error });
      expect((outcome as Error).message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which a Once lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Once({ buffer }).run(() => 1);
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => new Once({ buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain('Once.at(');
    expect([...new Int32Array(buffer)]).toEqual(before);
    expect(Once.at(buffer).done).toBe(true);
  });

  test('memory in which an AtomicFlag lies, and writes nothing', async () => {
    const buffer = new SharedArrayBuffer(Math.max(bytes, AtomicFlag.byteLength));
    new AtomicFlag({ buffer }).testAndSet();
    const before = [...new Int32Array(buffer)];
    expect(await attempt(() => new Once({ buffer }))).toMatchObject({ name: 'InvalidStateError' });
    const attached = await attempt(() => Once.at(buffer));
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect((attached as Error).message).toContain('no Once');
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('memory in which anything else lies', async () => {
    for (let slot = 0; slot < bytes / 4; slot++) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Once({ buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  const OPTIONS: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a number for options', 7, /options/],
    ['a string for options', 'ready', /options|\{ name/],
    ['a name that is no string', { name: 7 }, /name/],
    ['a buffer for options', new SharedArrayBuffer(64), /\{ name, buffer/],
    ['a handle for options', new Once().share(), /Once\.from\(\)/],
  ];
  test.each(OPTIONS)('to be made with %s', async (_, options, says) => {
    const outcome = await attempt(() => new Once(wrong(options)));
    expect(outcome).toMatchObject({ name: 'TypeError' });
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
