import { check, explore, ModelError, type Scenario } from '@sync/model';
import { describe, expect, test } from 'vitest';

/** What a thread returns that runs alone, over 8 elements with some numbers in them. */
function alone<T>(body: (view: Int32Array<SharedArrayBuffer>) => T): T {
  let result: unknown;
  const coverage = check(() => {
    const view = new Int32Array(new SharedArrayBuffer(32));
    view.set(START);
    return {
      threads: [() => body(view)],
      final([value]) {
        result = value;
      },
    };
  });
  expect(coverage.interleavings).toBe(1n);
  return result as T;
}

const START = [5, -3, 10, 9, 0, 7, 7, 1];

/** The same on the platform. */
function natively<T>(body: (view: Int32Array<SharedArrayBuffer>) => T): T {
  const view = new Int32Array(new SharedArrayBuffer(32));
  view.set(START);
  return body(view);
}

function isLarge(value: number): boolean {
  return value > 5;
}

/** True if a thread that does this races with one that writes an element. */
function racesWith(element: number, body: (view: Int32Array<SharedArrayBuffer>) => unknown): boolean {
  try {
    check(() => {
      const view = new Int32Array(new SharedArrayBuffer(32));
      return {
        threads: [
          () => body(view),
          () => {
            view[element] = 1;
          },
        ],
      };
    });
    return false;
  } catch (error) {
    if (error instanceof ModelError && error.kind === 'race') return true;
    throw error;
  }
}

