/**
 * Fails when: the kernel is asked too early, too often, for one thread in another's place,
 * or by each of those who wait for the same; who is dead comes to life again; what was said
 * of one thread is said of another that has its row, or its number in the kernel.
 */
import fs from 'node:fs';
import { threadId } from '@sync/atomics';
import { context, isGone, type ThreadTable } from '@sync/atomics/internal';
import { until } from '@sync/testing';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { endThreads } from './thread.ts';
import { CLAIM, COMPARED, SEEN, START, entered, idSlot, probe, rowOf, table, words } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the kernel is asked', () => {
  let clock: MockInstance<() => number>;
  let looks: MockInstance;
  const me = threadId();

  /** Whom it was asked after since the last time. */
  const asked = (): string[] => looks.mock.calls.splice(0).map(([path]) => String(path)).filter((path) => path.includes('task'));
  const ask = (at: number, ...ids: number[]): boolean[] => {
    clock.mockReturnValue(10_000 + at);
    return ids.map((id) => isGone(id, table));
  };

  beforeEach(() => {
    context().slots.delete('liveness');
    for (const slot of [SEEN, COMPARED]) words[rowOf(me) + slot] = 0;
    // Asks as another thread: nobody needs to ask after itself.
    context().slots.set('identity', { id: 999_998 });
    clock = vi.spyOn(performance, 'now');
    looks = vi.spyOn(fs, 'accessSync');
  });

  afterEach(() => {
    context().slots.delete('identity');
  });

  test('25 ms after the first question, then every 100 ms, however often one asks', () => {
    const probes: number[] = [];
    for (let at = 0; at <= 500; at += 0.5) {
      ask(at, me);
      if (asked().length > 0) probes.push(at);
    }
    expect(probes).toEqual([25, 125, 225, 325, 425]);
  });

  test('at the next question, by one that asks seldom', () => {
    ask(0, me);
    expect(asked()).toEqual([]);
    ask(1000, me);
    expect(asked()).toHaveLength(1);
    ask(1099, me);
    expect(asked()).toEqual([]);
    ask(5000, me);
    expect(asked()).toHaveLength(1);
  });

  test('after each thread by itself, by its own number', async () => {
    const { id } = await entered();
    ask(0, me);
    ask(20, id);
    ask(30, me, id);
    expect(asked()).toEqual([`/proc/self/task/${words[rowOf(me) + CLAIM]!}`]);
    ask(45, me, id);
    expect(asked()).toEqual([`/proc/self/task/${words[rowOf(id) + CLAIM]!}`]);
  });

  test('for each table by itself', () => {
    // Another table, in which a thread of that id is another one.
    const buffer = table.buffer.slice(0);
    const other: ThreadTable = { buffer, words: new Int32Array(buffer), row: -1 };
    other.words[rowOf(me) + START]! += 1;
    other.words[rowOf(me) + COMPARED] = 0;
    for (const at of [0, 25]) {
      clock.mockReturnValue(10_000 + at);
      expect(isGone(me, table)).toBe(false);
      expect(isGone(me, other)).toBe(at === 25);
    }
  });

  /** Asks as several threads do, each at its times. */
  const askAs = (who: number, at: number, id: number): boolean => {
    context().slots.set('liveness', askers[who]);
    const [answer] = ask(at, id);
    askers[who] = context().slots.get('liveness');
    return answer!;
  };
  const askers: unknown[] = [];

  test('for all who wait by one of them, every 100 ms', () => {
    const probes: number[] = [];
    for (let at = 0; at <= 1000; at += 1) {
      for (let who = 0; who < 4; who++) {
        // Each in slices of its own.
        if ((at + who * 13) % 50 !== 0) continue;
        expect(askAs(who, at, me)).toBe(false);
        if (asked().length > 0) probes.push(at);
      }
    }
    expect(probes.length).toBeLessThanOrEqual(11);
    for (const [at, time] of probes.entries()) if (at > 0) expect(time - probes[at - 1]!).toBeLessThan(100 + 50);
  });

  test('what its number stands for once a second, by all who wait, and in between whether it has it', async () => {
    const { id } = await entered();
    const reads = vi.spyOn(fs, 'readFileSync');
    const compared: number[] = [];
    for (let at = 0; at <= 3500; at += 25) {
      ask(at, id);
      if (reads.mock.calls.splice(0).length > 0) compared.push(at);
    }
    expect(compared).toEqual([25, 1025, 2025, 3025]);
    // A number that another thread has by now.
    words[rowOf(id) + START]! += 1;
    const told = Array.from({ length: 12 }, (_, turn) => ask(3600 + 100 * turn, id)[0]);
    expect([told[0], told.at(-1)]).toEqual([false, true]);
  });

  test('at once when what was last seen lies in the future: the clocks of two threads may differ', () => {
    ask(0, me);
    words[rowOf(me) + SEEN] = (performance.timeOrigin + 10_000 + 25 + 5000) | 0;
    ask(25, me);
    expect(asked()).toHaveLength(1);
  });

  test('not by those who hear from others that it is dead, who need not wait for their turn either', async () => {
    const { thread, id } = await entered();
    for (const who of [0, 1]) askAs(who, 0, id);
    await thread.terminate();
    await until('it is gone', () => askAs(0, 30, id));
    asked();
    expect(askAs(1, 1, id)).toBe(true);
    expect(askAs(2, 0, id)).toBe(true);
    expect(asked()).toEqual([]);
  });

  test('by the others all the same, when one of them cannot ask', async () => {
    const { thread, id } = await entered();
    for (const who of [0, 1]) askAs(who, 0, id);
    await thread.terminate();
    looks.mockImplementation(() => {
      throw Object.assign(new Error('on purpose'), { code: 'EACCES' });
    });
    const task = `/proc/self/task/${words[rowOf(id) + CLAIM]!}`;
    await until('the kernel has it no more', () => !fs.existsSync(task));
    expect(askAs(0, 30, id)).toBe(false);
    looks.mockRestore();
    expect(askAs(1, 31, id)).toBe(true);
  });

  test('no more once a thread is dead, which it stays when others have its row', async () => {
    const { thread, id } = await entered();
    await thread.terminate();
    clock.mockRestore();
    await until('it is gone', () => isGone(id, table));
    looks.mockClear();
    clock = vi.spyOn(performance, 'now');
    expect(ask(1_000_000, id)).toEqual([true]);
    const slot = idSlot(id);
    words[slot] = 999_999;
    expect(ask(2_000_000, id)).toEqual([true]);
    words[slot] = id;
    expect(asked()).toEqual([]);
  });

  test('anew by each of some thousands, and none of them is mistaken for another', () => {
    const ids = Array.from({ length: 5000 }, (_, at) => 1_000_000 + at);
    expect(ask(0, ...ids, me)).not.toContain(true);
    expect(ask(25, me)).toEqual([false]);
    expect(asked()).toHaveLength(1);
  });
});

