import { AtomicFlag } from '@sync/atomics';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { attempt, expectAllHandled, expectRefusal, refusesWrongCalls, refusesWrongHandles, refusesWrongOptions, refusesWrongPlaces, wordsOf, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

expectAllHandled();

const MOST = 2 ** 30 - 1;

type AnySemaphore = Semaphore | BoundedSemaphore;

describe.each([Semaphore, BoundedSemaphore])('%o refuses', (Type) => {
  const bytes = Type.byteLength;

  /** One with three of four permits, in a buffer. */
  const make = (robust: boolean): { semaphore: AnySemaphore; words: () => number[] } => {
    const buffer = new SharedArrayBuffer(bytes);
    const semaphore = new Type(4, { buffer, name: 'mine', robust });
    semaphore.acquire();
    return { semaphore, words: () => wordsOf(buffer) };
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
        await expectRefusal(() => call(semaphore, wrong(options)), error, /Semaphore\(mine\)/, names, says);
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
      await expectRefusal(() => { semaphore.release(wrong(count)); }, error, /Semaphore\(mine\): release\(\)/, says);
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
    expect((outcome as Error).message).toContain(`new ${Type.name}(): the number of permits must be an integer, 0 to ${MOST}`);
    expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  const spec: MisuseSpec<AnySemaphore> = { type: Type, make: (options) => new Type(4, options), other: AtomicFlag, align: 4, options: '{ name' };
  refusesWrongCalls(spec, {
    awaits: (it, options) => it.acquireAsync(options),
    readOnly: ['value'],
    rows: [
      ['to run what is no function', (it) => it.run(wrong(7)), 'TypeError', /mine.*run\(\) expects a function, not 7/],
      ['to run what is no function, async', (it) => it.runAsync(wrong(undefined)), 'TypeError', /mine.*runAsync\(\) expects a function/],
      ['to run an async function', (it) => it.run(wrong(async () => Promise.resolve(1))), 'TypeError', /mine.*runAsync\(\)/],
    ],
  });
  refusesWrongHandles(spec);
  refusesWrongPlaces(spec);

  test('memory in which one lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Type(3, { buffer }).acquire();
    const before = wordsOf(buffer);
    const outcome = await attempt(() => new Type(1, { buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain(`${Type.name}.at(`);
    expect(wordsOf(buffer)).toEqual(before);
    expect(Type.at(buffer).value).toBe(2);
  });

  test('memory in which the other class, or an AtomicFlag lies, and writes nothing', async () => {
    for (const place of [
      (buffer: SharedArrayBuffer) => (Type === Semaphore ? new BoundedSemaphore(1, { buffer }) : new Semaphore(1, { buffer })),
      (buffer: SharedArrayBuffer) => new AtomicFlag({ buffer }).testAndSet(),
    ]) {
      const buffer = new SharedArrayBuffer(bytes);
      place(buffer);
      const before = wordsOf(buffer);
      expect(await attempt(() => new Type(1, { buffer }))).toMatchObject({ name: 'InvalidStateError' });
      await expectRefusal(() => Type.at(buffer), 'TypeError', new RegExp(`no ${Type.name}`));
      expect(wordsOf(buffer)).toEqual(before);
    }
  });

  test('memory in which anything else lies', async () => {
    for (const slot of [0, 1, 2, 3, 8, 16, 271, 272, bytes / 4 - 1]) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Type(1, { buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  refusesWrongOptions(spec, [['robust that is no flag', { robust: 'yes' }, 'TypeError', /robust must be true or false, not 'yes'/]]);
});

test('more than a BoundedSemaphore or a robust one can ever have is refused at once', async () => {
  for (const semaphore of [new BoundedSemaphore(3), new Semaphore(3, { robust: true }), new BoundedSemaphore(3, { robust: true })]) {
    for (const call of [() => semaphore.acquire({ count: 4 }), () => semaphore.tryAcquire({ count: 4 }), () => semaphore.acquireAsync({ count: 4 })]) {
      await expectRefusal(call, 'RangeError', /1 to 3, not 4/);
    }
    expect(semaphore.value).toBe(3);
  }
  // Others may bring more.
  expect(new Semaphore(3).tryAcquire({ count: 4 })).toBe(false);
});
