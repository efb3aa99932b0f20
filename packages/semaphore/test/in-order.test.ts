import { closeSubjects, endThreads, expectAtOnce, pending, random, testSeed, timed, until } from '@sync/testing';
import type { Subject } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, PAIRS, WAYS, empty, inLine, joins, make, waiting, type AnySemaphore, type Waiter, type Way } from './spec.ts';
import { OVERDUE, TICKET } from './words.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const turns = (waiters: readonly Waiter[]): Promise<number[]> => Promise.all(waiters.map(({ turn }) => turn));

/**
 * Polls until so many have taken something. False: it took so long that the next in line may have
 * gone before the one that was rung, which got no core to run on.
 */
const taken = async ({ flags }: Subject<AnySemaphore>, count: number): Promise<boolean> => {
  const { ms } = await timed(() => until(`${count} have taken`, () => Atomics.load(flags, 0) === count));
  return ms < OVERDUE;
};

/** The turns of all: in order, if all had theirs in time; each once, in any case. */
const expectInOrder = async (waiters: readonly Waiter[], inTime: boolean): Promise<void> => {
  const all = await turns(waiters);
  expect(inTime ? all : [...all].sort((a, b) => a - b)).toEqual(waiters.map((_, index) => index));
};

describe.each(OPEN)('$name serves in order', (type) => {
  test.each(PAIRS)('$first before $second, whoever wants more', async ({ first, second }) => {
    for (const [one, two] of [[1, 1], [2, 1], [1, 2], [5, 1]] as const) {
      const subject = empty(type, 10);
      const [a, b] = subject.threads(2);
      const waiters = [await joins(subject, a!, first, one), await joins(subject, b!, second, two)];
      for (let given = 0; given < one; given++) {
        expect([subject.flags[0], await pending(waiters[1]!.turn)]).toEqual([0, true]);
        subject.lock.release();
      }
      const inTime = await taken(subject, 1);
      subject.lock.release(two);
      await expectInOrder(waiters, inTime);
      expect(subject.lock.value).toBe(0);
    }
  });

  test('threads that block, and several tasks of several threads, of any weight: strictly in the order in which they came', async () => {
    const numbers = random(testSeed());
    for (const ticket of [0, 2 ** 31 - 8, -8]) {
      const subject = empty(type, 1000);
      subject.words[TICKET] = ticket;
      const blocking = subject.threads(4);
      const awaiting = subject.threads(2);
      const waiters: Waiter[] = [];
      const weights: number[] = [];
      for (let index = 0; index < 14; index++) {
        const sync = index % 4 === 1 ? blocking.pop() : undefined;
        const thread = sync ?? awaiting[numbers.below(2)];
        const weight = 1 + numbers.below(3);
        weights.push(weight);
        waiters.push(await joins(subject, thread!, sync === undefined ? 'async' : 'sync', weight));
      }
      let order = 0;
      let inTime = true;
      for (const weight of weights) {
        subject.lock.release(weight);
        inTime = (await taken(subject, ++order)) && inTime;
      }
      await expectInOrder(waiters, inTime);
      expect([subject.lock.value, inLine(subject)]).toEqual([0, 0]);
    }
  });

  test.each(WAYS)('tickets are never 0 (%s)', async (way) => {
    const subject = empty(type, 3);
    subject.words[TICKET] = -2;
    const threads = subject.threads(3);
    const waiters: Waiter[] = [];
    for (const thread of threads) waiters.push(await joins(subject, thread, way));
    expect(subject.words[TICKET]).toBe(2);
    let inTime = true;
    for (let order = 1; order <= 3; order++) {
      subject.lock.release();
      inTime = (await taken(subject, order)) && inTime;
    }
    await expectInOrder(waiters, inTime);
  });

  // Weights 1, 1, 2: what is enough for some is enough for the oldest of them.
  const WEIGHTS = [1, 1, 2] as const;
  const MIXES: readonly (readonly Way[])[] = [['sync', 'sync', 'sync'], ['async', 'async', 'async'], ['sync', 'async', 'sync'], ['async', 'sync', 'async']];
  test.each(MIXES.flatMap((ways) => [1, 2, 3, 4].map((count) => ({ ways, count }))))(
    'of $ways that want 1, 1 and 2, release($count) wakes all that can go on, and no more',
    async ({ ways, count }) => {
      const subject = empty(type, 4);
      const threads = subject.threads(3);
      const waiters: Waiter[] = [];
      for (const [index, weight] of WEIGHTS.entries()) waiters.push(await joins(subject, threads[index]!, ways[index]!, weight));
      const go = count >= 4 ? 3 : Math.min(count, 2);
      const { ms } = await timed(async () => {
        subject.lock.release(count);
        await Promise.all(waiters.slice(0, go).map(({ turn }) => turn));
      });
      expectAtOnce(ms);
      const late = await Promise.all(waiters.slice(go).map(({ turn }) => pending(turn)));
      expect(late).toEqual(late.map(() => true));
      expect([subject.flags[0], inLine(subject)]).toEqual([go, 3 - go]);
      if (count < 4) subject.lock.release(4 - count);
      await turns(waiters);
      expect(subject.lock.value).toBe(0);
    },
  );

  test('three tasks of one thread that want 1, 1 and 2 go on in turn, as far as it is enough', async () => {
    for (const count of [1, 2, 3, 4]) {
      const { lock } = empty(type, 4);
      const order: number[] = [];
      const waits = [1, 1, 2].map((weight, index) => lock.acquireAsync({ count: weight }).then(() => order.push(index)));
      lock.release(count);
      const go = count >= 4 ? 3 : Math.min(count, 2);
      await Promise.all(waits.slice(0, go));
      expect(order).toEqual([0, 1, 2].slice(0, go));
      expect(await pending(waits[2]!)).toBe(count < 4);
      if (count < 4) lock.release(4 - count);
      await Promise.all(waits);
      expect([order, lock.value]).toEqual([[0, 1, 2], 0]);
    }
  });

  test.each(WAYS)('many are not starved by few: who wants five (%s) is not overtaken by those who want one', async (way) => {
    const subject = empty(type, 5);
    const { lock } = subject;
    const [large, ...small] = subject.threads(4);
    const five = await joins(subject, large!, way, 5);
    const ones: Waiter[] = [];
    for (const thread of small) ones.push(await joins(subject, thread, 'sync'));
    for (let given = 1; given < 5; given++) {
      lock.release();
      expect([lock.tryAcquire(), lock.acquire({ timeout: 1 }), await lock.acquireAsync({ timeout: 0 })]).toEqual([false, false, false]);
      expect([lock.value, subject.flags[0]]).toEqual([given, 0]);
    }
    lock.release();
    expect(await five.turn).toBe(0);
    lock.release(3);
    await turns(ones);
    expect(lock.value).toBe(0);
  });

  test.each(PAIRS)('one that wants too many ($first) gives up, and those behind it ($second) go on at once', async ({ first, second }) => {
    const subject = empty(type, 9);
    const { lock } = subject;
    lock.release(2);
    const large = subject.thread();
    const limited = large.run(
      async ({ lock }, way) => (way === 'sync' ? lock.acquire({ count: 5, timeout: 60 }) : lock.acquireAsync({ count: 5, timeout: 60 })),
      first,
    );
    await waiting(subject, 1);
    const threads = subject.threads(2);
    const waiters = [await joins(subject, threads[0]!, second), await joins(subject, threads[1]!, second)];
    expect(await limited).toBe(false);
    const { ms } = await timed(() => turns(waiters));
    expectAtOnce(ms);
    expect(lock.value).toBe(0);
  });

  test('who can go on after those before him have enough does not wait', async () => {
    const subject = empty(type, 9);
    const { lock } = subject;
    // Its thread is busy, so it stays where it is.
    const busy = subject.thread();
    const late = busy.run(async ({ lock, flags }) => {
      const wait = lock.acquireAsync({ count: 3 });
      Atomics.store(flags, 5, 1);
      while (Atomics.load(flags, 6) === 0) Atomics.wait(flags, 6, 0, 1000);
      return wait;
    });
    await until('it waits', () => Atomics.load(subject.flags, 5) === 1);
    lock.release(4);
    expect([lock.tryAcquire({ count: 2 }), lock.tryAcquire(), lock.tryAcquire()]).toEqual([false, true, false]);
    lock.release();
    expect(await lock.acquireAsync({ timeout: 1000 })).toBe(true);
    expect(lock.value).toBe(3);
    Atomics.store(subject.flags, 6, 1);
    Atomics.notify(subject.flags, 6);
    expect(await late).toBe(true);
    expect(lock.value).toBe(0);
  });

  test('drain takes all that are there, whoever waits for them', async () => {
    const subject = empty(type, 5);
    const thread = subject.thread();
    const waiter = await joins(subject, thread, 'sync', 3);
    subject.lock.release(2);
    expect([subject.lock.drain(), subject.lock.value]).toEqual([2, 0]);
    subject.lock.release(2);
    expect(await pending(waiter.turn)).toBe(true);
    subject.lock.release();
    expect(await waiter.turn).toBe(0);
  });

  test('in a storm of small ones a large one has its turn, again and again', async () => {
    const subject = make(type, 4);
    const storm = subject.threads(4).map((thread) =>
      thread.run(({ lock, flags }) => {
        for (let count = 0; Atomics.load(flags, 9) === 0; count++) {
          lock.run(() => undefined);
          if (count === 0) Atomics.add(flags, 8, 1);
        }
      }),
    );
    await until('all go round', () => Atomics.load(subject.flags, 8) === storm.length);
    for (let round = 0; round < 20; round++) {
      expect(await subject.lock.acquireAsync({ count: 4, timeout: 10_000 })).toBe(true);
      expect(subject.lock.value).toBe(0);
      subject.lock.release(4);
    }
    Atomics.store(subject.flags, 9, 1);
    await Promise.all(storm);
    expect(subject.lock.value).toBe(4);
  });
});

