import { AtomicFlag } from '@sync/atomics';
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from '@sync/queue';
import { expectRefusal, expectUntouched, refusesMisuse, wrong } from '@sync/testing';
import type { MisuseSpec, RefusedOptions } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import type { AnyQueue } from './spec.ts';

const size = { maxBytes: 2 ** 11, codec: 'int32' } as const;

type Numbers = AnyQueue<number>;

/** Options that all refuse. */
const OPTIONS: readonly RefusedOptions[] = [
  ['a codec that there is not', { codec: 'int16' }, 'TypeError', /codec must be one of 'structured', 'int32', 'float64', 'bytes', not 'int16'/],
  ['a codec of null', { codec: null }, 'TypeError', /codec/],
  ['bytes that are a string', { maxBytes: '40' }, 'TypeError', /maxBytes/],
  ['no bytes', { maxBytes: 0 }, 'RangeError', /maxBytes must be an integer, 64 to \d+, not 0/],
  ['too many bytes', { maxBytes: 2 ** 31 }, 'RangeError', /maxBytes/],
  ['too few bytes for its slots', { maxBytes: 1000, codec: 'structured' }, 'RangeError', /maxBytes must be at least \d+ for that many slots, not 1000/],
];
const BOUNDS: readonly RefusedOptions[] = [
  ['a size that is a string', { maxSize: '3' }, 'TypeError', /maxSize must be an integer, 0 to 1073741824, not '3'/],
  ['a negative size', { maxSize: -1 }, 'RangeError', /maxSize/],
  ['a size that is no integer', { maxSize: 1.5 }, 'RangeError', /1\.5/],
  ['a size of Infinity', { maxSize: Infinity }, 'RangeError', /Infinity/],
];

/** With what it needs in a buffer, unless these are no options. */
function complete(options: unknown = {}): never {
  const isPlain = typeof options === 'object' && options !== null && Object.getPrototypeOf(options) === Object.prototype && !('@sync' in options);
  return wrong(isPlain ? { ...size, ...options } : options);
}