/** Uses of an array that read or write it in their own ways: what they return, and what they leave. */
const USES: [what: string, use: (view: Int32Array<SharedArrayBuffer>) => unknown][] = [
  ['at', (view) => [view.at(0), view.at(-1), view.at(99)]],
  ['copyWithin', (view) => view.copyWithin(1, 0, 3).join()],
  ['entries', (view) => [...view.entries()].join()],
  ['every', (view) => [view.every((value) => value > -4), view.every((value) => value > 0)]],
  ['fill', (view) => view.fill(4, 2, -2).join()],
  ['filter', (view) => view.filter((value) => value > 5).join()],
  ['find', (view) => [view.find((value) => value > 5), view.findIndex((value) => value > 5)]],
  ['forEach', (view) => {
    const seen: number[] = [];
    view.forEach((value, at) => seen.push(value * 10 + at));
    return seen;
  }],
  ['for of', (view) => {
    const seen = [];
    for (const value of view) seen.push(value);
    return seen;
  }],
  ['Object.keys', (view) => Object.keys(view)],
  // Newer than the types that this package is made for.
  ...Object.entries({ toReversed: [], toSorted: [], with: [1, 8], findLast: [isLarge], findLastIndex: [isLarge] }).map(
    ([method, args]): [what: string, use: (view: Int32Array<SharedArrayBuffer>) => unknown] => [
      method,
      (view) => {
        const call = (view as unknown as Record<string, (...given: unknown[]) => unknown>)[method];
        return String(call?.call(view, ...args));
      },
    ],
  ),
  ['includes', (view) => [view.includes(10), view.includes(11), view.includes(5, 1)]],
  ['indexOf', (view) => [view.indexOf(7), view.lastIndexOf(7), view.indexOf(11)]],
  ['in', (view) => [0 in view, 7 in view, 8 in view]],
  ['join', (view) => view.join('-')],
  ['keys', (view) => [...view.keys()]],
  ['length', (view) => [view.length, view.byteLength, view.byteOffset, view.BYTES_PER_ELEMENT, view.buffer.byteLength]],
  ['map', (view) => view.map((value, at) => value * at).join()],
  ['out of bounds', (view) => {
    view[8] = 1;
    view[-1] = 1;
    return [view[8], view[-1], view[1.5], view.length];
  }],
  ['reduce', (view) => [view.reduce((sum, value) => sum + value), view.reduceRight((sum, value) => `${sum}${value}`, '')]],
  ['reverse', (view) => view.reverse().join()],
  ['set', (view) => {
    view.set([1, 2], 3);
    view.set(new Uint8Array([9]), 7);
    return view.join();
  }],
  ['set, of itself', (view) => {
    view.set(view.subarray(0, 4), 2);
    return view.join();
  }],
  ['set, too far', (view) => {
    try {
      view.set([1, 2], 7);
    } catch (error) {
      return [(error as Error).name, view.join()];
    }
    return 'taken';
  }],
  ['slice', (view) => [view.slice(2, 4).join(), view.slice(-2).join(), view.slice().join()]],
  ['slice, of a copy', (view) => {
    const copy = view.slice(0, 2);
    copy[0] = 99;
    return [copy.join(), view[0]];
  }],
  ['some', (view) => [view.some((value) => value === 10), view.some((value) => value === 11)]],
  ['sort', (view) => view.sort().join()],
  ['sort, by a function', (view) => view.sort((a, b) => b - a).join()],
  ['spread', (view) => [...view]],
  ['Math.max', (view) => Math.max(...view)],
  ['subarray', (view) => {
    const part = view.subarray(2, 4);
    part[0] = 77;
    return [part.join(), view[2], part.length, part.byteOffset];
  }],
  ['toString', (view) => [view.toString(), String(view), Object.prototype.toString.call(view)]],
  ['values', (view) => [...view.values()]],
  ['instanceof', (view) => [view instanceof Int32Array, view.buffer instanceof SharedArrayBuffer, view instanceof Uint8Array]],
  ['Array.from', (view) => [Array.from(view), Array.from(view.subarray(1), (value) => value + 1)]],
  ['Int32Array.from', (view) => [Int32Array.from(view).join(), new Float64Array(view).join()]],
  ['JSON', (view) => JSON.stringify(view)],
  ['Object.entries', (view) => Object.entries(view).join()],
  ['assignment', (view) => [(view[0] = 1.9), view[0], (view[1] = -1.9), view[1], (view[2] = 2 ** 32 + 5), view[2], (view[3] = NaN), view[3]]],
  ['update', (view) => [view[0]!++, ++view[0]!, (view[1]! += 5), (view[2]! |= 4), view[0], view[1], view[2]]],
  ['a text', (view) => {
    (view as unknown as Record<number, unknown>)[0] = '12';
    return view[0];
  }],
  ['a bigint', (view) => {
    try {
      (view as unknown as Record<number, unknown>)[0] = 1n;
    } catch (error) {
      return (error as Error).name;
    }
    return 'taken';
  }],
  ['Atomics', (view) => [
    Atomics.load(view, 0), Atomics.store(view, 1, 2.7), Atomics.add(view, 2, 3), Atomics.sub(view, 3, 1), Atomics.and(view, 4, 6),
    Atomics.or(view, 5, 8), Atomics.xor(view, 6, 1), Atomics.exchange(view, 7, 100), Atomics.compareExchange(view, 0, 5, 6),
    Atomics.compareExchange(view, 0, 5, 7), Atomics.notify(view, 0), Atomics.isLockFree(4), view.join(),
  ]],
  ['Atomics, with numbers that do not fit', (view) => [
    Atomics.compareExchange(view, 1, 2 ** 32 - 3, 2 ** 32 + 1), Atomics.add(view, 0, 2 ** 32 + 2), Atomics.exchange(view, 2, -(2 ** 31) - 1),
    Atomics.store(view, 3, 2 ** 40 + 7), Atomics.or(view, 4, 0x8000_0000), Atomics.compareExchange(view, 4, 0x8000_0000, 1), view.join(),
  ]],
  ['Atomics.wait, with numbers that do not fit', (view) => [
    Atomics.wait(view, 0, 2 ** 32 + 5, 1), Atomics.wait(view, 1, 2 ** 32 - 3, 1), Atomics.wait(view, 0, 5.5, 0), Atomics.wait(view, 0, 6, 1),
  ]],
  ['Atomics, misused', (view) =>
    [
      () => Atomics.load(view, 8), () => Atomics.load(view, -1), () => Atomics.wait(new Uint8Array(view.buffer) as never, 0, 0, 0),
      () => Atomics.load(new Float64Array(view.buffer) as never, 0), () => Atomics.store(view, 0, 1n as never),
      () => Atomics.wait(view, 8, 0, 0), () => Atomics.notify(view, 9), () => Atomics.load({} as never, 0), () => Atomics.load([1] as never, 0),
      () => Atomics.wait(new Int32Array(4), 0, 0, 0),
    ].map((misuse) => {
      try {
        return misuse();
      } catch (error) {
        return (error as Error).name;
      }
    })],
  ['DataView', (view) => {
    const data = new DataView(view.buffer, 4);
    data.setInt16(2, -2);
    data.setUint32(4, 0x01020304, true);
    data.setFloat32(8, 1.5);
    data.setFloat64(16, Math.PI, true);
    data.setBigInt64(0, -5n);
    data.setUint8(27, 300);
    return [
      data.getInt8(2), data.getUint16(2), data.getInt32(4), data.getInt32(4, true), data.getFloat32(8), data.getFloat64(16, true),
      String(data.getBigUint64(0)), data.getUint8(27), data.byteLength, data.byteOffset, view.join(),
    ];
  }],
  ['DataView, misused', (view) =>
    [
      () => { new DataView(view.buffer).getInt32(30); }, () => { new DataView(view.buffer).setInt8(32, 1); },
      () => { new DataView(view.buffer).setBigInt64(0, 1 as never); }, () => { new DataView(view.buffer).setInt32(0, 1n as never); },
      () => { new DataView(view.buffer, 40); },
    ].map((misuse) => {
      try {
        misuse();
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    })],
  ['other types over the same bytes', (view) => {
    const bytes = new Uint8Array(view.buffer);
    bytes[0] = 300;
    const clamped = new Uint8ClampedArray(view.buffer, 4, 2);
    clamped[0] = 300;
    const shorts = new Int16Array(view.buffer, 8);
    shorts[0] = 40_000;
    const doubles = new Float64Array(view.buffer, 16, 1);
    doubles[0] = -0;
    const bigs = new BigInt64Array(view.buffer, 24);
    bigs[0]! += 1n;
    return [bytes[0], clamped[0], shorts[0], Object.is(doubles[0], -0), String(bigs[0]), view.join()];
  }],
  ['a bigint array', (view) => {
    const bigs = new BigUint64Array(view.buffer);
    const refused = [() => (bigs[0] = 1 as never), () => Atomics.store(bigs, 0, 1 as never)].map((misuse) => {
      try {
        return misuse();
      } catch (error) {
        return (error as Error).name;
      }
    });
    bigs[0] = -1n;
    return [refused, String(Atomics.add(bigs, 0, 2n)), String(bigs[0]), String(Atomics.compareExchange(bigs, 0, 2n ** 64n + 1n, -2n)), view.join()];
  }],
  ['its constructor', (view) => {
    const Other = view.constructor as Int32ArrayConstructor;
    const other = new Other(view.buffer, 4, 1);
    other[0] = 44;
    return [view[1], Other.name, Other.BYTES_PER_ELEMENT, Other === Int32Array];
  }],
  ['an extended class', (view) => {
    class Words extends Int32Array<SharedArrayBuffer> {
      get first(): number | undefined {
        return this[0];
      }
    }
    const mine = new Words(view.buffer);
    mine[0] = 12;
    return [mine.first, mine instanceof Words, view[0]];
  }],
  ['memory of its own', () => {
    const own = new Int32Array(new SharedArrayBuffer(8));
    own[0] = 3;
    return [Atomics.add(own, 0, 1), own[0], Atomics.wait(own, 0, 3), Atomics.notify(own, 0), own.length];
  }],
  ['memory that is not shared', () => {
    const own = new Int32Array(2);
    own[0] = 3;
    return [Atomics.add(own, 0, 1), own[0], own.buffer instanceof ArrayBuffer, Atomics.notify(own, 0)];
  }],
];

describe('under the checker', () => {
  test.each(USES)('%s does what the platform does', (_, use) => {
    // What it leaves is compared, too.
    const both = (view: Int32Array<SharedArrayBuffer>): unknown => [use(view), Array.from(view)];
    expect(alone(both)).toEqual(natively(both));
  });
});

describe('a race is seen', () => {
  const READERS: [what: string, use: (view: Int32Array<SharedArrayBuffer>) => unknown, reads: number[]][] = [
    ['an index', (view) => view[3], [3]],
    ['at', (view) => view.at(-2), [6]],
    ['slice', (view) => view.slice(2, 4), [2, 3]],
    ['subarray', (view) => view.subarray(2, 4)[1], [3]],
    ['fill', (view) => view.fill(1, 5, 7), [5, 6]],
    ['set', (view) => {
      view.set([1, 2], 3);
    }, [3, 4]],
    ['copyWithin', (view) => view.copyWithin(0, 6, 7), [0, 6]],
    ['includes', (view) => view.includes(1), [0, 1, 2, 3, 4, 5, 6, 7]],
    ['spread', (view) => [...view], [0, 1, 2, 3, 4, 5, 6, 7]],
    ['JSON', (view) => JSON.stringify(view), [0, 1, 2, 3, 4, 5, 6, 7]],
    ['a DataView', (view) => new DataView(view.buffer).getInt16(7), [1, 2]],
    ['bytes', (view) => new Uint8Array(view.buffer)[9], [2]],
    ['doubles', (view) => new Float64Array(view.buffer)[1], [2, 3]],
    ['a load, too', (view) => Atomics.load(view, 1), [1]],
    ['a wait, too', (view) => Atomics.wait(view, 1, 0, 1), [1]],
    ['its constructor', (view) => new (view.constructor as Int32ArrayConstructor)(view.buffer)[4], [4]],
    ['nothing, for its length', (view) => view.length + view.buffer.byteLength, []],
    ['nothing, for a notify', (view) => Atomics.notify(view, 0), []],
    ['nothing, for other memory', () => new Int32Array(new SharedArrayBuffer(4))[0], []],
  ];

  test.each(READERS)('in what it touches, and nowhere else: %s', (_, use, touched) => {
    const races = START.map((__, element) => element).filter((element) => racesWith(element, use));
    expect(races).toEqual(touched);
  });

  test('not between two that read', () => {
    const setup = (): Scenario => {
      const view = new Int32Array(new SharedArrayBuffer(4));
      const read = (): unknown => view[0];
      return { threads: [read, () => Atomics.load(view, 0), read] };
    };
    expect(check(setup).complete).toBe(true);
  });

  test('not between accesses that are all atomic', () => {
    const setup = (): Scenario => {
      const view = new Int32Array(new SharedArrayBuffer(4));
      return { threads: [() => Atomics.store(view, 0, 1), () => Atomics.add(view, 0, 1), () => Atomics.load(view, 0)] };
    };
    expect(explore(setup).interleavings).toBe(6n);
  });

  test('with a compareExchange only where it would write', () => {
    const setup = (expected: number) => (): Scenario => {
      const view = new Int32Array(new SharedArrayBuffer(4));
      return { threads: [() => Atomics.compareExchange(view, 0, expected, 1), () => view[0]] };
    };
    expect(check(setup(5)).complete).toBe(true);
    expect(() => check(setup(0))).toThrow(/^Data race/);
  });
});

describe('memory that changes unseen', () => {
  test('by what is not hooked is an error, not a pass', () => {
    const setup = (): Scenario => {
      const view = new Int32Array(new SharedArrayBuffer(8));
      return { threads: [() => Buffer.from(view.buffer).writeInt32LE(1, 0), () => Atomics.load(view, 0)] };
    };
    expect(() => check(setup)).toThrow(/^check\(\): a thread has changed shared memory in a way that the checker does not see/);
  });
});
