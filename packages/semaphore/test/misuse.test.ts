import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { afterEach, describe, expect, test } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

const wrong = (value: unknown): never => value as never;
const MOST = 2 ** 30 - 1;

/** What a call throws or rejects with; fails the test if it does neither. */
async function attempt(call: () => unknown): Promise<Error> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

type AnySemaphore = Semaphore | BoundedSemaphore;

describe.each([Semaphore, BoundedSemaphore])('%o refuses', (Type) => {
  const bytes = Type.byteLength;

  /** One with three of four permits, in a buffer. */
  const make = (robust: boolean): { semaphore: AnySemaphore; words: () => number[] } => {
    const buffer = new SharedArrayBuffer(bytes);
    const semaphore = new Type(4, { buffer, name: 'mine', robust });
    semaphore.acquire();
    return { semaphore, words: () => [...new Int32Array(buffer)] };
  };

  /** Options of all ways to acquire: what they are, the error's class, and what its message says. */
  const OPTIONS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
    ['a negative timeout', { timeout: -1 }, 'RangeError', /0 to Infinity, not -1/],
    ['a timeout of NaN', { timeout: NaN }, 'RangeError', /NaN/],
    ['a timeout that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
    ['a timeout of null', { timeout: null }, 'TypeError', /null/],
    ['a number instead of options', 100, 'TypeError', /\{ timeout: 100 \}|count: 2/],
    ['true instead of options', true, 'TypeError', /\{ (timeout|count)/],
    ['null instead of options', null, 'TypeError', /\{ (timeout|count)/],
  ];
  const COUNTS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
    ['a count of 0', { count: 0 }, 'RangeError', /count must be an integer, 1 to \d+, not 0/],
    ['a negative count', { count: -1 }, 'RangeError', /count.*-1/],
    ['a count of NaN', { count: NaN }, 'RangeError', /count.*NaN/],
    ['a count of Infinity', { count: Infinity }, 'RangeError', /count.*Infinity/],
    ['half a permit', { count: 1.5 }, 'RangeError', /count.*1\.5/],
    ['a count that is a string', { count: '2' }, 'TypeError', /count.*'2'/],
    ['a count of null', { count: null }, 'TypeError', /count.*null/],
    ['a count that is a bigint', { count: 2n }, 'TypeError', /count.*2/],
    ['more than can be counted', { count: 2 ** 30 }, 'RangeError', /count.*1073741824/],
  ];
  const CALLS: readonly (readonly [call: string, make: (semaphore: AnySemaphore, options: never) => unknown, limits: boolean, names: RegExp])[] = [
    ['acquire', (semaphore, options) => semaphore.acquire(options), true, /acquire\(/],
    ['acquireAsync', (semaphore, options) => semaphore.acquireAsync(options), true, /acquireAsync\(/],
    ['tryAcquire', (semaphore, options) => semaphore.tryAcquire(options), false, /tryAcquire\(/],
    ['hold', (semaphore, options) => semaphore.hold(options), true, /acquire\(/],
    ['holdAsync', (semaphore, options) => semaphore.holdAsync(options), true, /holdAsync\(/],
    ['run', (semaphore, options) => semaphore.run(() => 1, options), true, /(acquire|run)\(/],
    ['runAsync', (semaphore, options) => semaphore.runAsync(() => 1, options), true, /(hold|run)Async\(/],
  ];
  const TABLE = CALLS.flatMap(([call, make, limits, names]) =>
    [...(limits ? OPTIONS : []), ...COUNTS].map(([name, options, error, says]) => ({ call, name, make, options, error, says, names })),
  );
  test.each(TABLE)('$call() with $name, whether there are permits or not', async ({ make: call, options, error, says, names }) => {
    for (const robust of [false, true]) {
      const { semaphore, words } = make(robust);
      for (let round = 0; round < 2; round++) {
        const before = words();
        const outcome = await attempt(() => call(semaphore, wrong(options)));
        expect(outcome).toMatchObject({ name: error });
        expect(outcome.message).toMatch(/Semaphore\(mine\)/);
        expect(outcome.message).toMatch(names);
        expect(outcome.message).toMatch(says);
        expect(words()).toEqual(before);
        semaphore.drain();
      }
    }
  });

  test.each(['acquireAsync', 'holdAsync', 'runAsync'] as const)('%s() by a promise that rejects, and does not throw', async (call) => {
    const { semaphore } = make(false);
    const promise: Promise<unknown> = call === 'runAsync' ? semaphore.runAsync(() => 1, { count: 0 }) : semaphore[call]({ count: 0 });
    expect(promise).toBeInstanceOf(Promise);
    await expect(promise).rejects.toThrow(RangeError);
  });

  test.each(COUNTS)('to release %s', async (_, options, error, says) => {
    const { count } = options as { count: unknown };
    for (const robust of [false, true]) {
      const { semaphore, words } = make(robust);
      const before = words();
      const outcome = await attempt(() => {
        semaphore.release(wrong(count));
      });
      expect(outcome).toMatchObject({ name: error });
      expect(outcome.message).toMatch(/Semaphore\(mine\): release\(\)/);
      expect(outcome.message).toMatch(says);
      expect(words()).toEqual(before);
    }
  });

  const NUMBERS: readonly (readonly [permits: unknown, error: string])[] = [
    [-1, 'RangeError'], [-MOST, 'RangeError'], [0.5, 'RangeError'], [NaN, 'RangeError'], [Infinity, 'RangeError'], [2 ** 30, 'RangeError'],
    ['1', 'TypeError'], [null, 'TypeError'], [true, 'TypeError'], [1n, 'TypeError'], [{}, 'TypeError'], [{ name: 'doors' }, 'TypeError'],
  ]; // prettier-ignore
  test.each(NUMBERS)('to be made with %o permits, and writes nothing', async (permits, error) => {
    const buffer = new SharedArrayBuffer(bytes);
    const outcome = await attempt(() => new Type(wrong(permits), { buffer }));
    expect(outcome).toMatchObject({ name: error });
    expect(outcome.message).toContain(`new ${Type.name}(): the number of permits must be an integer, 0 to ${MOST}`);
    expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  const OTHERS: readonly (readonly [name: string, call: (semaphore: AnySemaphore) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (it) => it.acquireAsync({ signal: wrong(new AbortController()) }), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (it) => it.acquireAsync({ unref: wrong('yes') }), 'TypeError', /mine.*unref/],
    ['to run what is no function', (it) => it.run(wrong(7)), 'TypeError', /mine.*run\(\) expects a function, not 7/],
    ['to run what is no function, async', (it) => it.runAsync(wrong(undefined)), 'TypeError', /mine.*runAsync\(\) expects a function/],
    ['to run an async function', (it) => it.run(wrong(async () => Promise.resolve(1))), 'TypeError', /mine.*runAsync\(\)/],
    ['to be posted to another thread', (it) => { new MessageChannel().port1.postMessage(it); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (it) => { new MessageChannel().port1.postMessage({ deep: [it] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (it) => structuredClone(it), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have value written', (it) => { (it as { value: number }).value = 7; }, 'TypeError', /value/],
    ['to be called without new', () => (Type as unknown as () => unknown)(), 'TypeError', /new/],
  ];
  test.each(OTHERS)('%s, and changes nothing', async (_, call, error, says) => {
    const { semaphore, words } = make(false);
    const before = words();
    const outcome = await attempt(() => call(semaphore));
    expect(outcome).toMatchObject({ name: error });
    expect(outcome.message).toMatch(says);
    expect(words()).toEqual(before);
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new AtomicFlag().share(), 'TypeError', /AtomicFlag\.from/],
    ['a handle of another protocol', () => laterVersion(new Type().share()), 'IncompatibleVersionError', /version|protocol/i],
    ['a semaphore instead of its handle', () => new Type(), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
  ];
  test.each(HANDLES)('to be made from %s', async (_, handle, error, says) => {
    const outcome = await attempt(() => Type.from(wrong(handle())));
    expect(outcome).toMatchObject({ name: error });
    expect(outcome.message).toMatch(says);
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
    for (const make of [() => new Type(1, wrong({ buffer, byteOffset })), () => Type.at(wrong(buffer), wrong(byteOffset))]) {
      const outcome = await attempt(make);
      expect(outcome).toMatchObject({ name: error });
      expect(outcome.message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which one lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Type(3, { buffer }).acquire();
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => new Type(1, { buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect(outcome.message).toContain(`${Type.name}.at(`);
    expect([...new Int32Array(buffer)]).toEqual(before);
    expect(Type.at(buffer).value).toBe(2);
  });

  test('memory in which the other class, or an AtomicFlag lies, and writes nothing', async () => {
    for (const place of [
      (buffer: SharedArrayBuffer) => (Type === Semaphore ? new BoundedSemaphore(1, { buffer }) : new Semaphore(1, { buffer })),
      (buffer: SharedArrayBuffer) => new AtomicFlag({ buffer }).testAndSet(),
    ]) {
      const buffer = new SharedArrayBuffer(bytes);
      place(buffer);
      const before = [...new Int32Array(buffer)];
      expect(await attempt(() => new Type(1, { buffer }))).toMatchObject({ name: 'InvalidStateError' });
      const attached = await attempt(() => Type.at(buffer));
      expect(attached).toMatchObject({ name: 'TypeError' });
      expect(attached.message).toContain(`no ${Type.name}`);
      expect([...new Int32Array(buffer)]).toEqual(before);
    }
  });

  test('memory in which anything else lies', async () => {
    for (const slot of [0, 1, 2, 3, 8, 16, 271, 272, bytes / 4 - 1]) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Type(1, { buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  const MADE_WITH: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a number for options', 7, /options/],
    ['a string for options', 'doors', /options|\{ name/],
    ['a name that is no string', { name: 7 }, /name/],
    ['robust that is no flag', { robust: 'yes' }, /robust must be true or false, not 'yes'/],
    ['a buffer for options', new SharedArrayBuffer(64), /\{ name/],
    ['a handle for options', new Type().share(), new RegExp(`${Type.name}\\.from\\(\\)`)],
    ['an offset without a buffer', { byteOffset: 4 }, /buffer/],
  ];
  test.each(MADE_WITH)('to be made with %s', async (_, options, says) => {
    const outcome = await attempt(() => new Type(1, wrong(options)));
    expect(outcome).toMatchObject({ name: 'TypeError' });
    expect(outcome.message).toMatch(says);
  });
});

test('more than a BoundedSemaphore or a robust one can ever have is refused at once', async () => {
  for (const semaphore of [new BoundedSemaphore(3), new Semaphore(3, { robust: true }), new BoundedSemaphore(3, { robust: true })]) {
    for (const call of [() => semaphore.acquire({ count: 4 }), () => semaphore.tryAcquire({ count: 4 }), () => semaphore.acquireAsync({ count: 4 })]) {
      const error = await attempt(call);
      expect(error).toMatchObject({ name: 'RangeError' });
      expect(error.message).toMatch(/1 to 3, not 4/);
    }
    expect(semaphore.value).toBe(3);
  }
  // Others may bring more.
  expect(new Semaphore(3).tryAcquire({ count: 4 })).toBe(false);
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
