import { Barrier, BrokenBarrierError, DeadlockError } from '@sync/barrier';
import { Subject, closeSubjects, endThreads, pending, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BROKEN, PLACES, WAYS, actingSpec, come, crowd, outcome, waiting, type WayName } from './spec.ts';

afterEach(async () => {
  Reflect.deleteProperty(globalThis, 'act');
  await closeSubjects();
});
afterAll(endThreads);

/** The test's own words: how often the action has run, whether it runs now, whether it may end. */
const RUNS = 0;
const RUNNING = 1;
const END = 2;

/** What an action of this thread does. */
function acts(act: () => unknown): void {
  Reflect.set(globalThis, 'act', act);
}

/** In another thread: its action counts, and goes on when the test says so. */
async function holdUp(thread: Remote<Barrier>): Promise<void> {
  await thread.run(({ flags }) => {
    Reflect.set(globalThis, 'act', () => {
      Atomics.add(flags, 0, 1);
      Atomics.store(flags, 1, 1);
      while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      Atomics.store(flags, 1, 0);
    });
  });
}

const running = ({ flags }: Subject<Barrier>): Promise<void> => until('the action runs', () => Atomics.load(flags, RUNNING) === 1);

function letEnd({ flags }: Subject<Barrier>): void {
  Atomics.store(flags, END, 1);
  Atomics.notify(flags, END);
}

const failure = new Error('it failed');
const fail = (): never => {
  throw failure;
};

