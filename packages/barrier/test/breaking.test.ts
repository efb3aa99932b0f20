import { Barrier, BrokenBarrierError } from '@sync/barrier';
import { Subject, closeSubjects, endThreads, expectAtOnce, expectTimeout, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BROKEN, PAIRS, PLACES, WAYS, barrierSpec, come, crowd, indices, outcome, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Both ways to wait in this thread, as promises. */
const HERE = {
  sync: async (barrier: Barrier, options?: { timeout?: number }): Promise<number> => barrier.wait(options),
  async: (barrier: Barrier, options?: { timeout?: number }): Promise<number> => barrier.waitAsync(options),
} as const;

describe.each(PLACES)('$name', ({ at }) => {
  const spec = (parties: number, options = {}): ReturnType<typeof barrierSpec> => at(barrierSpec(parties, options));

  test.each(WAYS)('is broken by one whose time is up (%s): for it, for all who wait, and for those who come', async (way) => {
    const { barrier, threads } = crowd(spec(5), 2);
    const early = [...come(threads, ['sync', 'async']), outcome(barrier.waitAsync())];
    await waiting(barrier, 3);
    const { value, ms } = await timed(() => HERE[way](barrier, { timeout: 40 }).catch((error: unknown) => error));
    expectTimeout(ms, 40);
    expect(value).toBeInstanceOf(BrokenBarrierError);
    expect(value).toMatchObject({ code: 'SYNC_BROKEN_BARRIER' });
    expect((value as Error).message).toContain('40 ms');
    expect(await Promise.all(early)).toEqual([BROKEN, BROKEN, BROKEN]);
    expect([barrier.broken, barrier.waiting]).toEqual([true, 0]);
    // The fifth comes late, and so does a sixth.
    for (const late of WAYS) {
      const { value, ms } = await timed(() => HERE[late](barrier).catch((error: unknown) => error));
      expectAtOnce(ms);
      expect(value).toBeInstanceOf(BrokenBarrierError);
      expect(() => barrier.arrive()).toThrow(BrokenBarrierError);
      expect(() => { barrier.arriveAndDrop(); }).toThrow(BrokenBarrierError);
    }
    expect([barrier.broken, barrier.parties]).toEqual([true, 5]);
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a wait that nobody joins is over after %d ms, not before', async (timeout) => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    for (const way of WAYS) {
      const { value, ms } = await timed(() => outcome(HERE[way](barrier, { timeout })));
      expect([value, barrier.broken]).toEqual([BROKEN, true]);
      expectTimeout(ms, timeout);
      barrier.reset();
    }
  });

  test.each(WAYS)("the constructor's time limit is that of each wait that has none (%s)", async (way) => {
    const { barrier, threads } = crowd(spec(3, { timeout: 60 }), 1);
    const { value, ms } = await timed(() => outcome(HERE[way](barrier)));
    expect(value).toBe(BROKEN);
    expectTimeout(ms, 60);
    barrier.reset();
    // Of others, too, which have it from the words.
    const other = await timed(() => threads[0]!.run(({ lock }, way) => (way === 'sync' ? lock.wait() : lock.waitAsync()), way).catch((error: unknown) => (error as Error).name));
    expect(other.value).toBe(BROKEN);
    expectTimeout(other.ms, 60);
    barrier.reset();
    // One of its own takes its place: a shorter one, and one without end.
    const shorter = await timed(() => outcome(HERE[way](barrier, { timeout: 5 })));
    expectTimeout(shorter.ms, 5);
    barrier.reset();
    const endless = threads[0]!.run(({ lock }, way) => (way === 'sync' ? lock.wait({ timeout: Infinity }) : lock.waitAsync({ timeout: Infinity })), way);
    await waiting(barrier, 1);
    const task = barrier.waitAsync({ timeout: Infinity });
    const never = new Barrier(2);
    // Longer than the constructor's.
    expect(() => never.wait({ timeout: 150 })).toThrow(BrokenBarrierError);
    expect([barrier.broken, barrier.waiting]).toEqual([false, 2]);
    expect([barrier.wait(), await task, await endless].sort()).toEqual([0, 1, 2]);
  });

  test('a constructor with a time limit of 0 makes one where only the last comes through', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(2, { timeout: 0 }));
    expect(await outcome(barrier.waitAsync())).toBe(BROKEN);
    barrier.reset();
    barrier.arrive();
    expect(barrier.wait()).toBe(1);
    expect([barrier.arrive(), await barrier.waitAsync()]).toEqual([0, 1]);
  });

  test.each(PAIRS)('abort() ends the wait of one ($first) and of another ($second), also in the second round', async ({ first, second }) => {
    const { barrier, threads, subject } = crowd(spec(4), 3);
    const through = come(threads, [first, second]);
    await waiting(barrier, 3);
    barrier.wait();
    expect((await Promise.all(through)).sort()).toEqual([0, 1, 2]);
    const early = come(threads, [first, second]);
    await waiting(barrier, 3);
    await subject.threads(1)[0]!.run(({ lock }) => {
      lock.abort();
    });
    expect(await Promise.all(early)).toEqual([BROKEN, BROKEN, BROKEN]);
    barrier.abort();
    expect([barrier.broken, barrier.waiting]).toEqual([true, 0]);
    expect(() => barrier.wait()).toThrow(/wait\(\).*broken.*reset\(\)/s);
  });

  test('abort() of an empty one keeps all out until reset()', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(1));
    for (let round = 0; round < 20; round++) {
      barrier.abort();
      expect(() => barrier.wait()).toThrow(BrokenBarrierError);
      expect(await outcome(barrier.waitAsync())).toBe(BROKEN);
      barrier.reset();
      expect([barrier.broken, barrier.wait()]).toEqual([false, 0]);
    }
  });

  test.each(PAIRS)('reset() breaks the round of who waits ($first, $second) and nothing else: who comes then joins the next at once', async ({ first, second }) => {
    const { barrier, threads } = crowd(spec(3), 4);
    for (let round = 0; round < 10; round++) {
      const early = come(threads.slice(0, 2), [first, second]);
      await waiting(barrier, 2);
      barrier.reset();
      // Those who were woken may not have gone yet.
      const late = [...come(threads.slice(2), [second, first]), outcome(barrier.waitAsync())];
      expect((await Promise.all(late)).sort()).toEqual([0, 1, 2]);
      expect(await Promise.all(early)).toEqual([BROKEN, BROKEN]);
      expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
    }
  });

  test('reset() of an empty one, whole or broken, changes nothing for anybody, as often as it is called', async () => {
    const { lock: barrier, words } = new Subject<Barrier>(spec(2));
    const before = [...words];
    barrier.reset();
    expect([...words]).toEqual(before);
    for (let round = 0; round < 200; round++) {
      barrier.abort();
      barrier.reset();
    }
    expect([...words]).toEqual(before);
    const early = barrier.waitAsync();
    expect([barrier.wait(), await early]).toEqual([1, 0]);
  });

  test('after abort and reset all meet again, in five threads', async () => {
    const { barrier, threads } = crowd(spec(5), 5);
    for (let round = 0; round < 5; round++) {
      const early = come(threads.slice(1), ['sync', 'async']);
      await waiting(barrier, 4);
      barrier.abort();
      expect(await Promise.all(early)).toEqual([BROKEN, BROKEN, BROKEN, BROKEN]);
      barrier.reset();
      expect((await Promise.all(come(threads, ['async', 'sync']))).map(Number).sort()).toEqual([0, 1, 2, 3, 4]);
    }
  });

  test.each(WAYS)('resets by two threads at once while others wait (%s): all who waited get the error, and it is whole', async (way) => {
    const { barrier, threads, subject } = crowd(spec(4), 3);
    const [one, two] = subject.threads(2);
    for (let round = 0; round < 30; round++) {
      const early = come(threads, [way]);
      await waiting(barrier, 3);
      await Promise.all([one!, two!].map((thread) => thread.run(({ lock }) => {
        lock.reset();
      })));
      expect(await Promise.all(early)).toEqual([BROKEN, BROKEN, BROKEN]);
      expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
    }
  });
});

