import { receive, share } from '@sync/atomics';
import { Condition } from '@sync/condition';
import { Lock, holdAll, holdAllAsync } from '@sync/lock';
import { Guarded } from '@sync/shared';
import { bunch, closeSubjects, endThreads, expectRefusal, pending, refusal } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';

afterEach(closeSubjects);
afterAll(endThreads);

const TURNS = new URL('workers/turns.mjs', import.meta.url);

interface Ground {
  jobs: Guarded<number[]>;
  notEmpty: Condition;
}

function make(): Ground {
  const jobs = new Guarded<number[]>({ initial: [], maxBytes: 500, name: 'jobs' });
  return { jobs, notEmpty: new Condition(jobs, { name: 'not empty' }) };
}

/** The same, by objects of its own, as another thread has them. */
const attached = (ground: Ground): Ground => receive(structuredClone(share(ground)));

const put = ({ jobs, notEmpty }: Ground, item: number): void => {
  const held = jobs.hold();
  held.value.push(item);
  notEmpty.notify();
  held.release();
};

describe('a Guarded and a Condition over it', () => {
  test.each(['its own objects', 'objects of another handle'])('a task waits until another has changed the value, by %s', async (which) => {
    const mine = make();
    const { jobs, notEmpty } = which === 'its own objects' ? mine : attached(mine);
    const held = await jobs.holdAsync();
    held.value.push(1);
    const before = held.value;
    const wait = notEmpty.waitForAsync(() => held.value.length > 1);
    expect(await pending(wait)).toBe(true);
    // Given up, and written back before.
    expect(held.held).toBe(false);
    expect(() => held.value).toThrow(/a hold that is over/);
    expect(mine.jobs.run((list) => list)).toEqual([1]);
    put(mine, 2);
    expect(await wait).toBe(true);
    expect(held.held).toBe(true);
    expect(held.value).toEqual([1, 2]);
    expect(held.value).not.toBe(before);
    held.value.push(3);
    held.release();
    expect(mine.jobs.run((list) => list)).toEqual([1, 2, 3]);
  });

  test('tasks of one thread wait at the same time, each with a hold of its own', async () => {
    const ground = make();
    const { jobs, notEmpty } = ground;
    const takes = async (): Promise<number | undefined> => {
      const held = await jobs.holdAsync();
      try {
        await notEmpty.waitForAsync(() => held.value.length > 0);
        return held.value.shift();
      } finally {
        held.release();
      }
    };
    const all = [takes(), takes(), takes()];
    for (const one of all) expect(await pending(one)).toBe(true);
    for (const item of [1, 2, 3]) put(ground, item);
    expect((await Promise.all(all)).sort()).toEqual([1, 2, 3]);
    expect(jobs.run((list) => list)).toEqual([]);
  });

  test('producers and consumers in threads, blocking and awaiting: each item is taken once, in the order of its producer', async () => {
    const ground = make();
    const items = 300;
    const ends = await bunch<{ took: number[] }>(4, TURNS, { ...share(ground), items }, {}).join();
    const took = ends.flatMap((end) => end.took);
    expect(took.sort((a, b) => a - b)).toEqual([...Array(2 * items).keys()].map((at) => at));
    expect(ground.jobs.run((list) => list)).toEqual([]);
    expect(String(ground.jobs)).toContain('[free');
  });

  test('a wait within run() or runAsync() is refused, and says what to do; nothing is given up', async () => {
    const { jobs, notEmpty } = make();
    const says = /^Guarded\(jobs\): a Condition's wait(?:Async)?\(\) gives the lock up, and run(?:Async)?\(\) has one value .*use hold\(\)/;
    const refused = expect.objectContaining({ name: 'InvalidStateError', message: expect.stringMatching(says) as string }) as Error;
    jobs.run((list) => {
      list.push(1);
      expect(() => notEmpty.wait({ timeout: 5 })).toThrow(refused);
      expect(jobs.owned).toBe(true);
    });
    await jobs.runAsync(async (list) => {
      list.push(2);
      expect(await refusal(notEmpty.waitAsync({ timeout: 5 }))).toEqual(refused);
      expect(jobs.owned).toBe(true);
    });
    expect(jobs.run((list) => list)).toEqual([1, 2]);
    expect(String(notEmpty)).toBe('Condition(not empty)[0 waiting, Guarded(jobs)[free]]');
  });

  test('a wait whose value cannot be written back throws, and the hold goes on as it was', async () => {
    const { jobs, notEmpty } = make();
    const held = await jobs.holdAsync();
    held.value = ['x'.repeat(1000)] as never;
    const refused = expect.objectContaining({ name: 'RangeError' }) as Error;
    expect(() => notEmpty.wait({ timeout: 5 })).toThrow(refused);
    expect(await refusal(notEmpty.waitAsync({ timeout: 5 }))).toEqual(refused);
    expect([held.held, held.value.length]).toEqual([true, 1]);
    expect(String(notEmpty)).toContain('[0 waiting');
    held.value = [7];
    expect(notEmpty.wait({ timeout: 5 })).toBe(false);
    expect([held.held, held.value]).toEqual([true, [7]]);
    held.discard();
    expect(jobs.run((list) => list)).toEqual([7]);
  });

  test('what is not notified comes back with the value that there is then', () => {
    const { jobs, notEmpty } = make();
    const held = jobs.hold();
    held.value.push(1);
    expect(notEmpty.wait({ timeout: 5 })).toBe(false);
    expect(held.value).toEqual([1]);
    held.release();
  });

  test('the Condition’s own calls hold the lock without the value, and keep others away', () => {
    const { jobs, notEmpty } = make();
    notEmpty.run(() => {
      expect([jobs.owned, jobs.tryHold()]).toEqual([true, undefined]);
      expect(notEmpty.wait({ timeout: 5 })).toBe(false);
      notEmpty.notifyAll();
    });
    expect(jobs.locked).toBe(false);
  });

  test('it is not held together with locks: its value could not be had', async () => {
    const { jobs } = make();
    const lock = new Lock();
    for (const hold of [holdAll, holdAllAsync]) {
      await expectRefusal(async () => hold([lock, jobs]), 'TypeError', /^holdAll(Async)?\(\): Guarded\(jobs\) is held by its own calls alone, .* list a Lock instead$/);
    }
    expect([lock.locked, jobs.locked]).toEqual([false, false]);
  });

  test('a hold that the Condition has released says at its own release what is lost', () => {
    const { jobs, notEmpty } = make();
    const held = jobs.hold();
    held.value.push(1);
    notEmpty.release();
    expect(() => { held.release(); }).toThrow(/Guarded\(jobs\): release\(\) of a hold that is over/);
    held.release();
    const untouched = jobs.hold();
    notEmpty.release();
    untouched.release();
    expect(jobs.run((list) => list)).toEqual([]);
  });
});
