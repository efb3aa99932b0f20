import { FACTOR, closeSubjects, endThreads, pending, timed, until } from '@sync/testing';
import type { Here, Remote, Subject } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, WAYS, empty, joins, type AnySemaphore } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const ASYNC_CAME = 1;
const GATE = 6;

/** About a slice after its ring one is overtaken; one of several may be late on a busy machine. */
const SLICE_MS = 150 * FACTOR;
const LATEST_MS = 1000 * FACTOR;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** In another thread: awaits, and blocks on something else until the test opens the gate. */
const awaitsAndBlocks = async ({ lock, flags }: Here<AnySemaphore>, tasks: number): Promise<number[]> => {
  const turn = async (): Promise<number> => ((await lock.acquireAsync()) ? Atomics.add(flags, 0, 1) : -1);
  const waits = Array.from({ length: tasks }, turn);
  Atomics.add(flags, 1, 1);
  while (Atomics.load(flags, 6) === 0) Atomics.wait(flags, 6, 0, 1000);
  return Promise.all(waits);
};

async function blocked(subject: Subject<AnySemaphore>, thread: Remote<AnySemaphore>, tasks = 1): Promise<Promise<number[]>[]> {
  const before = Number(subject.flags[ASYNC_CAME]);
  const waits = [thread.run(awaitsAndBlocks, tasks)];
  await until('it waits', () => Atomics.load(subject.flags, ASYNC_CAME) === before + 1);
  return waits;
}

const open = ({ flags }: Subject<AnySemaphore>): void => {
  Atomics.store(flags, GATE, 1);
  Atomics.notify(flags, GATE);
};

describe.each(OPEN)('$name: a task whose thread is blocked', (type) => {
  test.each(WAYS)('is overtaken by one behind it (%s) within about a slice, and keeps its place', async (way) => {
    const times: number[] = [];
    for (let trial = 0; trial < 5; trial++) {
      const subject = empty(type, 10);
      const [busy, other, third] = subject.threads(3);
      const [late] = await blocked(subject, busy!);
      const waiter = await joins(subject, other!, way);
      const { value, ms } = await timed(() => {
        subject.lock.release();
        return waiter.turn;
      });
      expect(value).toBe(0);
      times.push(ms);
      // It comes back before one that has waited for less long.
      const last = await joins(subject, third!, 'sync', 2);
      open(subject);
      expect(await pending(late!)).toBe(true);
      subject.lock.release();
      expect([await late, await pending(last.turn)]).toEqual([[1], true]);
      subject.lock.release(2);
      expect(await last.turn).toBe(2);
      await closeSubjects();
    }
    expect(median(times), String(times)).toBeLessThan(SLICE_MS);
    expect(Math.max(...times), String(times)).toBeLessThan(LATEST_MS);
  });

  test('is overtaken by its own thread, which blocks behind it', async () => {
    const subject = empty(type, 10);
    const { lock } = subject;
    const task = lock.acquireAsync();
    const other = subject.thread();
    const given = other.run(({ lock, flags }) => {
      while (Atomics.load(flags, 7) === 0) Atomics.wait(flags, 7, 0, 1000);
      lock.release();
    });
    Atomics.store(subject.flags, 7, 1);
    Atomics.notify(subject.flags, 7);
    const { value, ms } = await timed(() => lock.acquire({ timeout: 10_000 }));
    expect(value).toBe(true);
    expect(ms).toBeLessThan(LATEST_MS);
    await given;
    expect(await pending(task)).toBe(true);
    lock.release();
    expect(await task).toBe(true);
  });

  test('with several tasks, and several such threads, hold up nobody', async () => {
    const subject = empty(type, 10);
    const [one, two, other] = subject.threads(3);
    const [first] = await blocked(subject, one!, 3);
    const [second] = await blocked(subject, two!, 2);
    const waiter = await joins(subject, other!, 'sync', 2);
    const { ms } = await timed(() => {
      subject.lock.release(2);
      return waiter.turn;
    });
    expect(ms).toBeLessThan(LATEST_MS);
    open(subject);
    subject.lock.release(5);
    expect([...(await first!), ...(await second!)].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(subject.lock.value).toBe(0);
  });

  test('holds up nobody whose clock is of another hour', async () => {
    const subject = empty(type, 10);
    const busy = subject.thread();
    const [late] = await blocked(subject, busy);
    // As after a night in which the computer slept: a thread that was started since counts it.
    const skewed = subject.thread(() => {
      Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin - 3_600_000 });
    });
    const waiter = await joins(subject, skewed, 'sync');
    const { ms } = await timed(() => {
      subject.lock.release();
      return waiter.turn;
    });
    expect(ms).toBeLessThan(LATEST_MS);
    open(subject);
    subject.lock.release();
    expect(await late).toEqual([1]);
  });

  test('that is not rung is not overtaken: who wants many keeps those that want few waiting', async () => {
    const subject = empty(type, 10);
    const busy = subject.thread();
    const large = busy.run(async ({ lock, flags }) => {
      const wait = lock.acquireAsync({ count: 3 });
      Atomics.add(flags, 1, 1);
      while (Atomics.load(flags, 6) === 0) Atomics.wait(flags, 6, 0, 1000);
      return wait;
    });
    await until('it waits', () => Atomics.load(subject.flags, ASYNC_CAME) === 1);
    subject.lock.release(2);
    expect(subject.lock.acquire({ timeout: 200 })).toBe(false);
    open(subject);
    subject.lock.release();
    expect(await large).toBe(true);
  });
});
