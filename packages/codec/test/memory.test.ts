import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { decode, encode, prepare } from '@sync/codec';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { difference } from './equal.ts';

const value = { id: 1, name: 'häß'.repeat(100), long: 'é'.repeat(50_000), lone: '\ud800', data: new Float64Array([1, 2, 3]), bytes: new Uint8Array(1000).fill(7) };

function inShared(message = prepare(value), at = 3): Uint8Array {
  const memory = new Uint8Array(new SharedArrayBuffer(message.byteLength + at + 5), at, message.byteLength);
  message.copyTo(memory);
  return memory;
}

describe('shared memory', () => {
  test('a message is written there and read from there', () => {
    expect(difference(decode(inShared()), structuredClone(value))).toBeUndefined();
  });

  test('nothing of the value lies there', () => {
    const memory = inShared();
    const copy = decode(memory) as typeof value;
    memory.fill(0);
    expect(copy.data.buffer).toBeInstanceOf(ArrayBuffer);
    expect(difference(copy, structuredClone(value))).toBeUndefined();
  });

  test('no view of it comes into the hands of a TextDecoder, which refuses it in browsers', () => {
    const decoded = vi.spyOn(TextDecoder.prototype, 'decode');
    onTestFinished(() => { decoded.mockRestore(); });
    decode(inShared());
    expect(decoded.mock.calls.length).toBeGreaterThan(1);
    for (const [bytes] of decoded.mock.calls) expect((bytes as Uint8Array).buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('none of it comes into the hands of a TextEncoder', () => {
    const into = vi.spyOn(TextEncoder.prototype, 'encodeInto');
    onTestFinished(() => { into.mockRestore(); });
    inShared();
    for (const [, target] of into.mock.calls) expect(target.buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('another thread reads it, and answers in it', async () => {
    const memory = inShared(prepare(value), 8);
    const answer = new Uint8Array(new SharedArrayBuffer(200_000));
    const program = `
      import { workerData, parentPort } from 'node:worker_threads';
      import { decode, prepare } from ${JSON.stringify(import.meta.resolve('@sync/codec'))};
      const got = decode(workerData.memory);
      const message = prepare({ got, here: true });
      message.copyTo(workerData.answer, 10);
      parentPort.postMessage(message.byteLength);
    `;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), { workerData: { memory, answer } });
    const [length] = (await once(worker, 'message', { signal: AbortSignal.timeout(20_000) })) as [number];
    const back = decode(answer.subarray(10, 10 + length)) as { got: unknown; here: boolean };
    expect(back.here).toBe(true);
    expect(difference(back.got, structuredClone(value))).toBeUndefined();
    await worker.terminate();
  });
});

describe('large buffers', () => {
  const MIB = 1024 * 1024;
  const big = (): Uint8Array => new Uint8Array(MIB).map((_, at) => at % 251);

  test('are not copied by prepare(): the message has a view of them', () => {
    const data = big();
    const message = prepare({ id: 1, data });
    expect(message.parts.map(({ buffer }) => buffer === data.buffer)).toEqual([false, true]);
    expect(message.parts[0]!.length).toBeLessThan(100);
    expect(message.byteLength).toBe(MIB + message.parts[0]!.length);
  });

  test('are copied once by copyTo(), into the target itself', () => {
    // With a text, lest the head is so short that it is copied byte by byte.
    const message = prepare({ id: 1, data: big(), text: 'x'.repeat(60) });
    const target = new Uint8Array(new SharedArrayBuffer(message.byteLength));
    const sets = vi.spyOn(Uint8Array.prototype, 'set');
    message.copyTo(target);
    const calls = sets.mock.calls.map(([from]) => (from as Uint8Array).length);
    const targets = sets.mock.contexts;
    sets.mockRestore();
    expect(calls).toEqual(message.parts.map(({ length }) => length));
    expect(targets.every((one) => one === target)).toBe(true);
  });

  test('take, to be encoded and decoded, memory for one copy each, and are copied once each', () => {
    const data = big();
    let bytes = new Uint8Array();
    expect(tally(() => { bytes = encode({ id: 1, data }); })).toEqual({ made: 1, copied: 1 });
    let copy: unknown;
    expect(tally(() => { copy = decode(bytes); })).toEqual({ made: 1, copied: 1 });
    expect(Buffer.compare((copy as { data: Uint8Array }).data, data)).toBe(0);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    expect(tally(() => decode(shared))).toEqual({ made: 1, copied: 1 });
    // What counts, counts.
    expect(tally(() => { new Uint8Array(2 * MIB).set(bytes.slice()); })).toEqual({ made: 3, copied: 2 });
  });

  /** How many MiB of memory a call makes, and how many it copies, in pieces that are large. */
  function tally(call: () => void): { made: number; copied: number } {
    const Real = globalThis.Uint8Array;
    const { slice, set } = Real.prototype;
    const sum = { made: 0, copied: 0 };
    const add = (what: keyof typeof sum, length: number): void => {
      if (length > MIB / 2) sum[what] += Math.floor(length / MIB);
    };
    Real.prototype.slice = function (this: Uint8Array<ArrayBuffer>, ...range) {
      const copy: Uint8Array<ArrayBuffer> = slice.apply(this, range);
      add('made', copy.length);
      add('copied', copy.length);
      return copy;
    };
    Real.prototype.set = function (from, ...at) {
      add('copied', from.length);
      set.call(this, from, ...at);
    };
    globalThis.Uint8Array = new Proxy(Real, {
      construct(Class, args) {
        if (typeof args[0] === 'number') add('made', args[0]);
        return Reflect.construct(Class, args) as object;
      },
    });
    try {
      call();
    } finally {
      globalThis.Uint8Array = Real;
      Object.assign(Real.prototype, { slice, set });
    }
    return sum;
  }
});

describe('copyTo()', () => {
  test('wants room, and writes nothing without', () => {
    const message = prepare([1, 2, 3]);
    const small = new Uint8Array(message.byteLength - 1);
    expect(() => { message.copyTo(small); }).toThrow(new RangeError(`copyTo(): ${message.byteLength} bytes need more room than the ${message.byteLength - 1} there are`));
    expect(small.every((byte) => byte === 0)).toBe(true);
    expect(() => { message.copyTo(new Uint8Array(100), 99); }).toThrow(RangeError);
    expect(() => { message.copyTo(new Uint8Array(100), -1); }).toThrow(RangeError);
  });

  test('notices a buffer that was transferred since', () => {
    const data = new Uint8Array(100);
    const message = prepare(data);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(() => { message.copyTo(new Uint8Array(1000)); }).toThrow('transferred or shrunk since prepare()');
  });

  test('of messages that are prepared one after the other each has its own', () => {
    const values = [{ small: 1 }, new Uint8Array(10_000).fill(7), 'small', new Uint8Array(20_000).fill(9)];
    const messages = values.map((value) => prepare(value));
    for (const [index, message] of messages.entries()) {
      const bytes = new Uint8Array(message.byteLength);
      message.copyTo(bytes);
      expect(message.parts.reduce((sum, part) => sum + part.length, 0)).toBe(message.byteLength);
      expect(decode(bytes)).toEqual(values[index]);
    }
  });

  test('writes the same twice, and after other messages', () => {
    const message = prepare(value);
    encode({ other: 'x'.repeat(1000) });
    const [one, two] = [new Uint8Array(message.byteLength), new Uint8Array(message.byteLength + 10)];
    message.copyTo(one);
    message.copyTo(two, 10);
    expect(Buffer.compare(two.subarray(10), one)).toBe(0);
    expect(difference(decode(one), structuredClone(value))).toBeUndefined();
  });

  test('the parts, one after the other, are the message', () => {
    expect(Buffer.compare(Buffer.concat(prepare(value).parts), encode(value))).toBe(0);
  });
});

describe('a Buffer of Node', () => {
  test('is decoded from, and keeps its bytes to itself', () => {
    const bytes = Buffer.from(encode(value));
    const copy = decode(bytes);
    bytes.fill(0);
    expect(difference(copy, structuredClone(value))).toBeUndefined();
  });
});

describe('one call within another', () => {
  test('an encode() in a getter during an encode()', () => {
    const shared = { name: 'shared' };
    const outer = {
      a: shared,
      get inner() { return encode([shared, { name: 'inner', get deeper() { return encode({ name: 'deep' }); } }]); },
      z: shared,
    };
    const copy = decode(encode(outer)) as any;
    expect(copy.a).toEqual(shared);
    expect(copy.z).toBe(copy.a);
    const inner = decode(copy.inner) as any;
    expect(inner[0]).toEqual(shared);
    expect(decode(inner[1].deeper)).toEqual({ name: 'deep' });
  });

  test('a decode() in a getter during an encode()', () => {
    const bytes = encode({ a: 'within' });
    expect(decode(encode({ get read() { return decode(bytes); }, after: 1 }))).toEqual({ read: { a: 'within' }, after: 1 });
  });

  test('a decode() in a class that a decode() looks for', () => {
    const bytes = encode([{ within: 1 }, { within: 2 }]);
    class Odd extends Error {
      static override get name(): string { return String((decode(bytes) as unknown[]).length); }
    }
    const shared = { id: 1 };
    const error = Object.assign(new Error('kept'), { shared, more: [shared, 'text', 1.5] });
    const copy = decode(encode([shared, error]), { classes: [Odd] }) as [object, any];
    expect([copy[1].message, copy[1].more]).toEqual(['kept', [{ id: 1 }, 'text', 1.5]]);
    expect(copy[1].shared).toBe(copy[0]);
  });

  test('one that throws leaves nothing to the next', () => {
    expect(() => encode({ a: [1, 2, new Uint8Array(5)], get fails() { encode({ b: 1 }); throw new Error('mine'); } })).toThrow('mine');
    expect(() => encode([{}, () => 1])).toThrow(TypeError);
    expect(decode(encode([{ a: 1 }]))).toEqual([{ a: 1 }]);
  });
});

test('contents begin at multiples of 8 bytes, where they are copied fastest', () => {
  const { parts } = prepare([new Uint8Array(100).fill(1), new Uint8Array(1001).fill(2), new Uint8Array(50).fill(3)]);
  let at = 0;
  const begins: number[] = [];
  for (const part of parts) {
    if (part.length >= 50 && part[0]! > 0 && part[0]! < 4) begins.push(at % 8);
    at += part.length;
  }
  expect(begins).toEqual([0, 0, 0]);
});