describe.each(PLACES)('the action of a $name', ({ at }) => {
  const spec = (parties: number): ReturnType<typeof actingSpec> => at(actingSpec(parties));

  test.each(WAYS)('runs once a round, in the thread that comes last, before anybody goes on (%s)', async (way) => {
    const { barrier, threads, subject } = crowd(spec(4), 3);
    const flags = subject.flags;
    const look = async (thread: Remote<Barrier>, mine: WayName): Promise<readonly [number, number]> =>
      thread.run(async ({ lock, flags }, mine) => [mine === 'sync' ? lock.wait() : await lock.waitAsync(), Number(flags[8])] as const, mine);
    for (let round = 1; round <= 20; round++) {
      // Plain: who goes on has to see it.
      acts(() => {
        expect([barrier.broken, barrier.waiting, barrier.parties]).toEqual([false, 4, 4]);
        flags[8] = round;
      });
      const early = threads.map((thread, at) => look(thread, at === 0 ? 'async' : way));
      await waiting(barrier, 3);
      expect(await pending(Promise.race(early))).toBe(true);
      expect(way === 'sync' ? barrier.wait() : await barrier.waitAsync()).toBe(3);
      const all = await Promise.all(early);
      expect(all.map(([, seen]) => seen)).toEqual([round, round, round]);
      expect(all.map(([index]) => index).sort()).toEqual([0, 1, 2]);
    }
  });

  test('is run by whichever thread comes last, its own', async () => {
    const { barrier, threads, subject } = crowd(spec(3), 3);
    await Promise.all(threads.map((thread, own) => thread.run(({ flags }, own) => {
      Reflect.set(globalThis, 'act', () => Atomics.add(flags, 8 + own, 1));
    }, own)));
    const run = async ({ lock }: { lock: Barrier }): Promise<number> => {
      let last = 0;
      for (let round = 0; round < 200; round++) if ((round % 4 === 0 ? await lock.waitAsync() : lock.wait()) === 2) last++;
      return last;
    };
    const lasts = await Promise.all(threads.map((thread) => thread.run(run)));
    expect(lasts.reduce((a, b) => a + b, 0)).toBe(200);
    expect([...subject.flags.subarray(8, 11)]).toEqual(lasts);
    expect(barrier.broken).toBe(false);
  });

  test('runs for one alone, each time', () => {
    const { lock: barrier } = new Subject<Barrier>(spec(1));
    let runs = 0;
    acts(() => ++runs);
    expect([barrier.wait(), barrier.wait(), barrier.arrive(), runs]).toEqual([0, 0, 0, 3]);
  });

  test.each([...WAYS, 'arrive'] as const)('throws into who came last (%s), which breaks it for the others; after reset() it works', async (way) => {
    const { barrier, threads } = crowd(spec(4), 2);
    acts(fail);
    const early = [...come(threads, ['sync', 'async']), outcome(barrier.waitAsync())];
    await waiting(barrier, 3);
    const call = async (): Promise<number> => (way === 'sync' ? barrier.wait() : way === 'async' ? barrier.waitAsync() : barrier.arrive());
    await expect(call()).rejects.toBe(failure);
    expect(await Promise.all(early)).toEqual([BROKEN, BROKEN, BROKEN]);
    expect(barrier.broken).toBe(true);
    expect(() => barrier.wait()).toThrow(BrokenBarrierError);
    barrier.reset();
    acts(() => undefined);
    const again = come(threads, ['async', 'sync']);
    const task = barrier.waitAsync();
    await waiting(barrier, 3);
    expect(barrier.wait()).toBe(3);
    expect((await Promise.all([...again, task])).sort()).toEqual([0, 1, 2]);
  });

  test.each<[string, () => unknown]>([
    ['an async function', async () => Promise.resolve(1)],
    ['one that rejects', () => Promise.reject(failure)],
    ['one that gives a thenable', () => ({ then: () => undefined })],
  ])('that is %s is refused by who comes last, and the barrier is broken', async (_, act) => {
    const { lock: barrier } = new Subject<Barrier>(spec(2), { name: 'meet' });
    acts(act);
    // As an action given to the constructor: what it gives is not thrown away.
    const own = new Barrier(2, { name: 'own', action: act });
    for (const one of [own, Barrier.from(own.share(), { action: act })]) {
      const early = outcome(one.waitAsync());
      expect(() => one.wait()).toThrow(/Barrier\(own\).*async/);
      expect(await early).toBe(BROKEN);
      one.reset();
      const task = outcome(one.waitAsync());
      await expect(one.waitAsync()).rejects.toThrow(TypeError);
      expect(await task).toBe(BROKEN);
      one.reset();
    }
    expect(barrier.broken).toBe(false);
  });

  test('time limits and aborts of those who wait do not break it while it runs; then all go on', async () => {
    const { barrier, threads, subject } = crowd(spec(4), 2);
    const [blocks, runs] = threads as [Remote<Barrier>, Remote<Barrier>];
    await holdUp(runs);
    const abort = new AbortController();
    const early = [
      ...come([blocks], ['sync'], { timeout: 60 }),
      barrier.waitAsync({ timeout: 60 }),
      barrier.waitAsync({ signal: abort.signal }),
    ];
    await waiting(barrier, 3);
    const last = come([runs], ['sync']);
    await running(subject);
    abort.abort();
    expect(() => new Barrier(2).wait({ timeout: 200 })).toThrow(BrokenBarrierError);
    expect([await pending(Promise.race(early)), barrier.broken]).toEqual([true, false]);
    letEnd(subject);
    expect((await Promise.all([...early, ...last])).sort()).toEqual([0, 1, 2, 3]);
  });

  test.each(WAYS)('holds up those who come meanwhile (%s), to the next round', async (way) => {
    const { barrier, threads, subject } = crowd(spec(2), 2);
    const [runs, next] = threads as [Remote<Barrier>, Remote<Barrier>];
    await holdUp(runs);
    const early = barrier.waitAsync();
    const last = come([runs], ['sync']);
    await running(subject);
    const late = come([next], [way]);
    const task = barrier.waitAsync();
    const abort = new AbortController();
    const leaves = outcome(barrier.waitAsync({ signal: abort.signal }));
    // Nobody of them has come.
    abort.abort();
    expect(await leaves).toBe('AbortError');
    expect([await pending(Promise.race([early, task, ...late])), barrier.broken]).toEqual([true, false]);
    letEnd(subject);
    expect([await early, ...(await Promise.all(last))]).toEqual([0, 1]);
    expect([await task, ...(await Promise.all(late))].sort()).toEqual([0, 1]);
    expect(subject.flags[RUNS]).toBe(1);
  });

  test('one that is aborted by the action of the round that it was held up by has not come', async () => {
    const { barrier, threads, subject } = crowd(spec(1), 1);
    await holdUp(threads[0]!);
    const last = come(threads, ['sync']);
    await running(subject);
    const abort = new AbortController();
    const reason = new Error('enough');
    const first = barrier.waitAsync();
    // Woken together with the first, which runs the action before this one goes on.
    const second = barrier.waitAsync({ signal: abort.signal }).catch((error: unknown) => error);
    acts(() => {
      abort.abort(reason);
    });
    letEnd(subject);
    expect([await first, await second, ...(await Promise.all(last))]).toEqual([0, reason, 0]);
    expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
  });

  const BREAKS: readonly (readonly [string, (barrier: Barrier) => void, boolean])[] = [
    ['abort()', (barrier) => { barrier.abort(); }, true],
    ['reset()', (barrier) => { barrier.reset(); }, false],
  ]; // prettier-ignore
  test.each(BREAKS)('%s while it runs breaks that round for all, also for who runs it', async (_, breaks, stays) => {
    const { barrier, threads, subject } = crowd(spec(3), 2);
    const [blocks, runs] = threads as [Remote<Barrier>, Remote<Barrier>];
    await holdUp(runs);
    const early = [...come([blocks], ['sync']), outcome(barrier.waitAsync())];
    await waiting(barrier, 2);
    const last = come([runs], ['sync']);
    await running(subject);
    breaks(barrier);
    expect(await Promise.all(early)).toEqual([BROKEN, BROKEN]);
    expect(barrier.broken).toBe(stays);
    if (!stays) {
      // The next round is not that one's, who still runs the action.
      acts(() => undefined);
      const again = [...come([blocks], ['sync']), barrier.waitAsync()];
      await waiting(barrier, 2);
      expect(barrier.wait()).toBe(2);
      expect((await Promise.all(again)).sort()).toEqual([0, 1]);
    }
    letEnd(subject);
    expect(await Promise.all(last)).toEqual([BROKEN]);
    expect(barrier.broken).toBe(stays);
  });

  test.each(BREAKS)('may call %s itself: its own thread gets the error, too', async (_, breaks, stays) => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    acts(() => {
      breaks(barrier);
    });
    const early = outcome(barrier.waitAsync());
    expect(() => barrier.wait()).toThrow(BrokenBarrierError);
    expect([await early, barrier.broken]).toEqual([BROKEN, stays]);
  });

  const INSIDE: readonly (readonly [string, (barrier: Barrier) => unknown])[] = [
    ['wait', (barrier) => barrier.wait()],
    ['wait', (barrier) => barrier.wait({ timeout: 5 })],
    ['arrive', (barrier) => barrier.arrive()],
    ['arriveAndDrop', (barrier) => { barrier.arriveAndDrop(); }],
  ]; // prettier-ignore
  test.each(INSIDE)('that calls %s() gets DeadlockError, by whichever object of the same barrier', async (name, call) => {
    const { lock: barrier, record } = new Subject<Barrier>(spec(2), { name: 'meet' });
    const handle = record.handle as ReturnType<Barrier['share']>;
    // The second over another object for the same memory, as each message brings one.
    for (const inner of [barrier, Barrier.from(handle, { action: () => undefined }), Barrier.from(structuredClone(handle), { action: () => undefined })]) {
      acts(() => call(inner));
      const early = outcome(barrier.waitAsync());
      let thrown: unknown;
      try {
        barrier.wait();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(DeadlockError);
      expect((thrown as Error).message).toContain(`Barrier(meet): ${name}()`);
      expect((thrown as DeadlockError).cycle).toMatchObject([{ lock: 'Barrier(meet)' }]);
      expect(await early).toBe(BROKEN);
      barrier.reset();
    }
  });

  test('that calls waitAsync() comes to the next round', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    let next: Promise<number> | undefined;
    acts(() => {
      next ??= barrier.waitAsync();
    });
    const early = barrier.waitAsync();
    expect([barrier.wait(), await early]).toEqual([1, 0]);
    await waiting(barrier, 1);
    expect([barrier.wait(), await next]).toEqual([1, 0]);
  });

  test('may use other barriers', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    const inner = new Barrier(2);
    const seen: unknown[] = [];
    acts(() => {
      seen.push(inner.arrive(), inner.wait());
    });
    const early = barrier.waitAsync();
    expect([barrier.wait(), await early, seen]).toEqual([1, 0, [0, 1]]);
  });
});

