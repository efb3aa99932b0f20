import type { Once } from '@sync/once';
import { FACTOR, Subject, bunch, closeSubjects, counting, endThreads, until, waiting } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { COMES, PAIRS, PLACES, RUNS, WAYS, WELL, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const DIES = new URL('workers/dies.mjs', import.meta.url);

/** Who waits learns of a runner's end within this, in milliseconds; one of several may be late on a busy machine. */
const NOTICED = 250 * FACTOR;
const LATEST = 1000 * FACTOR;

const now = (): number => performance.timeOrigin + performance.now();

/** In another thread: does it, and tells when. */
const TAKES = {
  sync: ({ lock }: Here<Once>): { did: boolean; at: number } => {
    const did = lock.run(() => 1);
    return { did, at: performance.timeOrigin + performance.now() };
  },
  async: async ({ lock }: Here<Once>): Promise<{ did: boolean; at: number }> => {
    const did = await lock.runAsync(() => 1);
    return { did, at: performance.timeOrigin + performance.now() };
  },
} as const;

describe.each(PLACES)('$name, whose runner dies', ({ spec }) => {
  test.each(PAIRS)('(it is $first) is done by one that waits ($second) within 250 ms', async ({ first, second }) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 5; trial++) {
      const subject = new Subject<Once>(spec);
      const { thread, outcome } = await runner(subject, first);
      const [waits] = await counting(subject, 1);
      const taken = waits?.run(TAKES[second]);
      await waiting(subject, 1);
      await thread.terminate();
      const ended = now();
      const end = await taken;
      expect(end?.did).toBe(true);
      stalls.push(Number(end?.at) - ended);
      expect(subject.lock.done).toBe(true);
      await expect(outcome).rejects.toThrow('ended');
      await closeSubjects();
    }
    const median = stalls.sort((a, b) => a - b)[stalls.length >> 1];
    expect(median, String(stalls)).toBeLessThan(NOTICED);
    expect(Math.max(...stalls), String(stalls)).toBeLessThan(LATEST);
  });

  test.each(WAYS)('(it is %s) is done by exactly one of many that wait in several threads, and of those that come', async (way) => {
    const subject = new Subject<Once>(spec);
    const { thread } = await runner(subject, way);
    const waits = await counting(subject, 4);
    const late = waits.map((one, index) => one.run(COMES[index % 2 === 0 ? 'sync' : 'async']));
    const own = [1, 2, 3].map(() => subject.lock.runAsync(() => Atomics.add(subject.flags, RUNS, 1)));
    await waiting(subject, 4);
    await thread.terminate();
    const newcomer = subject.thread().run(COMES.sync);
    const all = [...(await Promise.all([...late, newcomer])).map(([did]) => did), ...(await Promise.all(own))];
    expect(all.filter((did) => did)).toHaveLength(1);
    expect(subject.flags[RUNS]).toBe(1);
  });

  test('and the next, and the one after that', async () => {
    const subject = new Subject<Once>(spec);
    for (const way of [...WAYS, ...WAYS]) {
      const { thread } = await runner(subject, way);
      await thread.terminate();
    }
    expect(await subject.lock.runAsync(() => 1)).toBe(true);
  });

  test.each(WAYS)('is done by who tries again and again without waiting (%s)', async (way) => {
    const subject = new Subject<Once>(spec);
    const { lock: once } = subject;
    const { thread } = await runner(subject, 'sync');
    await thread.terminate();
    const ended = now();
    let did: boolean | undefined;
    while (did === undefined && now() - ended < LATEST) {
      try {
        did = way === 'sync' ? once.run(() => 1, { timeout: 0 }) : await once.runAsync(() => 1, { timeout: 0 });
      } catch (error) {
        expect(error).toMatchObject({ name: 'TimeoutError' });
      }
    }
    expect(did).toBe(true);
  });

  test.each([
    'by process.exit()',
    'by process.exit() while it awaits',
    'by an error that nobody catches',
    'since it has nothing to do any more',
  ])('%s, is followed by one that waits', async (how) => {
    const { lock: once, record, flags } = new Subject<Once>(spec);
    const dying = bunch(1, DIES, { handle: record.handle, flags, how });
    await until('it has begun', () => Atomics.load(flags, 0) === 1);
    expect(await once.runAsync(() => 1)).toBe(true);
    await expect(dying.join()).rejects.toThrow(/uncaught|ended with code/);
  });

  test('a runner that lives is left alone, however long it takes', async () => {
    const subject = new Subject<Once>(spec);
    for (const way of WAYS) {
      const fresh = new Subject<Once>(spec);
      const { outcome, end } = await runner(fresh, way);
      const [sync, async] = await counting(fresh, 2);
      const late = [sync!.run(COMES.sync), async!.run(COMES.async)];
      await waiting(fresh, 2);
      // Long enough to be asked after several times.
      await expect(fresh.lock.runAsync(() => 1, { timeout: 400 })).rejects.toMatchObject({ name: 'TimeoutError' });
      end(WELL);
      expect([await outcome, ...(await Promise.all(late))]).toEqual([true, [false, 42], [false, 42]]);
    }
    expect(subject.lock.done).toBe(false);
  });
});

test.each(PAIRS)('a thread that ends while it waits ($first) holds up nobody ($second)', async ({ first, second }) => {
  const subject = new Subject<Once>(PLACES[0]!.spec);
  const { outcome, end } = await runner(subject, 'sync');
  const [dies, stays] = await counting(subject, 2);
  const lost = dies?.run(COMES[first]);
  const late = stays?.run(COMES[second]);
  await waiting(subject, 2);
  await dies?.terminate();
  await expect(lost).rejects.toThrow('ended');
  end(WELL);
  expect([await outcome, await late]).toEqual([true, [false, 42]]);
});
