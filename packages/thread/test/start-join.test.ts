import { Semaphore } from '@sync/semaphore';
import { Event } from '@sync/event';
import { Thread, activeCount, mainThread, threads, threadId } from '@sync/thread';
import { LONG, MEDIUM, expectAtOnce, expectTimeout, timed, until } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

/** What the modules export as default. */
interface Section {
  default: (permits: Semaphore, inside: Int32Array) => { id: number; nativeId: number };
}
interface JoinsItself {
  default: (gate?: Event) => { name: string; code: string; message: string }[];
}
interface Joins {
  default: (thread: Thread, gate?: Event) => boolean;
}

describe('a thread', () => {
  test('is not there before it is started, and no more after it has ended', () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { name: 'visitor', args: [gate] });
    expect({ id: thread.id, nativeId: thread.nativeId, isAlive: thread.isAlive }).toEqual({ id: undefined, nativeId: undefined, isAlive: false });
    expect(String(thread)).toBe('Thread(visitor)[not started]');
    expect(threads()).not.toContain(thread);
    expect(thread.start()).toBe(thread);
    expect(thread.isAlive).toBe(true);
    expect(thread.id).toBeGreaterThan(0);
    expect(String(thread)).toBe('Thread(visitor)[running]');
    expect(threads()).toContain(thread);
    gate.set();
    expect(thread.join({ timeout: LONG })).toBe(true);
    expect(thread.isAlive).toBe(false);
    expect(String(thread)).toBe('Thread(visitor)[ended]');
    expect(threads()).not.toContain(thread);
    expect(thread.nativeId).toBeUndefined();
  });

  test('ten at once: three in the section, ids and native ids of their own, none left', () => {
    const before = activeCount();
    const permits = new Semaphore(3, { name: 'three' });
    const inside = new Int32Array(new SharedArrayBuffer(8));
    const all = Array.from({ length: 10 }, (_, index) =>
      new Thread<Section>(work('section'), { name: `<thread ${index}>`, args: [permits, inside] }));
    for (const thread of all) expect(thread.isAlive).toBe(false);
    for (const thread of all) thread.start();
    const seen = all.map((thread) => thread.result({ timeout: LONG }));
    expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(new Set([threadId(), ...seen.map(({ id }) => id)].map(String)).size).toBe(11);
    expect(new Set([mainThread().nativeId, ...seen.map(({ nativeId }) => nativeId)]).size).toBe(11);
    expect([...inside]).toEqual([0, 3]);
    for (const thread of all) expect(String(thread)).toMatch(/^Thread\(<thread \d>\)\[ended\]$/);
    expect(activeCount()).toBe(before);
  });

  test('is started once: not again while it runs, nor after it has ended', () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { name: 'once', args: [gate] }).start();
    const again = /Thread\(once\): start\(\) of a thread that was started before/;
    expect(() => thread.start()).toThrow(again);
    gate.set();
    thread.join({ timeout: LONG });
    expect(() => thread.start()).toThrow(again);
    expect(() => thread.start()).toThrow(expect.objectContaining({ name: 'ThreadStateError', code: 'SYNC_THREAD_STATE' }));
  });

  test('can be started again after a start that failed', () => {
    const args: unknown[] = [() => 1];
    const thread = new Thread(work('targets'), { export: 'echo', args });
    expect(() => thread.start()).toThrow(TypeError);
    expect({ isAlive: thread.isAlive, id: thread.id, text: String(thread) }).toMatchObject({ isAlive: false, id: undefined });
    expect(threads()).not.toContain(thread);
    args[0] = 1;
    expect(thread.start().result({ timeout: LONG })).toEqual([1]);
  });

  test('nobody who joins it', async () => {
    const ended = new Event();
    new Thread(work('sets'), { args: [ended] }).start();
    expect(await ended.waitAsync({ timeout: LONG })).toBe(true);
    await until('it is gone', () => threads().length === 1);
  });
});

