import { CountDownLatch } from '@sync/latch';
import { STRESS_LIMIT, Subject, WORK, closeSubjects, counting, endThreads, pause, random, stress, testSeed, waiting } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BELL, latchSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const ROUNDS = new URL('workers/rounds.mjs', import.meta.url);
/** How often each thread counts down in a round. */
const SHARE = 5;

interface Outcomes {
  readonly released: number;
  readonly timeouts: number;
  readonly aborts: number;
}

describe('CountDownLatch under stress', () => {
  test.each([{ threads: 2, base: 1500 }, { threads: 4, base: 500 }, { threads: 8, base: 150 }, { threads: 16, base: 50 }])(
    '$threads threads count down and wait, with time limits and aborts: it opens once a round, when all have counted',
    async ({ threads, base }) => {
      const rounds = base * WORK;
      const { record, lock: latch, words } = new Subject<CountDownLatch>(latchSpec(SHARE * threads));
      const totals = new Int32Array(new SharedArrayBuffer(threads * 4));
      const data = { handle: record.handle, totals, rounds, share: SHARE };
      const { expectSome } = await stress<Outcomes>(threads, STRESS, data);
      expectSome('released', 'timeouts', 'aborts');
      expect([latch.count, words[BELL], words[3]]).toEqual([SHARE * threads, rounds, rounds]);
      latch.countDown(SHARE * threads);
      expect(latch.wait()).toBe(true);
    },
    STRESS_LIMIT,
  );

  test.each([{ threads: 2, base: 2000 }, { threads: 4, base: 600 }, { threads: 8, base: 200 }, { threads: 16, base: 80 }])(
    '$threads threads go from one latch to another, which are reset in turn, without time limits: nobody misses an opening',
    async ({ threads, base }) => {
      const rounds = base * WORK;
      const latches = [new CountDownLatch(threads), new CountDownLatch(0)];
      const handles = latches.map((latch) => latch.share());
      await stress(threads, ROUNDS, { handles, rounds });
      expect(latches[(rounds - 1) % 2]?.isOpen).toBe(true);
    },
    STRESS_LIMIT,
  );

  test('waiters are ended at random times, and the others go on', async () => {
    const numbers = random(testSeed());
    for (let round = 0; round < 8 * WORK; round++) {
      const subject = new Subject<CountDownLatch>(latchSpec(2));
      const threads = await counting(subject, 5);
      const dying = 1 + numbers.below(3);
      const all = threads.map((thread, index) => {
        const outcome = index % 2 === 0 ? thread.run(({ lock }) => lock.wait()) : thread.run(({ lock }) => lock.waitAsync());
        return outcome.catch(() => 'ended');
      });
      if (numbers.below(2) === 0) await waiting(subject, 5);
      else await pause(numbers.below(3));
      const ends = threads.slice(0, dying).map((thread) => thread.terminate());
      subject.lock.countDown();
      if (numbers.below(2) === 0) await Promise.all(ends);
      subject.lock.countDown();
      if (numbers.below(2) === 0) subject.lock.reset(1);
      await Promise.all(ends);
      // Those who had not come before a reset wait for the next opening, or will find it open.
      subject.lock.countDown();
      expect((await Promise.all(all)).slice(dying)).toEqual(threads.slice(dying).map(() => true));
      await closeSubjects();
    }
  });
});
