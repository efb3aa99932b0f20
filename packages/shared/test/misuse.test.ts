import { AtomicFlag } from '@sync/atomics';
import { Guarded, SharedCell } from '@sync/shared';
import { expectRefusal, expectUntouched, refusesMisuse, wrong } from '@sync/testing';
import type { MisuseSpec, RefusedOptions } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const maxBytes = 40;
const byteLength = SharedCell.byteLengthFor({ maxBytes });
const never = (): never => {
  throw new Error('it was called');
};

type Cell = SharedCell<number>;
type Count = Guarded<number>;

/** With what it needs, unless these are no options. */
function complete(options: unknown = {}): never {
  const isPlain = typeof options === 'object' && options !== null && Object.getPrototypeOf(options) === Object.prototype;
  return wrong(isPlain ? { initial: 0, maxBytes, ...options } : options);
}

const common = { other: AtomicFlag, align: 4, options: '{ initial, maxBytes, name, buffer' } as const;

const cellSpec: MisuseSpec<Cell> = {
  ...common,
  type: Object.assign(SharedCell<number>, { byteLength }),
  make: (options) => new SharedCell<number>(complete(options)),
};
const guardedSpec: MisuseSpec<Count> = {
  ...common,
  type: Object.assign(Guarded<number>, { byteLength }),
  make: (options) => new Guarded<number>(complete(options)),
};

/** Options that both refuse. */
const OPTIONS: readonly RefusedOptions[] = [
  ['no limit', { maxBytes: undefined }, 'TypeError', /maxBytes must be an integer, 1 to 1073741823, not undefined/],
  ['a limit that is a string', { maxBytes: '40' }, 'TypeError', /maxBytes/],
  ['a limit of 0', { maxBytes: 0 }, 'RangeError', /not 0/],
  ['a limit that is no integer', { maxBytes: 1.5 }, 'RangeError', /1\.5/],
  ['a limit of Infinity', { maxBytes: Infinity }, 'RangeError', /Infinity/],
  ['a limit beyond all', { maxBytes: 2 ** 30 }, 'RangeError', /1073741824/],
  ['a value that takes more', { initial: 'x'.repeat(50) }, 'RangeError', /initial takes \d+ bytes, and maxBytes is 40/],
  ['a value that cannot travel', { initial: { fn: never } }, 'TypeError', /initial\.fn is a function/],
];

const NO_FUNCTIONS = [[undefined], [null], [7], ['fn'], [{}], [Promise.resolve()]] as const;
const ASYNC: readonly (readonly [string, () => unknown])[] = [
  ['an async function', async () => Promise.resolve(1)],
  ['a function that gives a promise that is rejected', () => Promise.reject(new Error('inside'))],
  ['a function that gives a thenable', () => ({ then: () => undefined })],
];