describe('a round that has ended', () => {
  const ENDS: readonly (readonly [name: string, end: (barrier: Barrier) => unknown])[] = [
    ['abort()', (barrier) => { barrier.abort(); }],
    ['reset()', (barrier) => { barrier.reset(); }],
    ['abort() and reset()', (barrier) => { barrier.abort(); barrier.reset(); }],
    ['a time limit of 0 in the next', (barrier) => outcome(barrier.waitAsync({ timeout: 0 }))],
    ['an aborted wait in the next', (barrier) => {
      const abort = new AbortController();
      const wait = outcome(barrier.waitAsync({ signal: abort.signal }));
      abort.abort();
      return wait;
    }],
    ['20 resets', (barrier) => {
      const broken = indices(20).map(() => {
        const wait = outcome(barrier.waitAsync());
        barrier.reset();
        return wait;
      });
      return Promise.all(broken);
    }],
    ['112 rounds, half of them reset', (barrier) => {
      const waits = indices(56).flatMap((): unknown[] => {
        const tripped = barrier.waitAsync();
        barrier.arrive();
        const broken = outcome(barrier.waitAsync());
        barrier.reset();
        return [tripped, broken];
      });
      return Promise.all(waits);
    }],
  ]; // prettier-ignore

  test.each(ENDS)('is not touched by %s right after it', async (_, end) => {
    const subject = new Subject<Barrier>(barrierSpec(2));
    const { lock: barrier } = subject;
    const [blocked] = subject.threads(1);
    for (let round = 0; round < 20; round++) {
      const early = round % 2 === 0 ? barrier.waitAsync() : come([blocked!], ['sync'])[0];
      await waiting(barrier, 1);
      // Comes last: the other one has not looked yet, in this thread for sure.
      const last = barrier.wait();
      const ended = end(barrier);
      expect([await early, last]).toEqual([0, 1]);
      await ended;
      barrier.reset();
    }
  });

  test('nor is one that was broken mended by what comes after it', async () => {
    const { lock: barrier } = new Subject<Barrier>(barrierSpec(2));
    for (let round = 0; round < 40; round++) {
      const early = outcome(barrier.waitAsync());
      if (round % 2 === 0) barrier.abort();
      barrier.reset();
      for (let after = 0; after < round; after++) {
        barrier.arrive();
        barrier.wait();
      }
      expect(await early).toBe(BROKEN);
    }
  });
});

