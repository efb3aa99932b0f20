import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { encode } from '@sync/codec';
import { Condition } from '@sync/condition';
import { Guarded, SharedCell } from '@sync/shared';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { COMMIT, LIMIT, cellSpec, guardedSpec, holder } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('where the values lie, and what they are called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const each = SharedCell.byteLengthFor({ maxBytes: 20 });
    const buffer = new SharedArrayBuffer(3 * each);
    const cells = [0, 1, 2].map((at) => new SharedCell({ initial: at, maxBytes: 20, buffer, byteOffset: at * each }));
    cells[1]?.set(7);
    cells[1]?.set(8);
    expect(cells.map((cell) => cell.get())).toEqual([0, 8, 2]);
    expect(SharedCell.at(buffer, each).get()).toBe(8);
    expect(SharedCell.at(buffer, 2 * each, { name: 'here' }).name).toBe('here');
  });

  test.each([1, 7, 8, 9, 100])('with a limit of %i bytes, values of all lengths fit that are not longer, and nothing else is written', (maxBytes) => {
    const each = Guarded.byteLengthFor({ maxBytes });
    const buffer = new SharedArrayBuffer(each + 64);
    new Uint8Array(buffer, each).fill(0x5a);
    const build = (): Guarded<string> => new Guarded({ initial: '', maxBytes, buffer, name: 'text' });
    if (maxBytes < 2) {
      expect(build).toThrow(/initial takes 2 bytes, and maxBytes is 1/);
      return;
    }
    const text = build();
    let longest = '';
    for (let length = 0; length < maxBytes; length++) {
      const held = text.hold();
      held.value = 'x'.repeat(length);
      if (encode(held.value).length > maxBytes) expect(() => { held.release(); }).toThrow(RangeError);
      else {
        longest = held.value;
        held.release();
      }
      expect(text.run((value) => value)).toBe(longest);
    }
    expect(encode(longest)).toHaveLength(maxBytes);
    expect(new Uint8Array(buffer, each).every((byte) => byte === 0x5a)).toBe(true);
  });

  test('the value is committed by one word, with its length, and the other buffer has the one before', () => {
    const buffer = new SharedArrayBuffer(SharedCell.byteLengthFor({ maxBytes: 16 }));
    const cell = new SharedCell({ initial: 1, maxBytes: 16, buffer });
    const words = new Int32Array(buffer);
    expect([words[COMMIT], words[LIMIT]]).toEqual([2 << 1, 16]);
    cell.set(1000);
    expect(words[COMMIT]).toBe((6 << 1) | 1);
    cell.set(2);
    expect(words[COMMIT]).toBe(2 << 1);
    words[COMMIT] = (6 << 1) | 1;
    expect(cell.get()).toBe(1000);
  });

  test('a handle leads to the same one, and survives a clone', () => {
    const cell = new SharedCell({ initial: { a: 1 }, maxBytes: 50, name: 'best' });
    const twin = SharedCell.from(structuredClone(cell.share()));
    twin.set({ a: 2 });
    expect([twin.name, cell.get()]).toEqual(['best', { a: 2 }]);
    const buffer = new SharedArrayBuffer(Guarded.byteLengthFor({ maxBytes: 50 }) + 40);
    const guarded = new Guarded({ initial: [1], maxBytes: 50, buffer, byteOffset: 40 });
    Guarded.from(structuredClone(guarded.share())).run((list) => list.push(2));
    expect(guarded.run((list) => list)).toEqual([1, 2]);
  });

  test('share() and receive() of the floor find them inside of objects, and a Condition over one', async () => {
    const jobs = new Guarded({ initial: [1], maxBytes: 50, name: 'jobs' });
    const sent = { inside: [new SharedCell({ initial: 1, maxBytes: 50 }), jobs, new Condition(jobs)] as const };
    const { inside } = receive(structuredClone(share(sent)));
    const [cell, list, condition] = inside;
    expect([cell, list, condition].map((one) => one.constructor.name)).toEqual(['SharedCell', 'Guarded', 'Condition']);
    expect([cell.get(), list.run((value) => value)]).toEqual([1, [1]]);
    await condition.runAsync(() => {
      expect([jobs.locked, list.tryHold()]).toEqual([true, undefined]);
    });
  });

  test('the text tells the name, who has it, and how much of the room is used, in other threads, too', async () => {
    const subject = new Subject<SharedCell<number>>(cellSpec, { name: 'sum' });
    expect(String(subject.lock)).toBe('SharedCell(sum)[free, 2 of 200 bytes]');
    const { thread, outcome, goOn } = await holder(subject, 'cell');
    const text = `SharedCell(sum)[held by Worker-${thread.threadId}, 2 of 200 bytes]`;
    expect([String(subject.lock), inspect(subject.lock), inspect({ deep: [subject.lock] })]).toEqual([text, text, `{ deep: [ ${text} ] }`]);
    expect(await subject.thread().run(({ lock }) => [String(lock), lock.name])).toEqual([text, 'sum']);
    goOn();
    await outcome;
    const list = new Subject<Guarded<number[]>>(guardedSpec, { name: 'jobs' });
    list.lock.run(() => {
      expect(inspect(list.lock)).toBe('Guarded(jobs)[held by MainThread, 3 of 200 bytes]');
    });
    expect(new Guarded({ initial: 1, maxBytes: 9 }).toString()).toBe('Guarded[free, 2 of 9 bytes]');
  });
});

