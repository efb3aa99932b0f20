import { Guarded, type Held } from '@sync/shared';
import { Lock } from '@sync/lock';
import { Subject, closeSubjects, endThreads, pending, refusal, wrong } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { GUARDEDS, MAX, holder } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type List = Guarded<number[]>;

/** The value, as the next one finds it. */
const valueOf = (guarded: List | Guarded<{ count: number }>): unknown => {
  const held = guarded.hold();
  const { value } = held;
  held.discard();
  return value;
};

describe.each(GUARDEDS)('$name', ({ spec }) => {
  const make = (): Subject<List> => new Subject<List>(spec, { name: 'jobs' });

  test('who holds it changes the value where it is, and the next one finds it so, in all threads', async () => {
    const subject = make();
    const { lock: jobs } = subject;
    expect(jobs.run((list) => list.push(1))).toBe(1);
    expect(await jobs.runAsync(async (list) => Promise.resolve(list.push(2)))).toBe(2);
    const held = jobs.hold();
    held.value.push(3);
    held.release();
    const awaited = await jobs.holdAsync();
    awaited.value = [...awaited.value, 4];
    awaited[Symbol.dispose]();
    const tried = jobs.tryHold();
    tried?.value.push(5);
    tried?.release();
    expect(valueOf(jobs)).toEqual([1, 2, 3, 4, 5]);
    expect(await subject.thread().run(({ lock }) => lock.run((list) => (list.push(6), list)))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(valueOf(jobs)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('while one holds it, others do not, and it is the holder’s', async () => {
    const subject = make();
    const { lock: jobs } = subject;
    const { outcome, goOn } = await holder(subject, 'guarded');
    expect([jobs.locked, jobs.owned, jobs.tryHold()]).toEqual([true, false, undefined]);
    expect(() => jobs.hold({ timeout: 5 })).toThrow(/Guarded\(jobs\): hold\(\) did not get it within 5 ms/);
    const wait = jobs.runAsync((list) => list.push(7));
    expect(await pending(wait)).toBe(true);
    goOn();
    expect([await outcome, await wait]).toEqual([1, 2]);
    jobs.run(() => {
      expect([jobs.locked, jobs.owned]).toEqual([true, true]);
    });
    expect([jobs.locked, jobs.owned]).toEqual([false, false]);
  });

  test('what a function throws comes out, and the value is as it was', async () => {
    const { lock: jobs } = make();
    const reason = new Error('no');
    const fails = (list: number[]): never => {
      list.push(1);
      throw reason;
    };
    expect(() => jobs.run(fails)).toThrow(reason);
    expect(await refusal(jobs.runAsync(fails))).toBe(reason);
    expect(await refusal(jobs.runAsync(async (list) => Promise.resolve(fails(list))))).toBe(reason);
    expect(() => jobs.run(wrong(async (list: number[]) => Promise.resolve(list.push(1))))).toThrow(/Guarded\(jobs\): run\(\) got an async function; use await runAsync\(\)/);
    expect(String(jobs)).toContain('[free');
    expect(valueOf(jobs)).toEqual([]);
  });

  test.each<[string, (list: unknown[]) => unknown, string, RegExp]>([
    ['takes too many bytes', (list) => list.push('x'.repeat(MAX)), 'RangeError', /^Guarded\(jobs\): value takes 2\d\d bytes, and maxBytes is 200: /],
    ['has something that cannot travel', (list) => list.push({ done: () => 1 }), 'TypeError', /^Guarded\(jobs\): value\[0\]\.done is a function \(done\): /],
    ['has a lock in it', (list) => list.push({ lock: new Lock() }), 'TypeError', /^Guarded\(jobs\): value\[0\]\.lock is a Lock: /],
  ])('a value that %s is refused at the release, by its size or its path, and is as it was', async (_, change, name, message) => {
    const { lock: jobs } = make();
    const refused = expect.objectContaining({ name, message: expect.stringMatching(message) as string }) as Error;
    expect(() => jobs.run(change)).toThrow(refused);
    expect(await refusal(jobs.runAsync(change))).toEqual(refused);
    const held = jobs.hold();
    change(held.value);
    expect(() => { held.release(); }).toThrow(refused);
    expect([held.held, String(jobs).includes('[free')]).toEqual([false, true]);
    held.release();
    const used = jobs.hold();
    change(used.value);
    expect(() => { used[Symbol.dispose](); }).toThrow(refused);
    expect(valueOf(jobs)).toEqual([]);
  });

  test('an untimed call within a hold of its own thread is a deadlock that is told', async () => {
    const { lock: jobs } = make();
    for (const call of [() => { jobs.run(() => 1); }, () => { jobs.hold(); }]) {
      expect(() => { jobs.run(call); }).toThrow(/Guarded\(jobs\): \w+\(\) by MainThread, which holds it already, .*use the value that it has/);
      expect(await refusal(jobs.runAsync(call))).toMatchObject({ name: 'DeadlockError' });
    }
    expect(valueOf(jobs)).toEqual([]);
  });

  test('threads that change it at once lose no change', async () => {
    const subject = make();
    subject.lock.run((list) => list.push(0, 0));
    const runs = ({ lock }: Here<List>): void => {
      for (let i = 0; i < 300; i++) {
        const add = (list: number[]): void => {
          list[0]!++;
          list[1]!--;
        };
        if (i % 3 > 0) lock.run(add);
        else {
          const held = lock.hold();
          add(held.value);
          held.release();
        }
      }
    };
    const awaits = async ({ lock }: Here<List>): Promise<void> => {
      for (let i = 0; i < 100; i++) {
        await lock.runAsync(async (list) => {
          list[0]!++;
          await Promise.resolve();
          list[1]!--;
        });
      }
    };
    await Promise.all([runs, runs, awaits].map((way) => subject.thread().run(way)));
    expect(valueOf(subject.lock)).toEqual([700, -700]);
  });
});

describe('the hold of a Guarded', () => {
  const make = (): Guarded<{ count: number }> => new Guarded({ initial: { count: 0 }, maxBytes: 100, name: 'state' });

  test('has one value from beginning to end, which is nobody else’s', () => {
    const guarded = make();
    const held = guarded.hold();
    const { value } = held;
    value.count = 1;
    expect(held.value).toBe(value);
    held.release();
    value.count = 2;
    expect(valueOf(guarded)).toEqual({ count: 1 });
  });

  test('that did not ask for the value writes nothing', () => {
    const guarded = make();
    const words = new Int32Array(guarded.share().buffer, guarded.share().byteOffset, 16);
    const before = words[8];
    guarded.hold().release();
    expect(words[8]).toBe(before);
    guarded.run(() => 1);
    expect(words[8]).not.toBe(before);
  });

  test('that is discarded leaves the value as it was', () => {
    const guarded = make();
    const held = guarded.hold();
    held.value.count = 7;
    held.discard();
    expect([held.held, guarded.locked]).toEqual([false, false]);
    held.discard();
    held.release();
    expect(valueOf(guarded)).toEqual({ count: 0 });
  });

  test('that is over has no value, and never ends another’s', () => {
    const guarded = make();
    const over = guarded.hold();
    over.release();
    const next = guarded.hold();
    over.release();
    over[Symbol.dispose]();
    over.discard();
    expect([over.held, next.held]).toEqual([false, true]);
    const message = /Guarded\(state\): value of a hold that is over/;
    const refused = expect.objectContaining({ name: 'NotOwnerError', message: expect.stringMatching(message) as string }) as Error;
    expect(() => over.value).toThrow(refused);
    expect(() => { over.value = { count: 1 }; }).toThrow(refused);
    next.release();
  });

  test('is one of several tasks of a thread, which take turns', async () => {
    const guarded = make();
    const first = await guarded.holdAsync();
    const waits = guarded.holdAsync();
    expect(await pending(waits)).toBe(true);
    first.value.count = 1;
    first.release();
    const second: Held<{ count: number }> = await waits;
    expect([first.held, second.held, second.value]).toEqual([false, true, { count: 1 }]);
    second.release();
  });
});