describe.each([Queue, LifoQueue, PriorityQueue])('%o refuses', (Class) => {
  const byteLength = Class.byteLengthFor(size);
  const spec: MisuseSpec<Numbers> = {
    type: Object.assign(Class, { byteLength }) as never,
    make: (options) => new Class<number>(complete(options)) as never,
    other: AtomicFlag,
    align: 4,
    options: '{ maxSize: 10 }',
  };

  const refusesPlaces = (): void => {
    test.each<[string, unknown, unknown, string, RegExp]>([
      ['a buffer that is not shared', new ArrayBuffer(byteLength), 0, 'TypeError', /SharedArrayBuffer/],
      ['null', null, 0, 'TypeError', /SharedArrayBuffer/],
      ['an odd offset', new SharedArrayBuffer(byteLength + 8), 1, 'RangeError', /multiple of 4/],
      ['an offset that is a string', new SharedArrayBuffer(byteLength + 8), '4', 'TypeError', /multiple of 4, not '4'/],
      ['a buffer that is too short', new SharedArrayBuffer(byteLength - 4), 0, 'RangeError', /needs \d+ bytes, and the buffer has/],
    ])('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
      await expectRefusal(() => spec.make(wrong({ buffer, byteOffset })), error, says);
      if (buffer instanceof SharedArrayBuffer) expectUntouched(buffer);
    });
  };

  refusesMisuse(spec, {
    limits: {
      calls: {
        put: (queue, options) => { queue.put(1, options); },
        putAsync: (queue, options) => queue.putAsync(1, options),
        putMany: (queue, options) => { queue.putMany([1], options); },
        putManyAsync: (queue, options) => queue.putManyAsync([1], options),
        get: (queue, options) => queue.get(options),
        getAsync: (queue, options) => queue.getAsync(options),
        getMany: (queue, options) => queue.getMany(1, options),
        getManyAsync: (queue, options) => queue.getManyAsync(1, options),
        join: (queue, options) => queue.join(options),
        joinAsync: (queue, options) => queue.joinAsync(options),
      },
      states: { new: () => undefined, filled: (queue) => { queue.put(1); }, 'shut down': (queue) => { queue.shutdown(); } },
    },
    calls: { awaits: (queue, options) => queue.getAsync(options), readOnly: ['name', 'size', 'empty', 'full', 'isShutDown', 'unfinished'] },
    inUse: {
      use: (queue) => { queue.put(7); },
      expectInUse: (...both) => { expect(both.map((queue) => queue.size)).toEqual([1, 1]); },
    },
    options: [...OPTIONS, ...BOUNDS],
    places: refusesPlaces,
  });

  test('to be attached to in zeroed memory, or where it was not made', async () => {
    const buffer = new SharedArrayBuffer(byteLength);
    await expectRefusal(() => Class.at(buffer), 'TypeError', new RegExp(`no ${Class.name}`));
    expectUntouched(buffer);
    const handle = new Class().share();
    await expectRefusal(() => Class.at(handle.buffer, handle.byteOffset), 'TypeError', new RegExp(`use ${Class.name}\\.from\\(\\)`));
    await expectRefusal(() => Class.from(wrong({ ...handle, store: undefined })), 'TypeError', /damaged handle; post what share\(\) returned/);
    await expectRefusal(() => Class.from(wrong({ ...handle, store: new SharedArrayBuffer(8) })), 'TypeError', /none in that memory/);
  });

  test('to be made in a buffer without being told how large it may be', async () => {
    const says = /in a buffer of yours it needs maxBytes/;
    await expectRefusal(() => new Class({ buffer: new SharedArrayBuffer(1000) }), 'TypeError', says);
    await expectRefusal(() => Class.byteLengthFor({ maxSize: 5 }), 'TypeError', says);
    await expectRefusal(() => Class.byteLengthFor({ codec: 'int32' }), 'TypeError', says);
  });

  test('wrong counts, flags and sizes, and changes nothing', async () => {
    const queue = new Class<number>({ name: 'mine' });
    queue.put(1);
    const before = String(queue);
    for (const count of [0, -1, 1.5, NaN, Infinity]) await expectRefusal(() => { queue.taskDone(count); }, 'RangeError', /\(mine\): taskDone\(\)/);
    await expectRefusal(() => { queue.taskDone(wrong('1')); }, 'TypeError', /taskDone/);
    for (const max of [0, -1, 1.5]) await expectRefusal(() => queue.getMany(max), 'RangeError', /\(mine\): getMany\(\): max/);
    for (const min of [-1, 1.5, 4]) await expectRefusal(() => queue.getMany(3, { min }), 'RangeError', /getMany\(\): min/);
    await expectRefusal(() => queue.getManyAsync(wrong('3')), 'TypeError', /getManyAsync\(\): max/);
    await expectRefusal(() => { queue.shutdown(wrong({ immediate: 1 })); }, 'TypeError', /shutdown\(\): immediate/);
    await expectRefusal(() => { queue.shutdown(wrong(true)); }, 'TypeError', /shutdown\(\): expected options such as \{ immediate: true \}/);
    await expectRefusal(() => { queue.maxSize = -1; }, 'RangeError', /\(mine\): maxSize/);
    await expectRefusal(() => { queue.putMany(wrong(5)); }, 'TypeError');
    expect(String(queue)).toBe(before);
  });
});

describe('SimpleQueue refuses', () => {
  test.each(OPTIONS)('to be made with %s', async (_, options, error, says) => {
    await expectRefusal(() => new SimpleQueue(wrong(options)), error, /new SimpleQueue\(\)/, says);
  });
});

test.each([['NaN', NaN, 'RangeError'], ['a string', '1', 'TypeError'], ['null', null, 'TypeError']])('a PriorityQueue refuses a priority of %s', async (_, priority, error) => {
  const queue = new PriorityQueue<number>({ name: 'mine' });
  const options = wrong({ priority });
  const says = /PriorityQueue\(mine\): \w+\(\): the priority must be a number/;
  await expectRefusal(() => { queue.put(1, options); }, error, says);
  await expectRefusal(() => queue.tryPut(1, options), error, says);
  await expectRefusal(() => queue.tryPut(1, wrong(5)), 'TypeError', /tryPut\(\): expected options such as \{ priority: 1 \}/);
  await expectRefusal(() => { queue.putMany([1], options); }, error, says);
  for (const call of [queue.putAsync(1, options), queue.putManyAsync([1], options)]) await expectRefusal(() => call, error, says);
  expect(queue.size).toBe(0);
});
