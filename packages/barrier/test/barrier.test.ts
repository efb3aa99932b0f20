import type { Barrier } from '@sync/barrier';
import { Subject, closeSubjects, endThreads, expectAtOnce, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { PARTIES, PLACES, STATE, barrierSpec, come, crowd, indices, outcome, waiting, type WayName } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const MIXES: readonly { readonly name: string; readonly ways: readonly WayName[] }[] = [
  { name: 'that block', ways: ['sync'] },
  { name: 'that await', ways: ['async'] },
  { name: 'of which some block and some await', ways: ['sync', 'async'] },
];

describe.each(PLACES)('$name', ({ at }) => {
  const spec = (parties: number): ReturnType<typeof barrierSpec> => at(barrierSpec(parties));

  test('is whole at birth, and empty', () => {
    const { lock: barrier } = new Subject<Barrier>(spec(3));
    expect([barrier.parties, barrier.waiting, barrier.broken]).toEqual([3, 0, false]);
  });

  test.each(MIXES)('five threads $name meet: none goes on before all have come, each index is there once', async ({ ways }) => {
    const { barrier, threads } = crowd(spec(5), 5);
    for (let round = 0; round < 3; round++) {
      const early = come(threads.slice(1), ways);
      await waiting(barrier, 4);
      expect(await pending(Promise.race(early))).toBe(true);
      const last = await come(threads.slice(0, 1), ways)[0];
      expect(last).toBe(4);
      expect((await Promise.all(early)).sort()).toEqual([0, 1, 2, 3]);
      expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
    }
  });

  test('the index tells who came when', async () => {
    const { barrier, threads } = crowd(spec(6), 5);
    const all: Promise<number | string>[] = [];
    for (const [index, thread] of threads.entries()) {
      all.push(...come([thread], [index % 2 === 0 ? 'sync' : 'async']));
      await waiting(barrier, index + 1);
    }
    expect(barrier.wait()).toBe(5);
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each(MIXES)('ten rounds in lockstep of five threads $name: before each nobody is past it, after it all have come', async ({ ways }) => {
    const { subject, threads } = crowd(spec(5), 5);
    const run = async ({ lock, flags }: { lock: Barrier; flags: Int32Array }, way: string): Promise<number[]> => {
      const indices: number[] = [];
      for (let round = 0; round < 10; round++) {
        Atomics.add(flags, 0, 1);
        indices.push(way === 'sync' ? lock.wait() : await lock.waitAsync());
        // Another barrier in between would hide one that lets somebody pass a round.
        if (Atomics.load(flags, 0) < 5 * (round + 1)) throw new Error('not all had come');
        if (Atomics.load(flags, 0) > 5 * (round + 2)) throw new Error('somebody is past the next');
      }
      return indices;
    };
    const all = await Promise.all(threads.map((thread, at) => thread.run(run, ways[at % ways.length] ?? 'sync')));
    for (const round of indices(10)) expect(all.map((mine) => Number(mine[round])).sort()).toEqual(indices(5));
    expect([subject.lock.waiting, subject.lock.broken]).toEqual([0, false]);
  });

  test('tasks of one thread are parties, too', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(4));
    for (let round = 0; round < 20; round++) {
      const early = [barrier.waitAsync(), barrier.waitAsync({ timeout: 10_000 }), barrier.waitAsync()];
      expect(barrier.waiting).toBe(3);
      expect(await pending(Promise.race(early))).toBe(true);
      const last = round % 2 === 0 ? barrier.wait() : await barrier.waitAsync();
      expect([...(await Promise.all(early)), last]).toEqual([0, 1, 2, 3]);
    }
  });

  test('tasks of one thread meet with threads that block', async () => {
    const { barrier, threads } = crowd(spec(6), 3);
    for (let round = 0; round < 20; round++) {
      const tasks = [barrier.waitAsync(), barrier.waitAsync()];
      const others = come(threads, ['sync', 'async', 'sync']);
      await waiting(barrier, 5);
      const mine = round % 2 === 0 ? barrier.wait() : await barrier.waitAsync();
      expect(mine).toBe(5);
      expect(await Promise.all(tasks)).toEqual([0, 1]);
      expect((await Promise.all(others)).sort()).toEqual([2, 3, 4]);
    }
  });

  test('a thread that blocks behind its own tasks is met by others', async () => {
    const { barrier, threads } = crowd(spec(4), 1);
    const tasks = [barrier.waitAsync(), barrier.waitAsync()];
    const other = come(threads, ['sync']);
    const { value, ms } = await timed(() => barrier.wait({ timeout: 10_000 }));
    expectAtOnce(ms);
    expect([...(await Promise.all([...tasks, ...other])), value].sort()).toEqual([0, 1, 2, 3]);
  });

  // Caught: a promise's turn between coming last and letting all go, in which the thread blocked for ever.
  test('who comes last by waitAsync has let all go when the call returns, whatever its thread does next', async () => {
    const { barrier, threads, subject } = crowd(spec(2), 1);
    const other = come(threads, ['sync']);
    await waiting(barrier, 1);
    const last = barrier.waitAsync();
    expect(barrier.waiting).toBe(0);
    // Blocks this thread: the promise has not gone on.
    const next = come(subject.threads(1), ['sync']);
    expect([0, 1]).toContain(barrier.wait({ timeout: 10_000 }));
    expect(await Promise.all([...other, last])).toEqual([0, 1]);
    await Promise.all(next);
  });

  test('for one: passes at once, with index 0, as often as one likes, blocking and awaiting', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(1));
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }]) {
      const promise = barrier.waitAsync(options);
      expect(barrier.wait(options)).toBe(0);
      expect([await promise, barrier.arrive()]).toEqual([0, 0]);
    }
    expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
  });

  test.each([0, 1, Infinity])('the last one ignores its time limit (%d)', async (timeout) => {
    const { lock: barrier } = new Subject<Barrier>(spec(2));
    const early = [barrier.waitAsync()];
    expect(barrier.wait({ timeout })).toBe(1);
    early.push(barrier.waitAsync());
    expect(await barrier.waitAsync({ timeout })).toBe(1);
    expect(await Promise.all(early)).toEqual([0, 0]);
  });

  test('what was written before is seen after it, by all', async () => {
    const { subject, threads } = crowd(spec(3), 3);
    const run = async ({ lock, flags }: { lock: Barrier; flags: Int32Array }, mine: number): Promise<void> => {
      for (let round = 1; round <= 100; round++) {
        flags[8 + mine] = round;
        if (round % 2 === 0) lock.wait();
        else await lock.waitAsync();
        for (let other = 0; other < 3; other++) if (flags[8 + other] !== round) throw new Error(`${flags[8 + other]} in round ${round}`);
        lock.wait();
      }
    };
    await Promise.all(threads.map((thread, at) => thread.run(run, at)));
    expect(subject.lock.broken).toBe(false);
  });

  test('is ready for the next round at once: two parties, three threads, 3,000 rounds', async () => {
    const { subject, threads } = crowd(spec(2), 3);
    const run = async ({ lock, flags }: { lock: Barrier; flags: Int32Array }): Promise<number> => {
      let rounds = 0;
      // So many comings in all, whoever they are of: an even number.
      for (let op = Atomics.add(flags, 2, 1); op < 6000; op = Atomics.add(flags, 2, 1)) {
        const index = op % 16 === 7 ? await lock.waitAsync() : lock.wait();
        Atomics.add(flags, index, 1);
        rounds++;
      }
      return rounds;
    };
    const rounds = await Promise.all(threads.map((thread) => thread.run(run)));
    // Of each two that meet one has index 0, one 1.
    expect([subject.flags[0], subject.flags[1]]).toEqual([3000, 3000]);
    expect(rounds.reduce((a, b) => a + b, 0)).toBe(6000);
    expect([subject.lock.waiting, subject.lock.broken]).toEqual([0, false]);
  });

  test('1,000 tasks of one thread, and one that blocks in another', async () => {
    const { barrier, threads } = crowd(spec(1001), 1);
    const tasks = Array.from({ length: 1000 }, () => barrier.waitAsync());
    expect(barrier.waiting).toBe(1000);
    const [index] = await Promise.all(come(threads, ['sync']));
    expect(index).toBe(1000);
    expect(await Promise.all(tasks)).toEqual(indices(1000));
  });

  test('as many parties as there can be', async () => {
    const { lock: barrier } = new Subject<Barrier>(spec(32_767));
    const early = [barrier.waitAsync(), barrier.waitAsync()];
    for (let left = 32_764; left > 0; left--) barrier.arrive();
    expect([barrier.parties, barrier.waiting]).toEqual([32_767, 32_766]);
    expect(barrier.wait()).toBe(32_766);
    expect(await Promise.all(early)).toEqual([0, 1]);
    expect(barrier.waiting).toBe(0);
  });

  test('the count of rounds may begin anew', async () => {
    const { subject, threads } = crowd(spec(2), 1);
    const { lock: barrier, words } = subject;
    const near = 65_530;
    // As after so many rounds: nobody has come.
    words[STATE] = (near << 16) | 2;
    words[PARTIES] = ((near & 3) << 30) | (2 << 15) | 2;
    const done: string[] = [];
    for (let round = 0; round < 20; round++) {
      const tripped = barrier.waitAsync();
      const other = come(threads, [round % 2 === 0 ? 'sync' : 'async']);
      expect([await tripped, ...(await Promise.all(other))]).toEqual([0, 1]);
      const reset = outcome(barrier.waitAsync());
      barrier.reset();
      done.push(String(await reset));
      if (round === 8) barrier.arriveAndDrop();
      if (round === 8) break;
    }
    expect(done.every((end) => end === 'BrokenBarrierError')).toBe(true);
    // Over it by 2 times 9 rounds, the last of them begun.
    expect(words[STATE] >>> 16).toBe((near + 18) & 0xffff);
    expect(barrier.wait()).toBe(1);
    expect([barrier.parties, barrier.wait(), barrier.broken]).toEqual([1, 0, false]);
  });
});
