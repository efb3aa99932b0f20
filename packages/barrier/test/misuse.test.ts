import { AtomicFlag } from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import {
  expectAllHandled,
  expectRefusal,
  expectUntouched,
  refusesTakenMemory,
  refusesWrongCalls,
  refusesWrongHandles,
  refusesWrongLimits,
  refusesWrongOptions,
  refusesWrongPlaces,
  wrong,
} from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const bytes = Barrier.byteLength;

/** For one: a wait that is not refused returns at once. */
const spec: MisuseSpec<Barrier> = {
  type: Barrier,
  make: (options) => new Barrier(1, options),
  other: AtomicFlag,
  align: 4,
  options: '{ name, action, timeout }',
};

describe('Barrier refuses', () => {
  expectAllHandled();
  refusesWrongLimits(spec, {
    calls: {
      wait: (barrier, options) => barrier.wait(options),
      waitAsync: (barrier, options) => barrier.waitAsync(options),
    },
    states: { whole: () => undefined, broken: (barrier) => { barrier.abort(); } },
  });

  const PARTIES: readonly (readonly [parties: unknown, error: string])[] = [
    [0, 'RangeError'], [-1, 'RangeError'], [1.5, 'RangeError'], [NaN, 'RangeError'], [Infinity, 'RangeError'], [32_768, 'RangeError'],
    ['3', 'TypeError'], [undefined, 'TypeError'], [null, 'TypeError'], [3n, 'TypeError'], [[3], 'TypeError'], [{ parties: 3 }, 'TypeError'],
  ]; // prettier-ignore
  test.each(PARTIES)('to be made for %s, and writes nothing', async (parties, error) => {
    const buffer = new SharedArrayBuffer(bytes);
    const make = (): unknown => new Barrier(wrong(parties), { buffer });
    await expectRefusal(make, error, /new Barrier\(\): the number of parties must be an integer, 1 to 32767/);
    expectUntouched(buffer);
    expect(new Barrier(2, { buffer }).parties).toBe(2);
  });

  refusesWrongCalls(spec, { awaits: (barrier, options) => barrier.waitAsync(options), readOnly: ['parties', 'waiting', 'broken'] });
  refusesWrongHandles(spec);
  refusesWrongPlaces(spec);
  refusesTakenMemory(
    { ...spec, make: (options) => new Barrier(2, options) },
    {
      use: (barrier) => barrier.arrive(),
      expectInUse: (again, barrier) => { expect([again.wait(), barrier.waiting]).toEqual([1, 0]); },
    },
  );
  refusesWrongOptions(spec, [
    ['an action that is no function', { action: 7 }, 'TypeError', /Barrier: action.*function, not 7/],
    ['an action of null', { action: null }, 'TypeError', /function, not null/],
    ['a negative time limit', { timeout: -1 }, 'RangeError', /Barrier: new.*0 to Infinity, not -1/],
    ['a time limit of NaN', { timeout: NaN }, 'RangeError', /NaN/],
    ['a time limit that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
    ['a time limit of null', { timeout: null }, 'TypeError', /null/],
  ]);
});
