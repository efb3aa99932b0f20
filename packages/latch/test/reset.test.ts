import { CountDownLatch } from '@sync/latch';
import { Subject, closeSubjects, counting, endThreads, expectAtOnce, pending, timed, waiting } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { PLACES } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(PLACES)('$name, closed again', ({ spec }) => {
  const make = (count: number): Subject<CountDownLatch> => new Subject<CountDownLatch>(spec(count));
  const wait = (thread: Remote<CountDownLatch>, index: number): Promise<boolean> =>
    index % 2 === 0 ? thread.run(({ lock }) => lock.wait()) : thread.run(({ lock }) => lock.waitAsync());

  test('reset closes it again, with any count; zero leaves it open', async () => {
    const { lock: latch } = make(0);
    for (const count of [1, 5, 0, 2]) {
      latch.reset(count);
      expect([latch.count, latch.isOpen, latch.wait({ timeout: 0 })]).toEqual([count, count === 0, count === 0]);
      const wait = latch.waitAsync();
      latch.countDown(count);
      expect(await wait).toBe(true);
    }
  });

  test('reset of one that is closed is refused, and changes nothing', () => {
    const { lock: latch, words } = make(2);
    const before = [...words];
    expect(() => { latch.reset(5); }).toThrow(/CountDownLatch: reset\(\), but it is not open: 2 to come/);
    expect([...words]).toEqual(before);
  });

  test('reset at once after it opened releases all who waited, and nobody who comes later', async () => {
    const subject = make(1);
    const { lock: latch } = subject;
    const threads = await counting(subject, 4);
    for (let round = 0; round < 30; round++) {
      const all = [...threads.map(wait), latch.waitAsync(), latch.waitAsync({ timeout: 10_000 })];
      await waiting(subject, 4);
      latch.countDown();
      latch.reset(1);
      const late = latch.waitAsync();
      const { value, ms } = await timed(() => Promise.all(all));
      expect(value).toEqual(all.map(() => true));
      expectAtOnce(ms);
      expect([await pending(late), latch.wait({ timeout: 0 })]).toEqual([true, false]);
      latch.countDown();
      expect(await late).toBe(true);
      latch.reset(1);
    }
  });

  test('a task that waits is released by what was opened and reset before it could look, many times', async () => {
    const { lock: latch } = make(1);
    const waits = [latch.waitAsync(), latch.waitAsync({ timeout: 10_000 })];
    for (let round = 0; round < 1000; round++) {
      latch.countDown();
      latch.reset(1);
    }
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(await latch.waitAsync({ timeout: 1 })).toBe(false);
  });

  test('the number of resets may pass the largest number there is', async () => {
    const { lock: latch, words } = make(0);
    for (const resets of [2 ** 31 - 1, -1]) {
      new BigInt64Array(words.buffer, words.byteOffset + 8, 1)[0] = BigInt(resets) << 32n;
      latch.reset(3);
      expect([latch.count, words[2], words[3]]).toEqual([3, 3, (resets + 1) | 0]);
      const wait = latch.waitAsync();
      latch.countDown(3);
      latch.reset(1);
      expect(await wait).toBe(true);
      latch.countDown();
    }
  });

  test('a task whose time is up while its thread is busy is released by what was opened before', async () => {
    const { lock: latch } = make(1);
    const waits = [latch.waitAsync({ timeout: 5 }), latch.waitAsync({ timeout: 5 })];
    const never = new CountDownLatch(1);
    never.wait({ timeout: 10 });
    latch.countDown();
    latch.reset(1);
    // Neither the time limits nor the wake-up have been seen by now.
    never.wait({ timeout: 10 });
    expect(await Promise.all(waits)).toEqual([true, true]);
  });
});