/** Places that neither the constructor nor `at` takes; this one fits into more than its first words say. */
function refusesPlaces<T>({ type, make }: MisuseSpec<T>): void {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const places: readonly (readonly [name: string, buffer: unknown, byteOffset: unknown, error: string, says: RegExp])[] = [
    ['a buffer that is not shared', new ArrayBuffer(byteLength), 0, 'TypeError', /SharedArrayBuffer/],
    ['a typed array', new Int32Array(shared(byteLength)), 0, 'TypeError', /SharedArrayBuffer/],
    ['null', null, 0, 'TypeError', /SharedArrayBuffer/],
    ['an empty buffer', shared(0), 0, 'RangeError', /bytes/],
    ['an odd offset', shared(byteLength + 8), 1, 'RangeError', /multiple of 4/],
    ['a negative offset', shared(byteLength + 8), -4, 'RangeError', /-4/],
    ['an offset of NaN', shared(byteLength + 8), NaN, 'RangeError', /NaN/],
    ['an offset that is a string', shared(byteLength + 8), '4', 'TypeError', /multiple of 4, not '4'/],
  ];
  test.each(places)('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
    for (const place of [() => make(wrong({ buffer, byteOffset })), () => type.at(wrong(buffer), wrong(byteOffset))]) {
      await expectRefusal(place, error, says);
    }
    if (buffer instanceof SharedArrayBuffer) expectUntouched(buffer);
  });

  test('a buffer that is too short for the limit, and writes nothing', async () => {
    const buffer = shared(byteLength - 4);
    await expectRefusal(() => make({ buffer }), 'RangeError', new RegExp(`needs ${byteLength} bytes, and the buffer has ${byteLength - 4}`));
    expectUntouched(buffer);
    const whole = shared(byteLength);
    make({ buffer: whole });
    new Uint8Array(buffer).set(new Uint8Array(whole, 0, byteLength - 4));
    await expectRefusal(() => type.at(wrong(buffer)), 'RangeError', new RegExp(`${type.name}\\.at\\(\\): .*needs ${byteLength} bytes`));
  });

  test('zeroed memory, to be attached to', async () => {
    const buffer = shared(byteLength);
    await expectRefusal(() => type.at(wrong(buffer)), 'TypeError', new RegExp(`no ${type.name}`));
    expectUntouched(buffer);
  });

  test('one that was not made in a buffer, to be attached to', async () => {
    const handle = make().share() as { buffer: SharedArrayBuffer; byteOffset: number };
    await expectRefusal(() => type.at(wrong(handle.buffer), wrong(handle.byteOffset)), 'TypeError', new RegExp(`use ${type.name}\\.from\\(\\)`));
  });

  test('handles that carry too little, or what does not belong there', async () => {
    const apart = make().share() as object;
    const inBuffer = make({ buffer: shared(byteLength) }).share() as object;
    const damaged = [
      { ...apart, buffers: undefined },
      { ...apart, buffers: new ArrayBuffer(80) },
      { ...inBuffer, buffers: shared(80) },
    ];
    for (const handle of damaged) await expectRefusal(() => type.from(wrong(handle)), 'TypeError', /damaged handle; post what share\(\) returned/);
    await expectRefusal(() => type.from(wrong({ ...apart, buffers: shared(79) })), 'RangeError', /needs 80 bytes, and the buffer has 79/);
  });
}