describe('asyncio’s order, in one thread', () => {
  const type = OPEN[0]!;

  test('tasks acquire in the order in which they came, also those that come while one is on its way', async () => {
    const { lock } = make(type, 1);
    const order: string[] = [];
    const visit = async (name: string): Promise<void> => {
      await lock.acquireAsync();
      order.push(name);
      await Promise.resolve();
      lock.release();
    };
    await lock.acquireAsync();
    const first = [visit('a'), visit('b'), visit('c')];
    lock.release();
    const late = visit('d');
    await Promise.all([...first, late]);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  test('one that was released for a task is not had by one that comes before the task could go on', async () => {
    const { lock } = make(type, 1);
    await lock.acquireAsync();
    const waits = lock.acquireAsync();
    lock.release();
    expect([lock.tryAcquire(), await lock.acquireAsync({ timeout: 0 })]).toEqual([false, false]);
    expect(await waits).toBe(true);
    lock.release();
    expect(lock.value).toBe(1);
  });

  test('the first gives up: the next has its turn', async () => {
    const { lock } = make(type, 0);
    const abort = new AbortController();
    const first = lock.acquireAsync({ signal: abort.signal, count: 3 });
    const second = lock.acquireAsync();
    lock.release();
    expect(await pending(second)).toBe(true);
    abort.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(await second).toBe(true);
  });

  test('one that begins with none lets a task go on at each release', async () => {
    const { lock } = make(type, 0);
    for (let round = 0; round < 3; round++) {
      const waits = lock.acquireAsync();
      expect(await pending(waits)).toBe(true);
      lock.release();
      expect(await waits).toBe(true);
    }
    expect(lock.tryAcquire()).toBe(false);
  });
});