describe('the types', () => {
  test('what cannot travel, and functions that are async, are refused when they are compiled', async () => {
    const cell = new SharedCell({ initial: { n: 1 }, maxBytes: 50 });
    expectTypeOf(cell).toEqualTypeOf<SharedCell<{ n: number }>>();
    expectTypeOf(cell.share()).toEqualTypeOf<Shared<SharedCell<{ n: number }>>>();
    expectTypeOf(cell.get()).toEqualTypeOf<{ n: number }>();
    expectTypeOf(cell.update(({ n }) => ({ n: n + 1 }))).toEqualTypeOf<{ n: number }>();
    expectTypeOf(cell.tryGet()).toEqualTypeOf<{ value: { n: number } } | undefined>();
    const guarded = new Guarded<number[]>({ initial: [], maxBytes: 50 });
    expectTypeOf(guarded.run((list) => list.length > 0)).toEqualTypeOf<boolean>();
    expectTypeOf(await guarded.runAsync(async (list) => Promise.resolve(String(list)))).toEqualTypeOf<string>();
    expectTypeOf(guarded.holdAsync).returns.resolves.toHaveProperty('value').toEqualTypeOf<number[]>();
    // @ts-expect-error functions stay in their thread
    expect(() => new SharedCell({ initial: { fn: () => 1 }, maxBytes: 50 })).toThrow(TypeError);
    // @ts-expect-error so do symbols
    expect(() => new Guarded({ initial: [Symbol('x')], maxBytes: 50 })).toThrow(TypeError);
    // @ts-expect-error and primitives
    expect(() => new Guarded({ initial: { cell }, maxBytes: 50 })).toThrow(TypeError);
    // @ts-expect-error another type
    cell.set({ n: 'one' });
    cell.set({ n: 1 });
    // @ts-expect-error the change is to return the next value
    expect(() => cell.update(() => undefined)).not.toThrow();
    cell.set({ n: 1 });
    // @ts-expect-error an async function is for updateAsync
    expect(() => cell.update(async (value) => Promise.resolve(value))).toThrow(TypeError);
    // @ts-expect-error an async function is for runAsync
    expect(() => guarded.run(async () => Promise.resolve(1))).toThrow(TypeError);
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => guarded.hold(100)).toThrow(TypeError);
    // @ts-expect-error a signal is for the awaited calls
    cell.get({ signal: new AbortController().signal });
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => SharedCell.from(new AtomicFlag().share())).toThrow(TypeError);
    // @ts-expect-error a shared cell is no Guarded
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Guarded.from(cell.share())).toThrow(TypeError);
    await guarded.holdAsync({ timeout: 5, unref: true }).then((held) => { held.release(); });
  });
});
