import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from '@sync/queue';
import { describe, expect, expectTypeOf, test } from 'vitest';

const CLASSES = [Queue, LifoQueue, PriorityQueue, SimpleQueue] as const;

describe.each(CLASSES)('where a %o lies, and what it is called', (Class) => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const size = { maxBytes: 2 ** 14, codec: 'int32' } as const;
    const each = Class.byteLengthFor(size);
    const buffer = new SharedArrayBuffer(3 * each + 64);
    new Uint8Array(buffer, 3 * each).fill(0x5a);
    const queues = [0, 1, 2].map((at) => new Class<number>({ ...size, buffer, byteOffset: at * each }));
    for (let item = 0; item < 200; item++) for (const [at, queue] of queues.entries()) queue.put(1000 * at + item);
    for (const [at, queue] of queues.entries()) {
      expect(queue.size).toBe(200);
      const again = Class.at<number>(buffer, at * each, { name: 'here' });
      expect([again.name, again.size]).toEqual(['here', 200]);
      for (let item = 0; item < 200; item++) expect(Math.floor(again.get() / 1000)).toBe(at);
    }
    expect(new Uint8Array(buffer, 3 * each).every((byte) => byte === 0x5a)).toBe(true);
  });

  test('a handle leads to the same one, and survives a clone', () => {
    const queue = new Class<{ a: number }>({ name: 'jobs' });
    const twin: typeof queue = Class.from(structuredClone(queue.share()) as never);
    twin.put({ a: 2 });
    expect([twin.name, queue.get()]).toEqual(['jobs', { a: 2 }]);
    const options = { maxBytes: 2 ** 15 } as const;
    const buffer = new SharedArrayBuffer(Class.byteLengthFor(options) + 40);
    const inBuffer = new Class<string>({ ...options, buffer, byteOffset: 40 });
    const other: typeof inBuffer = Class.from(structuredClone(inBuffer.share()) as never);
    other.put('x'.repeat(500));
    expect(inBuffer.get()).toHaveLength(500);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const queue = new Class<number>({ name: 'jobs', codec: 'float64' });
    const { inside } = receive(structuredClone(share({ inside: [queue] })));
    (inside[0] as typeof queue).put(1.5);
    expect(queue.get()).toBe(1.5);
  });

  test('its text tells the name, and how much is in it', () => {
    const queue = new Class<number>({ name: 'jobs' });
    queue.put(1);
    const rest = Class === SimpleQueue ? '' : ', 1 not done';
    expect([String(queue), inspect(queue)]).toEqual(Array(2).fill(`${Class.name}(jobs)[1 items${rest}]`));
    expect(new Class().toString()).toBe(`${Class.name}[0 items]`);
  });
});

test('for numbers with a maxSize, a buffer has room for that many', () => {
  for (const codec of ['int32', 'float64'] as const) {
    for (const maxSize of [1, 3, 64, 1000]) {
      const queue = new Queue<number>({ maxSize, codec, buffer: new SharedArrayBuffer(Queue.byteLengthFor({ maxSize, codec })) });
      for (let item = 0; item < maxSize; item++) queue.put(item);
      expect([queue.full, queue.tryPut(1), queue.drain().length]).toEqual([true, false, maxSize]);
    }
  }
});

describe('the types', () => {
  test('what cannot travel, and what is no item, is refused when it is compiled', () => {
    const queue = new Queue<{ n: number }>({ maxSize: 5 });
    expectTypeOf(queue.get).returns.toEqualTypeOf<{ n: number }>();
    expectTypeOf(queue.tryGet).returns.toEqualTypeOf<{ value: { n: number } } | undefined>();
    expectTypeOf(queue.share()).toEqualTypeOf<Shared<Queue<{ n: number }>>>();
    expectTypeOf(queue.getMany).returns.toEqualTypeOf<{ n: number }[]>();
    expectTypeOf(queue.joinAsync).returns.resolves.toEqualTypeOf<boolean>();
    // @ts-expect-error another type
    queue.put({ n: 'one' });
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => { queue.put({ n: 1 }, 100); }).toThrow(TypeError);
    // @ts-expect-error a signal is for the awaited calls
    queue.get({ signal: new AbortController().signal });
    const functions = new Queue<() => number>();
    // @ts-expect-error functions stay in their thread
    expect(() => { functions.put(() => 1); }).toThrow(TypeError);
    const flags = new Queue<{ flag: AtomicFlag }>();
    // @ts-expect-error and so do primitives
    expect(() => flags.tryPut({ flag: new AtomicFlag() })).toThrow(TypeError);
    // @ts-expect-error these are no numbers
    expect(() => new Queue<string>({ codec: 'float64' })).not.toThrow();
    // @ts-expect-error there is no such codec
    expect(() => new Queue<number>({ codec: 'int16' })).toThrow(TypeError);
    // @ts-expect-error only a PriorityQueue has priorities
    queue.tryPut({ n: 1 }, { priority: 1 });
    // @ts-expect-error nothing is shut down here
    expect(() => { new SimpleQueue().shutdown(); }).toThrow(TypeError);
  });

  /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- that is what is tested */
  test('no kind of queue is another, though they have much in common', () => {
    const [queue, stack, jobs] = [new Queue<number>(), new LifoQueue<number>(), new PriorityQueue<number>()];
    // @ts-expect-error a shared queue is no LifoQueue
    expect(() => LifoQueue.from(queue.share())).toThrow(TypeError);
    // @ts-expect-error nor a PriorityQueue
    expect(() => PriorityQueue.from(queue.share())).toThrow(TypeError);
    // @ts-expect-error nor is one of these a Queue
    expect(() => Queue.from(stack.share())).toThrow(TypeError);
    // @ts-expect-error nor is the other one
    expect(() => Queue.from(jobs.share())).toThrow(TypeError);
    // @ts-expect-error not even here
    const none: Queue<number> = stack;
    expect([none, stack, jobs].map((one) => one instanceof Queue)).toEqual([false, false, false]);
  });
  /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */
});