describe('SharedCell refuses', () => {
  refusesMisuse(cellSpec, {
    limits: {
      calls: {
        get: (cell, options) => cell.get(options),
        getAsync: (cell, options) => cell.getAsync(options),
        set: (cell, options) => { cell.set(1, options); },
        setAsync: (cell, options) => cell.setAsync(1, options),
        update: (cell, options) => cell.update(never, options),
        updateAsync: (cell, options) => cell.updateAsync(never, options),
      },
      states: { new: () => undefined, changed: (cell) => { cell.set(1); } },
    },
    calls: { awaits: (cell, options) => cell.getAsync(options), readOnly: ['name'] },
    inUse: {
      use: (cell) => { cell.set(7); },
      expectInUse: (again, cell) => { expect([again.get(), cell.get()]).toEqual([7, 7]); },
    },
    options: OPTIONS,
    places: refusesPlaces,
  });

  test.each(NO_FUNCTIONS)('%o for a function', async (fn) => {
    const cell = new SharedCell({ initial: 1, maxBytes, name: 'mine' });
    await expectRefusal(() => cell.update(wrong(fn)), 'TypeError', /SharedCell\(mine\): update\(\) expects a function, not /);
    await expectRefusal(() => cell.tryUpdate(wrong(fn)), 'TypeError', /SharedCell\(mine\): tryUpdate\(\) expects a function, not /);
    await expectRefusal(() => cell.updateAsync(wrong(fn)), 'TypeError', /SharedCell\(mine\): updateAsync\(\) expects a function, not /);
    expect(cell.get()).toBe(1);
  });

  test.each(ASYNC)('update() with %s, and the value stays', async (_, fn) => {
    const cell = new SharedCell({ initial: 1, maxBytes, name: 'mine' });
    for (const call of ['update', 'tryUpdate'] as const) {
      await expectRefusal(() => cell[call](wrong(fn)), 'TypeError', new RegExp(`SharedCell\\(mine\\): ${call}\\(\\).*await updateAsync\\(\\)`));
    }
    expect([cell.get(), String(cell).includes('[free')]).toEqual([1, true]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['that takes too many bytes', 'x'.repeat(50), 'RangeError', /^SharedCell\(mine\): value takes \d+ bytes, and maxBytes is 40: /],
    ['that cannot travel', { a: [never] }, 'TypeError', /^SharedCell\(mine\): value\.a\[0\] is a function/],
    ['that is the cell', new SharedCell({ initial: 1, maxBytes }), 'TypeError', /value is a SharedCell/],
  ])('a value %s, by each of its calls, and the value stays', async (_, value, error, says) => {
    const cell = new SharedCell<unknown>({ initial: 1, maxBytes, name: 'mine' });
    const calls = [
      () => { cell.set(value); },
      () => cell.trySet(value),
      () => cell.setAsync(value),
      () => cell.update(() => value as never),
      () => cell.tryUpdate(() => value as never),
      () => cell.updateAsync(() => value),
    ];
    for (const call of calls) {
      await expectRefusal(call, error, says);
      expect([cell.get(), String(cell).includes('[free')]).toEqual([1, true]);
    }
  });
});

describe('Guarded refuses', () => {
  refusesMisuse(guardedSpec, {
    limits: {
      calls: {
        hold: (guarded, options) => guarded.hold(options),
        holdAsync: (guarded, options) => guarded.holdAsync(options),
        run: (guarded, options) => guarded.run(never, options),
        runAsync: (guarded, options) => guarded.runAsync(never, options),
      },
      states: { new: () => undefined, used: (guarded) => guarded.run(() => 1) },
    },
    calls: { awaits: (guarded, options) => guarded.holdAsync(options), readOnly: ['name', 'locked', 'owned'] },
    inUse: {
      use: (guarded) => {
        const held = guarded.hold();
        held.value = 7;
        held.release();
      },
      expectInUse: (...both) => { expect(both.map((one) => one.run((value) => value))).toEqual([7, 7]); },
    },
    options: OPTIONS,
    places: refusesPlaces,
  });

  test.each(NO_FUNCTIONS)('%o for a function', async (fn) => {
    const guarded = new Guarded({ initial: 1, maxBytes, name: 'mine' });
    await expectRefusal(() => guarded.run(wrong(fn)), 'TypeError', /Guarded\(mine\): run\(\) expects a function, not /);
    await expectRefusal(() => guarded.runAsync(wrong(fn)), 'TypeError', /Guarded\(mine\): runAsync\(\) expects a function, not /);
    expect(guarded.locked).toBe(false);
  });

  test.each(ASYNC)('run() with %s, and the value stays', async (_, fn) => {
    const guarded = new Guarded({ initial: [1], maxBytes, name: 'mine' });
    const changes = (list: number[]): unknown => (list.push(2), fn());
    await expectRefusal(() => guarded.run(wrong(changes)), 'TypeError', /Guarded\(mine\): run\(\).*await runAsync\(\)/);
    expect(guarded.run((list) => list)).toEqual([1]);
  });
});

test('neither is made without options', async () => {
  await expectRefusal(() => new SharedCell(wrong(undefined)), 'TypeError', /new SharedCell\(\): expected options such as \{ initial, maxBytes/);
  await expectRefusal(() => new Guarded(wrong(null)), 'TypeError', /new Guarded\(\): expected options/);
  await expectRefusal(() => SharedCell.byteLengthFor({ maxBytes: -1 }), 'RangeError', /SharedCell\.byteLengthFor\(\): maxBytes/);
});
