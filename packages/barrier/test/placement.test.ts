import { inspect } from 'node:util';
import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { barrierSpec, come, crowd, outcome, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const bytes = Barrier.byteLength;

describe('where a Barrier lies, and what it is called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', async () => {
    const buffer = new SharedArrayBuffer(3 * bytes);
    const barriers = [1, 2, 3].map((parties) => new Barrier(parties, { buffer, byteOffset: (parties - 1) * bytes }));
    const task = barriers[1]?.waitAsync();
    barriers[2]?.abort();
    expect(barriers.map(({ parties, waiting, broken }) => [parties, waiting, broken])).toEqual([[1, 0, false], [2, 1, false], [3, 0, true]]);
    expect([Barrier.at(buffer).wait(), Barrier.at(buffer, bytes).wait(), await task]).toEqual([0, 1, 0]);
  });

  test('zeroed memory is none, and nothing is written to it', () => {
    const buffer = new SharedArrayBuffer(bytes);
    expect(() => Barrier.at(buffer)).toThrow(/Barrier\.at\(\).*no Barrier/);
    expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
  });

  test('two objects in one thread over the same memory are one barrier', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    const barrier = new Barrier(3, { buffer, name: 'here', timeout: 5000 });
    const other = Barrier.at(buffer, 0, { name: 'there' });
    expect([barrier.name, other.name, other.parties]).toEqual(['here', 'there', 3]);
    const tasks = [barrier.waitAsync(), other.waitAsync()];
    expect([barrier.waiting, other.waiting]).toEqual([2, 2]);
    expect([other.wait(), ...(await Promise.all(tasks))]).toEqual([2, 0, 1]);
  });

  test('a handle leads to the same one, and survives a clone, again and again', async () => {
    for (const barrier of [new Barrier(4, { name: 'meet' }), new Barrier(4, { name: 'meet', buffer: new SharedArrayBuffer(bytes) })]) {
      const twins = [0, 1, 2].map(() => Barrier.from(structuredClone(barrier.share())));
      expect(twins.map(({ name, parties }) => [name, parties])).toEqual([['meet', 4], ['meet', 4], ['meet', 4]]);
      for (let round = 0; round < 3; round++) {
        const tasks = twins.map((twin) => twin.waitAsync());
        expect(barrier.waiting).toBe(3);
        expect([barrier.wait(), ...(await Promise.all(tasks))]).toEqual([3, 0, 1, 2]);
        twins[0]?.abort();
        expect([barrier.broken, await outcome(twins[1]!.waitAsync())]).toEqual([true, 'BrokenBarrierError']);
        twins[2]?.reset();
      }
    }
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const meet = new Barrier(2, { name: 'meet' });
    const { inside } = receive(structuredClone(share({ inside: [meet] })));
    expect(inside[0]).toBeInstanceOf(Barrier);
    expect([inside[0]?.arrive(), meet.waiting]).toEqual([0, 1]);
    // receive() has no action to give.
    const acting = new Barrier(2, { action: () => undefined });
    expect(() => receive(share([acting]))).toThrow(/pass \{ action \}/);
  });

  test('the text tells the name and how many wait, in other threads, too', async () => {
    const subject = new Subject<Barrier>(barrierSpec(3), { name: 'meet' });
    const { lock: barrier } = subject;
    const other = subject.thread();
    const texts = (): Promise<string[]> => other.run(({ lock }) => [String(lock), lock.name]);
    expect([String(barrier), inspect(barrier)]).toEqual(['Barrier(meet)[0/3 waiting]', 'Barrier(meet)[0/3 waiting]']);
    const task = outcome(barrier.waitAsync());
    expect(await texts()).toEqual(['Barrier(meet)[1/3 waiting]', 'meet']);
    barrier.arriveAndDrop();
    expect(String(barrier)).toBe('Barrier(meet)[1/2 waiting]');
    barrier.abort();
    expect([await texts(), inspect({ barrier })]).toEqual([['Barrier(meet)[broken]', 'meet'], '{ barrier: Barrier(meet)[broken] }']);
    await task;
    expect(String(new Barrier(7))).toBe('Barrier[0/7 waiting]');
  });

  test('the messages name the thread and the barrier', async () => {
    const { barrier, threads } = crowd(barrierSpec(2), 1);
    const named = new Barrier(2, { name: 'meet' });
    named.abort();
    expect(() => named.wait()).toThrow(/^Barrier\(meet\): wait\(\) by MainThread, but the barrier is broken/);
    expect(() => named.arrive()).toThrow(/^Barrier\(meet\): arrive\(\) by MainThread/);
    const early = threads[0]!.run(({ lock }) => lock.wait());
    await waiting(barrier, 1);
    barrier.reset();
    await expect(early).rejects.toThrow(/^Barrier: wait\(\) by (?!Main)\S+, but the barrier is broken/);
    expect(await come(threads, ['async'], { timeout: 1 })[0]).toBe('BrokenBarrierError');
  });

  test('a shared Barrier is no other primitive, and a signal is for the awaited call', async () => {
    const barrier = new Barrier(1);
    expectTypeOf(barrier.share()).toEqualTypeOf<Shared<Barrier>>();
    expectTypeOf(barrier.wait).returns.toEqualTypeOf<number>();
    expectTypeOf(barrier.waitAsync).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(barrier.arrive).returns.toEqualTypeOf<number>();
    expectTypeOf(barrier.arriveAndDrop).returns.toBeVoid();
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Barrier.from(new AtomicFlag().share())).toThrow(TypeError);
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => barrier.wait(100)).toThrow(TypeError);
    // @ts-expect-error a signal is for waitAsync
    barrier.wait({ signal: new AbortController().signal });
    // @ts-expect-error how many meet has to be said
    expect(() => new Barrier()).toThrow(TypeError);
    // @ts-expect-error it does not come with the handle
    expect(() => Barrier.from(barrier.share(), { timeout: 5 }).parties).not.toThrow();
    expect(await barrier.waitAsync({ signal: new AbortController().signal })).toBe(0);
  });
});
