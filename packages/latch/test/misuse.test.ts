import { AtomicFlag } from '@sync/atomics';
import { CountDownLatch } from '@sync/latch';
import { expectRefusal, expectUntouched, refusesMisuse, wordsOf, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const bytes = CountDownLatch.byteLength;

const spec: MisuseSpec<CountDownLatch> = {
  type: CountDownLatch,
  make: (options) => new CountDownLatch(2, options),
  other: AtomicFlag,
  align: 8,
  options: '{ name, buffer',
};

describe('CountDownLatch refuses', () => {
  refusesMisuse(spec, {
    limits: {
      calls: {
        wait: (latch, options) => latch.wait(options),
        arriveAndWait: (latch, options) => latch.arriveAndWait(options),
        waitAsync: (latch, options) => latch.waitAsync(options),
      },
      states: { closed: () => undefined, open: (latch) => { latch.countDown(2); } },
    },
    calls: {
      awaits: (latch, options) => latch.waitAsync(options),
      readOnly: ['count', 'isOpen'],
      rows: [['to be reset while it is closed', (latch) => { latch.reset(5); }, 'InvalidStateError', /mine.*reset\(\).*2 to come/]],
    },
    inUse: {
      use: (latch) => { latch.countDown(); },
      expectInUse: (again) => { expect(again.count).toBe(1); },
    },
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
    const make = (): unknown => new CountDownLatch(wrong(count), { buffer, name: 'mine' });
    await expectRefusal(make, error, /new CountDownLatch\(\): the count must be/, says);
    expectUntouched(buffer);
    const latch = new CountDownLatch(2, { buffer, name: 'mine' });
    for (const left of [2, 0]) {
      latch.countDown(2 - left);
      const before = wordsOf(buffer);
      await expectRefusal(() => { latch.countDown(wrong(count)); }, error, /CountDownLatch\(mine\): countDown\(\): the /, says);
      await expectRefusal(() => { latch.reset(wrong(count)); }, error, /CountDownLatch\(mine\): reset\(\): the /, says);
      expect(wordsOf(buffer)).toEqual(before);
    }
  });

  test('no count, where one is needed', async () => {
    for (const call of [() => new CountDownLatch(wrong(undefined)), () => { new CountDownLatch(0).reset(wrong(undefined)); }]) {
      await expectRefusal(call, 'TypeError', /the count must be an integer.*not undefined/);
    }
  });

  test('untouched memory for at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    await expectRefusal(() => CountDownLatch.at(buffer), 'TypeError', /no CountDownLatch/);
    expectUntouched(buffer);
  });

});