describe('join', () => {
  test.each([['join'], ['joinAsync']] as const)('%s: false while it runs, when the time is up; true once it has ended, as often as one asks', async (call) => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { args: [gate] }).start();
    expect(await thread[call]({ timeout: 0 })).toBe(false);
    const { value, ms } = await timed(() => thread[call]({ timeout: MEDIUM }));
    expect(value).toBe(false);
    expectTimeout(ms, MEDIUM);
    expect(thread.isAlive).toBe(true);
    gate.set();
    expect(await thread[call]({ timeout: LONG })).toBe(true);
    for (const options of [{}, { timeout: 0 }, { timeout: 5 }]) {
      const again = await timed(() => thread[call](options));
      expect(again.value).toBe(true);
      expectAtOnce(again.ms);
    }
  });

  test.each([['join'], ['result']] as const)('%s of one that was not started is refused, also by the awaited form', async (call) => {
    const thread = new Thread(() => 1, { name: 'new' });
    for (const timeout of [0, 5, Infinity]) {
      expect(() => thread[call]({ timeout })).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
      await expect(thread[`${call}Async`]({ timeout })).rejects.toMatchObject({ name: 'ThreadStateError' });
    }
    expect(() => thread[call]()).toThrow(`Thread(new): ${call}() of a thread that was not started; start() it first`);
  });

  test('by the thread itself is refused, and others join it afterwards', () => {
    const thread = new Thread<JoinsItself>(work('joins-itself')).start();
    const refused = thread.result({ timeout: LONG });
    expect(refused).toHaveLength(4);
    for (const { name, code, message } of refused) {
      expect({ name, code }).toEqual({ name: 'ThreadStateError', code: 'SYNC_THREAD_STATE' });
      expect(message).toMatch(/^Thread\(Thread-\d+ \(default\)\): \w+\(\) by the thread itself would never end$/);
    }
    expect(thread.join()).toBe(true);
  });

  test('by one that then is joined by another, which joins itself: nobody hangs', () => {
    // The other joins this one, which is refused to join itself.
    const gate = new Event();
    const itself = new Thread<JoinsItself>(work('joins-itself'), { args: [gate] }).start();
    const other = new Thread<Joins>(work('joins'), { args: [itself, gate] }).start();
    expect(other.result({ timeout: LONG })).toBe(true);
    expect(itself.result({ timeout: LONG })).toHaveLength(4);
  });

  test('by 19 threads, and by this one both ways: each is told that it has ended', async () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { args: [gate] }).start();
    const joiners = Array.from({ length: 19 }, () => new Thread<Joins>(work('joins'), { args: [thread] }).start());
    const awaited = [thread.joinAsync({ timeout: LONG }), thread.joinAsync({ timeout: LONG })];
    gate.set();
    expect(thread.join({ timeout: LONG })).toBe(true);
    expect(await Promise.all(awaited)).toEqual([true, true]);
    for (const joiner of joiners) expect(joiner.result({ timeout: LONG })).toBe(true);
  });

  test('joinAsync rejects with the reason of its signal, also one that is aborted already; the thread runs on', async () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { args: [gate] }).start();
    const abort = new AbortController();
    const joined = thread.joinAsync({ signal: abort.signal, timeout: LONG });
    abort.abort(new RangeError('enough'));
    await expect(joined).rejects.toThrow('enough');
    await expect(thread.resultAsync({ signal: abort.signal })).rejects.toThrow('enough');
    expect(thread.isAlive).toBe(true);
    gate.set();
    expect(await thread.joinAsync({ timeout: LONG, signal: new AbortController().signal })).toBe(true);
  });

  test('does not throw what the thread threw', async () => {
    const thread = new Thread(() => { throw new Error('mine'); }).start();
    expect(thread.join({ timeout: LONG })).toBe(true);
    expect(await thread.joinAsync()).toBe(true);
  });
});

test('a thread that a thread has started is joined there, and by others', () => {
  const thread = new Thread<{ nest: (depth: number) => number[] }, 'nest'>(work('starts'), { export: 'nest', args: [3] }).start();
  expect(thread.result({ timeout: LONG })).toEqual([3, 2, 1, 0]);
});

test('what was written before start is seen by the thread, and what it wrote is seen after join', () => {
  const words = new Int32Array(new SharedArrayBuffer(4000));
  words.fill(1);
  const thread = new Thread((seen: Int32Array) => {
    const sum = seen.reduce((a, b) => a + b, 0);
    seen.fill(2);
    return sum;
  }, { args: [words] });
  thread.start();
  expect(thread.result({ timeout: LONG })).toBe(1000);
  expect(words.every((word) => word === 2)).toBe(true);
});

test('a thread that has ended is none to anybody, though its worker goes on for what it has started', () => {
  const gate = new Event();
  const parent = new Thread<{ leaves: (gate: Event) => number }, 'leaves'>(work('starts'), { export: 'leaves', args: [gate] }).start();
  const child = parent.result({ timeout: LONG });
  const listed = new Thread<{ list: () => number[] }, 'list'>(work('starts'), { export: 'list' }).start().result({ timeout: LONG });
  expect(listed).toContain(child);
  expect(listed).not.toContain(parent.id);
  expect(threads().map(({ id }) => id)).toEqual(expect.arrayContaining([threadId(), child]));
  gate.set();
});
