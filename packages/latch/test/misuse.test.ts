import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { CountDownLatch } from '@sync/latch';
import { afterEach, describe, expect, test } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

const wrong = (value: unknown): never => value as never;
const bytes = CountDownLatch.byteLength;

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

describe('CountDownLatch refuses', () => {
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
  test.each(LIMITS)('to wait with %s, open or not, and names itself and the call', async (_, options, error, says) => {
    for (const open of [false, true]) {
      const latch = new CountDownLatch(2, { name: 'mine' });
      if (open) latch.countDown(2);
      for (const call of ['wait', 'arriveAndWait'] as const) {
        const sync = await attempt(() => latch[call](wrong(options)));
        expect(sync).toMatchObject({ name: error });
        expect((sync as Error).message).toContain(`CountDownLatch(mine): ${call}(`);
        expect((sync as Error).message).toMatch(says);
      }
      const promise = latch.waitAsync(wrong(options));
      // It rejects and does not throw.
      expect(promise).toBeInstanceOf(Promise);
      const async = await attempt(() => promise);
      expect(async).toMatchObject({ name: error });
      expect((async as Error).message).toMatch(/CountDownLatch\(mine\).*waitAsync\(/);
      expect((async as Error).message).toMatch(says);
      expect(latch.count).toBe(open ? 0 : 2);
    }
  });

  const COUNTS: readonly (readonly [name: string, count: unknown, error: string, says: RegExp])[] = [
    ['-1', -1, 'RangeError', /an integer, 0 to 2147483647, not -1/],
    ['a fraction', 1.5, 'RangeError', /not 1\.5/],
    ['2^31', 2 ** 31, 'RangeError', /not 2147483648/],
    ['2^53', 2 ** 53, 'RangeError', /not 9007199254740992/],
    ['Infinity', Infinity, 'RangeError', /not Infinity/],
    ['NaN', NaN, 'RangeError', /not NaN/],
    ['a string', '3', 'TypeError', /not '3'/],
    ['a bigint', 3n, 'TypeError', /integer.*not 3/],
    ['null', null, 'TypeError', /not null/],
    ['true', true, 'TypeError', /not true/],
    ['an object', {}, 'TypeError', /not an object/],
  ];
  test.each(COUNTS)('%s for a count, open or not', async (_, count, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const outcome = await attempt(() => new CountDownLatch(wrong(count), { buffer, name: 'mine' }));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toContain('new CountDownLatch(): the count must be');
    expect((outcome as Error).message).toMatch(says);
    expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
    const latch = new CountDownLatch(2, { buffer, name: 'mine' });
    for (const left of [2, 0]) {
      latch.countDown(2 - left);
      const before = [...new Int32Array(buffer)];
      for (const call of ['countDown', 'reset'] as const) {
        const refused = await attempt(() => { latch[call](wrong(count)); });
        expect(refused).toMatchObject({ name: error });
        expect((refused as Error).message).toContain(`CountDownLatch(mine): ${call}(): the `);
        expect((refused as Error).message).toMatch(says);
      }
      expect([...new Int32Array(buffer)]).toEqual(before);
    }
  });

  test('no count, where one is needed', async () => {
    for (const call of [() => new CountDownLatch(wrong(undefined)), () => { new CountDownLatch(0).reset(wrong(undefined)); }]) {
      const outcome = await attempt(call);
      expect(outcome).toMatchObject({ name: 'TypeError' });
      expect((outcome as Error).message).toMatch(/the count must be an integer.*not undefined/);
    }
  });

  const CALLS: readonly (readonly [name: string, call: (latch: CountDownLatch) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (latch) => latch.waitAsync({ signal: wrong(new AbortController()) }), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (latch) => latch.waitAsync({ unref: wrong('yes') }), 'TypeError', /mine.*unref/],
    ['to be posted to another thread', (latch) => { new MessageChannel().port1.postMessage(latch); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (latch) => { new MessageChannel().port1.postMessage({ deep: [latch] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (latch) => structuredClone(latch), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have count written', (latch) => { (latch as { count: number }).count = 7; }, 'TypeError', /count/],
    ['to have isOpen written', (latch) => { (latch as { isOpen: boolean }).isOpen = true; }, 'TypeError', /isOpen/],
    ['to be reset while it is closed', (latch) => { latch.reset(5); }, 'InvalidStateError', /mine.*reset\(\).*2 to come/],
    ['to be called without new', () => (CountDownLatch as unknown as () => unknown)(), 'TypeError', /new/],
  ];
  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const latch = new CountDownLatch(2, { buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => call(latch));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new AtomicFlag().share(), 'TypeError', /AtomicFlag\.from/],
    ['a handle of another protocol', () => laterVersion(new CountDownLatch(2).share()), 'IncompatibleVersionError', /version|protocol/i],
    ['a latch instead of its handle', () => new CountDownLatch(2), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
  ];
  test.each(HANDLES)('to be made from %s', async (_, handle, error, says) => {
    const outcome = await attempt(() => CountDownLatch.from(wrong(handle())));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
  });

  const PLACES: readonly (readonly [name: string, buffer: unknown, byteOffset: unknown, error: string, says: RegExp])[] = [
    ['a buffer that is not shared', new ArrayBuffer(bytes), 0, 'TypeError', /SharedArrayBuffer/],
    ['a typed array', new Int32Array(new SharedArrayBuffer(bytes)), 0, 'TypeError', /SharedArrayBuffer/],
    ['a buffer that is too short', new SharedArrayBuffer(bytes - 4), 0, 'RangeError', new RegExp(String(bytes))],
    ['an offset beyond what is there', new SharedArrayBuffer(bytes), 8, 'RangeError', new RegExp(String(bytes))],
    ['an odd offset', new SharedArrayBuffer(bytes + 8), 1, 'RangeError', /multiple of 8/],
    ['an offset that is a multiple of 4 only', new SharedArrayBuffer(bytes + 8), 4, 'RangeError', /multiple of 8/],
    ['a negative offset', new SharedArrayBuffer(bytes + 8), -8, 'RangeError', /-8/],
    ['an offset that is a string', new SharedArrayBuffer(bytes + 8), '4', 'TypeError', /multiple of 8, not '4'/],
  ];
  test.each(PLACES)('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
    for (const make of [() => new CountDownLatch(2, wrong({ buffer, byteOffset })), () => CountDownLatch.at(wrong(buffer), wrong(byteOffset))]) {
      const outcome = await attempt(make);
      expect(outcome).toMatchObject({ name: error });
      expect((outcome as Error).message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which a CountDownLatch lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new CountDownLatch(2, { buffer }).countDown();
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => new CountDownLatch(2, { buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain('CountDownLatch.at(');
    expect([...new Int32Array(buffer)]).toEqual(before);
    expect(CountDownLatch.at(buffer).count).toBe(1);
  });

  test('memory in which an AtomicFlag lies, and writes nothing', async () => {
    const buffer = new SharedArrayBuffer(Math.max(bytes, AtomicFlag.byteLength));
    new AtomicFlag({ buffer }).testAndSet();
    const before = [...new Int32Array(buffer)];
    expect(await attempt(() => new CountDownLatch(2, { buffer }))).toMatchObject({ name: 'InvalidStateError' });
    const attached = await attempt(() => CountDownLatch.at(buffer));
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect((attached as Error).message).toContain('no CountDownLatch');
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('untouched memory for at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    const outcome = await attempt(() => CountDownLatch.at(buffer));
    expect(outcome).toMatchObject({ name: 'TypeError' });
    expect((outcome as Error).message).toContain('no CountDownLatch');
    expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which anything else lies', async () => {
    for (let slot = 0; slot < bytes / 4; slot++) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new CountDownLatch(2, { buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  const OPTIONS: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a number for options', 7, /options/],
    ['a string for options', 'ready', /options|\{ name/],
    ['a name that is no string', { name: 7 }, /name/],
    ['a buffer for options', new SharedArrayBuffer(64), /\{ name, buffer/],
    ['a handle for options', new CountDownLatch(2).share(), /CountDownLatch\.from\(\)/],
  ];
  test.each(OPTIONS)('to be made with %s', async (_, options, says) => {
    const outcome = await attempt(() => new CountDownLatch(2, wrong(options)));
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