describe('bringing the action', () => {
  test('at() and from() need one where there is one, and refuse one where there is none', () => {
    const buffer = new SharedArrayBuffer(2 * Barrier.byteLength);
    const action = (): void => undefined;
    const acting = new Barrier(1, { buffer, action });
    const plain = new Barrier(1, { buffer, byteOffset: Barrier.byteLength });
    const refusals: readonly (readonly [() => unknown, RegExp])[] = [
      [() => Barrier.from(acting.share()), /Barrier\.from\(\).*pass \{ action \}/],
      [() => Barrier.from(acting.share(), {}), /Barrier\.from\(\).*pass \{ action \}/],
      [() => Barrier.at(buffer), /Barrier\.at\(\).*pass \{ action \}/],
      [() => Barrier.from(plain.share(), { action }), /Barrier\.from\(\).*without an action/],
      [() => Barrier.at(buffer, Barrier.byteLength, { action }), /Barrier\.at\(\).*without an action/],
      [() => Barrier.from(acting.share(), { action: 7 as never }), /expects a function, not 7/],
      [() => Barrier.from(acting.share(), action as never), /expected options such as \{ action \}/],
    ];
    for (const [call, says] of refusals) {
      expect(call).toThrow(TypeError);
      expect(call).toThrow(says);
    }
    expect(Barrier.at(buffer, 0, { action, name: 'there' }).wait()).toBe(0);
  });
});
