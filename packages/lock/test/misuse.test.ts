import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Lock, RLock, SpinLock, holdAll, holdAllAsync } from '@sync/lock';
import { WRONG_LIMITS, attempt, expectAllHandled, expectRefusal, refusesTakenMemory, refusesWrongHandles, refusesWrongLimits, refusesWrongOptions, refusesWrongPlaces, wrong } from '@sync/testing';
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

describe('SpinLock refuses', () => {
  const spec: MisuseSpec<SpinLock> = {
    type: SpinLock,
    make: (options) => new SpinLock(options),
    other: AtomicFlag,
    align: 4,
    options: '{ name, buffer',
  };
  refusesWrongHandles(spec);
  refusesWrongPlaces(spec);
  refusesWrongOptions(spec, [
    ['an onAbandoned that is no policy', { onAbandoned: 'ignore' }, 'TypeError', /onAbandoned must be 'throw' or 'recover', not 'ignore'/],
    ['an onAbandoned that is true', { onAbandoned: true }, 'TypeError', /onAbandoned must be .*, not true/],
  ]);
  refusesTakenMemory(spec, {
    use: (lock) => lock.acquire(),
    expectInUse: (again, lock) => {
      expect([again.owned, lock.owned]).toEqual([true, true]);
      lock.release();
    },
  });
  refusesWrongLimits(spec, {
    calls: {
      acquire: (lock, options) => lock.acquire(options),
      recover: (lock, options) => lock.recover(options),
    },
    states: { free: () => undefined, held: (lock) => lock.acquire() },
  });

  const ROWS: readonly (readonly [name: string, call: (lock: SpinLock) => unknown, error: string, says: RegExp])[] = [
    ['hold with a negative timeout', (lock) => lock.hold({ timeout: -1 }), 'RangeError', /mine.*-1/],
    ['run with a number', (lock) => lock.run(() => 1, wrong(100)), 'TypeError', /mine.*\{ timeout: 100 \}/],
    ['run without a function', (lock) => lock.run(wrong(undefined)), 'TypeError', /mine.*function/],
    ['release of a free one', (lock) => { lock.release(); }, 'NotOwnerError', /mine.*release\(\)/],
    ['to be posted', (lock) => { new MessageChannel().port1.postMessage({ deep: [lock] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (lock) => structuredClone(lock), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have locked written', (lock) => { (lock as { locked: boolean }).locked = true; }, 'TypeError', /locked/],
    ['to be awaited', (lock) => (lock as unknown as Lock).acquireAsync(), 'TypeError', /acquireAsync/],
  ]; // prettier-ignore
  test.each(ROWS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(SpinLock.byteLength);
    const lock = new SpinLock({ buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    await expectRefusal(() => call(lock), error, says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('run with an async function, and names who has a call for it', async () => {
    const lock = new SpinLock({ name: 'mine' });
    await expectRefusal(() => lock.run(wrong(async () => Promise.resolve(1))), 'TypeError', /^SpinLock\(mine\): run\(\) got an async function; a Lock has await runAsync\(\)$/);
    expect(lock.locked).toBe(false);
  });
});

describe.each([
  ['holdAll', holdAll],
  ['holdAllAsync', holdAllAsync],
])('%s refuses', (name, hold) => {
  const [first, second] = [new Lock({ name: 'first' }), new RLock({ name: 'second' })];
  const refuse = async (call: () => unknown, error: string, ...says: readonly RegExp[]): Promise<void> => {
    if (name === 'holdAllAsync') {
      // It rejects and does not throw.
      const promise = call();
      expect(promise).toBeInstanceOf(Promise);
      await expectRefusal(() => promise, error, ...says);
    } else await expectRefusal(call, error, ...says);
    expect([first.locked, second.locked]).toEqual([false, false]);
  };

  const LISTS: readonly (readonly [name: string, list: unknown, says: RegExp])[] = [
    ['no list', undefined, /expects an array of locks, as \w+\(\[a, b\]\), not undefined/],
    ['null for a list', null, /expects an array.*not null/],
    ['a lock for a list', first, /expects an array.*not a value of class Lock/],
    ['a set of locks', new Set([first]), /expects an array.*not a value of class Set/],
    ['an object like a list', { length: 1, 0: first }, /expects an array/],
    ['null among the locks', [first, null], /item 1 of the list must be a lock, not null/],
    ['nothing among the locks', Object.assign([first], { length: 3 }), /item 1 of the list must be a lock, not undefined/],
    ['a handle among the locks', [first.share(), second], /item 0 of the list must be a lock, not an object/],
    ['a name among the locks', [first, second, 'third'], /item 2 of the list must be a lock, not 'third'/],
    ['a primitive that is no lock', [first, new AtomicFlag()], /item 1 .* not a value of class AtomicFlag/],
    ['a list within the list', [[first], second], /item 0 .* not a value of class Array/],
    ['the same lock twice', [first, second, first], /Lock\(first\) is listed twice; list each lock once/],
  ];
  test.each(LISTS)('%s', (_, list, says) => refuse(() => hold(wrong(list)), 'TypeError', new RegExp(`^${name}\\(\\)`), says));

  test.each(WRONG_LIMITS)('%s', async (_, options, error, says) => {
    for (const list of [[first, second], []]) {
      await refuse(() => hold(list, wrong(options)), error, says, list.length > 0 ? /Lock\(first\)/ : /^no locks: /);
    }
  });

  test('its locks as arguments', () => refuse(() => (hold as (...locks: unknown[]) => unknown)(first, second), 'TypeError', /as \w+\(\[a, b\]\)/));
});

describe('holdAllAsync refuses', () => {
  const lock = new Lock({ name: 'first' });

  test('a SpinLock, which cannot be awaited, before it takes anything', async () => {
    const spinLock = new SpinLock({ name: 'spin' });
    await expectRefusal(() => holdAllAsync([lock, wrong(spinLock)]), 'TypeError', /^holdAllAsync\(\): SpinLock\(spin\) cannot be awaited; use holdAll\(\)$/);
    expect([lock.locked, spinLock.locked]).toEqual([false, false]);
  });

  test.each([
    ['a controller for a signal', { signal: new AbortController() }, /signal must be an AbortSignal/],
    ['an unref that is a string', { unref: 'yes' }, /unref must be true or false/],
  ])('%s', async (_, options, says) => {
    await expectRefusal(() => holdAllAsync([lock], wrong(options)), 'TypeError', /Lock\(first\): holdAllAsync\(\)/, says);
    expect(lock.locked).toBe(false);
  });
});
