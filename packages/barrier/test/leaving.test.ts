import { Barrier, BrokenBarrierError, InvalidStateError } from '@sync/barrier';
import { Subject, closeSubjects, endThreads, pending, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BROKEN, PARTIES, PLACES, WAYS, actingSpec, barrierSpec, come, crowd, indices, outcome, waiting } from './spec.ts';

afterEach(async () => {
  Reflect.deleteProperty(globalThis, 'act');
  await closeSubjects();
});
afterAll(endThreads);

describe.each(PLACES)('$name', ({ at }) => {
  const spec = (parties: number): ReturnType<typeof barrierSpec> => at(barrierSpec(parties));

  test.each(WAYS)('arrive() counts and does not wait; the last one lets those go who do (%s)', async (way) => {
    const { barrier, threads } = crowd(spec(4), 1);
    for (let round = 0; round < 10; round++) {
      const index = barrier.arrive();
      const waits = come(threads, [way]);
      await waiting(barrier, 2);
      const task = barrier.waitAsync();
      expect(await pending(Promise.race([task, ...waits]))).toBe(true);
      const last = barrier.arrive();
      expect([index, ...(await Promise.all([...waits, task])), last]).toEqual([0, 1, 2, 3]);
      expect(barrier.waiting).toBe(0);
    }
  });

  test('arrive() by all is a round for itself, and its action runs', () => {
    const { lock: barrier } = new Subject<Barrier>(at(actingSpec(3)));
    let runs = 0;
    Reflect.set(globalThis, 'act', () => ++runs);
    expect(indices(9).map(() => barrier.arrive())).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(runs).toBe(3);
  });

  test('a thread that has arrived may end: it does not break the round', async () => {
    const { barrier, subject } = crowd(spec(3), 0);
    const gone = subject.thread(() => undefined);
    expect(await gone.run(({ lock }) => lock.arrive())).toBe(0);
    await gone.terminate();
    const task = barrier.waitAsync();
    // Long enough to be asked after.
    expect(() => new Barrier(2).wait({ timeout: 300 })).toThrow(BrokenBarrierError);
    expect(await pending(task)).toBe(true);
    expect([barrier.broken, barrier.wait(), await task]).toEqual([false, 2, 1]);
  });

  test('arriveAndDrop() counts once more, and from the next round on one less has to come', async () => {
    const { barrier, threads } = crowd(spec(4), 2);
    let waits = come(threads, ['sync', 'async']);
    await waiting(barrier, 2);
    barrier.arriveAndDrop();
    expect([barrier.parties, barrier.waiting]).toEqual([3, 2]);
    expect(await pending(Promise.race(waits))).toBe(true);
    expect(barrier.wait()).toBe(3);
    expect((await Promise.all(waits)).sort()).toEqual([0, 1]);
    expect([barrier.parties, barrier.waiting]).toEqual([3, 0]);
    for (let round = 0; round < 10; round++) {
      waits = come(threads, ['sync', 'async']);
      await waiting(barrier, 2);
      expect([barrier.wait(), (await Promise.all(waits)).sort()]).toEqual([2, [0, 1]]);
    }
  });

  test('arriveAndDrop() as the last lets the others go', async () => {
    const { barrier, threads } = crowd(spec(3), 2);
    const waits = come(threads, ['sync', 'async']);
    await waiting(barrier, 2);
    barrier.arriveAndDrop();
    expect((await Promise.all(waits)).sort()).toEqual([0, 1]);
    const again = come(threads, ['async', 'sync']);
    expect((await Promise.all(again)).sort()).toEqual([0, 1]);
    expect(barrier.parties).toBe(2);
  });

  test('when all have left, whoever comes gets InvalidStateError; there is nobody to break or reset', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(3), { name: 'meet' });
    for (let left = 2; left >= 0; left--) {
      barrier.arriveAndDrop();
      expect(barrier.parties).toBe(left);
    }
    const calls: readonly (() => unknown)[] = [
      () => barrier.wait(),
      () => barrier.wait({ timeout: 0 }),
      () => barrier.arrive(),
      () => { barrier.arriveAndDrop(); },
    ]; // prettier-ignore
    for (const round of [0, 1, 2]) {
      for (const call of calls) {
        expect(call).toThrow(InvalidStateError);
        expect(call).toThrow(/Barrier\(meet\): \w+\(\), but all parties have left/);
      }
      await expect(barrier.waitAsync()).rejects.toThrow(InvalidStateError);
      if (round === 1) {
        barrier.abort();
        expect(() => barrier.wait()).toThrow(BrokenBarrierError);
      }
      barrier.reset();
      expect([barrier.parties, barrier.waiting, barrier.broken]).toEqual([0, 0, false]);
    }
  });

  test('one after the other leaves, while the rest go on: the last goes alone', async () => {
    const { subject, threads } = crowd(spec(6), 6);
    const run = async ({ lock, flags }: { lock: Barrier; flags: Int32Array }, mine: number): Promise<void> => {
      for (let round = 0; round <= mine * 10; round++) {
        Atomics.add(flags, round, 1);
        if (round === mine * 10) lock.arriveAndDrop();
        else if (round % 3 === 0) await lock.waitAsync();
        else lock.wait();
        // Those who leave go on before the others have come.
        const all = 6 - Math.ceil(round / 10);
        if (round < mine * 10 && Atomics.load(flags, round) !== all) throw new Error(`${flags[round]} of ${all} in round ${round}`);
      }
    };
    await Promise.all(threads.map((thread, mine) => thread.run(run, mine)));
    expect([subject.lock.parties, subject.lock.broken]).toEqual([0, false]);
    expect([...subject.flags.subarray(0, 51)]).toEqual(indices(51).map((round) => 6 - Math.ceil(round / 10)));
  });

  test('many leave at once: each is one less, and the round ends', async () => {
    for (let trial = 0; trial < 20; trial++) {
      const { barrier, threads } = crowd(spec(6), 4);
      const waits = [barrier.waitAsync(), barrier.waitAsync()];
      await Promise.all(threads.map((thread) => thread.run(({ lock }) => {
        lock.arriveAndDrop();
      })));
      expect(await Promise.all(waits)).toEqual([0, 1]);
      expect([barrier.parties, barrier.waiting]).toEqual([2, 0]);
      await closeSubjects();
    }
  });

  test.each(WAYS)('who leaves while another resets (%s) has left, or is told that he has not: the count is right, and the others meet', async (way) => {
    const { barrier, threads, subject } = crowd(spec(40), 2);
    const [stays, leaves] = threads;
    for (let parties = 40; parties > 3; parties--) {
      const early = come([stays!], [way]);
      await waiting(barrier, 1);
      const left = leaves!.run(({ lock }) => {
        for (;;) {
          try {
            lock.arriveAndDrop();
            return 'left';
          } catch (error) {
            // Between the two steps of a reset.
            if ((error as Error).name !== 'BrokenBarrierError') throw error;
          }
        }
      });
      await subject.threads(1)[0]!.run(({ lock }) => {
        lock.reset();
      });
      expect([await left, await Promise.all(early)]).toEqual(['left', [BROKEN]]);
      // It has come to the round before the reset, or to the one after.
      barrier.reset();
      expect([barrier.parties, barrier.waiting, barrier.broken]).toEqual([parties - 1, 0, false]);
    }
    const again = come(threads, [way]);
    await waiting(barrier, 2);
    expect(barrier.wait()).toBe(2);
    await Promise.all(again);
  });

  test('arriveAndDrop() of a broken one has not left', () => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    barrier.abort();
    expect(() => { barrier.arriveAndDrop(); }).toThrow(BrokenBarrierError);
    expect(barrier.parties).toBe(2);
    barrier.reset();
    barrier.arriveAndDrop();
    expect(barrier.parties).toBe(1);
  });

  test('who has left has left, if the round breaks after that: he gets no error of it', async () => {
    const { barrier, threads, subject } = crowd(at(actingSpec(2)), 1);
    await threads[0]!.run(({ flags }) => {
      Reflect.set(globalThis, 'act', () => {
        Atomics.store(flags, 1, 1);
        while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      });
    });
    const task = outcome(barrier.waitAsync());
    const left = threads[0]!.run(({ lock }) => {
      lock.arriveAndDrop();
      return 'left';
    });
    await until('the action runs', () => Atomics.load(subject.flags, 1) === 1);
    barrier.abort();
    Atomics.store(subject.flags, 2, 1);
    Atomics.notify(subject.flags, 2);
    expect([await left, await task]).toEqual(['left', BROKEN]);
    barrier.reset();
    expect([barrier.parties, barrier.wait()]).toEqual([1, 0]);
  });

  test('never less than none are left, whatever the words say', () => {
    const { lock: barrier, words } = new Subject<Barrier>(spec(2));
    // As four rounds after the one that a slow thread has come to: all of that have left.
    words[PARTIES] = 2 << 15;
    expect(() => { barrier.arriveAndDrop(); }).toThrow(InvalidStateError);
    expect(barrier.parties).toBe(0);
  });
});