describe('waitAsync with a signal', () => {
  const make = (): { barrier: Barrier; subject: Subject<Barrier> } => {
    const subject = new Subject<Barrier>(barrierSpec(3));
    return { barrier: subject.lock, subject };
  };
  const reason = new Error('enough');
  /** What a promise rejects with. */
  const refusal = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      (value) => Promise.reject(new Error(`was not refused, but gave ${String(value)}`)),
      (error: unknown) => error,
    );

  test('rejects when it is aborted already; it has not come, and nothing is broken', async () => {
    const { barrier } = make();
    const early = barrier.waitAsync();
    expect(await refusal(barrier.waitAsync({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect([barrier.waiting, barrier.broken]).toEqual([1, false]);
    barrier.arrive();
    expect(await refusal(barrier.waitAsync({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect([barrier.wait(), await early]).toEqual([2, 0]);
  });

  test.each([true, false])('rejects with the reason when it is aborted while it waits (in the same turn: %s), which breaks it for the others', async (atOnce) => {
    const { barrier, subject } = make();
    const others = come(subject.threads(1), ['sync']);
    await waiting(barrier, 1);
    const abort = new AbortController();
    const wait = barrier.waitAsync({ signal: abort.signal, timeout: 10_000 });
    if (!atOnce) expect(await pending(wait)).toBe(true);
    abort.abort(reason);
    const { value, ms } = await timed(() => refusal(wait));
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await Promise.all(others)).toEqual([BROKEN]);
    expect([barrier.broken, barrier.waiting]).toEqual([true, 0]);
  });

  test('an abort after all have come changes nothing', async () => {
    const { barrier } = make();
    const abort = new AbortController();
    const waits = [barrier.waitAsync({ signal: abort.signal }), barrier.waitAsync({ signal: abort.signal })];
    const last = barrier.wait();
    abort.abort(reason);
    expect([...(await Promise.all(waits)), last]).toEqual([0, 1, 2]);
    expect(barrier.broken).toBe(false);
    const alone = new Barrier(1);
    const at = new AbortController();
    const done = alone.waitAsync({ signal: at.signal });
    at.abort(reason);
    expect([await done, alone.broken]).toEqual([0, false]);
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const { barrier } = make();
    expect(await refusal(barrier.waitAsync({ timeout: 0, signal: AbortSignal.abort(reason) }))).toBeInstanceOf(BrokenBarrierError);
    barrier.reset();
    const abort = new AbortController();
    const wait = barrier.waitAsync({ timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    expect(() => new Barrier(2).wait({ timeout: 20 })).toThrow(BrokenBarrierError);
    abort.abort(reason);
    expect(await refusal(wait)).toBeInstanceOf(BrokenBarrierError);
  });

  test('a time limit that is over while the thread is busy does not break what has ended meanwhile', async () => {
    const { barrier } = make();
    const waits = [barrier.waitAsync({ timeout: 5 }), barrier.waitAsync({ timeout: 5 })];
    expect(() => new Barrier(2).wait({ timeout: 10 })).toThrow(BrokenBarrierError);
    barrier.arrive();
    expect(() => new Barrier(2).wait({ timeout: 10 })).toThrow(BrokenBarrierError);
    expect(await Promise.all(waits)).toEqual([0, 1]);
  });

  test('of many that share a signal each gets the reason, or the error of the round, and it is broken', async () => {
    const subject = new Subject<Barrier>(barrierSpec(200));
    const { lock: barrier } = subject;
    const abort = new AbortController();
    const waits = Array.from({ length: 100 }, () => refusal(barrier.waitAsync({ signal: abort.signal })));
    const others = Array.from({ length: 50 }, () => refusal(barrier.waitAsync()));
    abort.abort(reason);
    const ends = await Promise.all(waits);
    expect(ends.filter((end) => end === reason)).toHaveLength(1);
    expect(ends.filter((end) => end instanceof BrokenBarrierError)).toHaveLength(99);
    expect((await Promise.all(others)).every((end) => end instanceof BrokenBarrierError)).toBe(true);
    barrier.reset();
    expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
  });
});