describe('a row', () => {
  test('that is another’s by the time it is read says nothing', async () => {
    const { id } = await entered();
    const [row, slot] = [rowOf(id), idSlot(id)];
    const claim = words[row + CLAIM]!;
    const load = Atomics.load.bind(Atomics);
    vi.spyOn(Atomics, 'load').mockImplementation(((array: Int32Array, index: number) => {
      // Between the look for the row and the look at it.
      if (array.buffer === table.buffer && index === row + CLAIM && words[slot] === id) {
        words[slot] = 0;
        words[row + CLAIM] = 2 ** 22;
      }
      return load(array, index);
    }) as never);
    expect(probe(id)).toBe(false);
    expect(words[row + CLAIM], 'it was').toBe(2 ** 22);
    words[row + CLAIM] = claim;
    words[slot] = id;
    vi.restoreAllMocks();
    expect(probe(id)).toBe(false);
  });

  test('that is being taken is of one that is gone', async () => {
    const [old, taker] = [await entered(), await entered()];
    const [row, claim] = [rowOf(old.id), words[rowOf(old.id) + CLAIM]!];
    words[row + CLAIM] = -words[rowOf(taker.id) + CLAIM]!;
    expect(probe(old.id)).toBe(true);
    words[row + CLAIM] = claim;
  });

  test('whose number in the kernel another thread has by now is of one that is gone', async () => {
    const [dead, lives] = [await entered(), await entered()];
    const row = rowOf(dead.id);
    await dead.thread.terminate();
    words[row + CLAIM] = words[rowOf(lives.id) + CLAIM]!;
    words[row + START] = words[rowOf(lives.id) + START]! - 1;
    expect([probe(dead.id), probe(lives.id)]).toEqual([true, false]);
  });

  test('of one that is gone tells so whatever its start was', async () => {
    const { thread, id } = await entered();
    const row = rowOf(id);
    await thread.terminate();
    const before = words.slice();
    for (const start of [0, -1, 1]) {
      // As if nobody had seen it before.
      words.set(before);
      words[row + START] = start;
      await until('it is gone', () => probe(id));
    }
  });

  test('has the number and the start that the kernel tells', async () => {
    const { thread, id } = await entered();
    const row = rowOf(id);
    const [native, start] = await thread.run(() => {
      const { readlinkSync, readFileSync } = process.getBuiltinModule('node:fs');
      const stat = readFileSync('/proc/thread-self/stat', 'utf8');
      return [Number(readlinkSync('/proc/thread-self').split('/').at(-1)), Number(stat.split(') ')[1]!.split(' ')[19])];
    });
    expect([words[row + CLAIM], words[row + START]]).toEqual([native, start | 0 || 1]);
    expect(native).not.toBe(process.pid);
  });
});
