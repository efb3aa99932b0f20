import { Event } from '@sync/event';
import { Thread, Timer, currentThread, isMainThread, mainThread, threadId } from '@sync/thread';
import { LONG } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

/** What `whoAmI` of `workers/targets.mjs` tells. */
interface Facts {
  whoAmI: () => { id: number; threadId: number; name: string; daemon: boolean; isAlive: boolean; nativeId: number; isMainThread: boolean };
}

describe('the name of a thread', () => {
  test('is what it was given, or a number of the process with what it runs', () => {
    const named = (name?: string): string => new Thread(() => 1, { name }).name;
    const first = named();
    const [, number] = /^Thread-(\d+)$/.exec(first) ?? [];
    const next = Number(number) + 1;
    function greet(): string {
      return 'hello';
    }
    expect([
      new Thread(greet).name,
      new Thread(work('targets')).name,
      new Thread(work('targets'), { export: 'whoAmI' }).name,
      new Timer(1, greet).name,
      new Timer(1, work('targets'), { export: 'whoAmI', name: 'alarm' }).name,
      named('hello'),
      named(''),
    ]).toEqual([
      `Thread-${next} (greet)`,
      `Thread-${next + 1} (default)`,
      `Thread-${next + 2} (whoAmI)`,
      `Thread-${next + 3} (greet)`,
      'alarm',
      'hello',
      '',
    ]);
  });

  test('may be changed before, during and after its life, by whoever has it, and all see the change', async () => {
    const [renamed, gate] = [new Event(), new Event()];
    const thread = new Thread<{ rename: (renamed: Event, gate: Event) => string[] }, 'rename'>(work('names'), { export: 'rename', name: 'one', args: [renamed, gate] });
    const other = Thread.from(thread.share());
    thread.name = 'two';
    expect(thread.name).toBe('two');
    thread.start();
    expect(await renamed.waitAsync({ timeout: LONG })).toBe(true);
    expect([thread.name, other.name, String(thread)]).toEqual(['two, by itself', 'two, by itself', 'Thread(two, by itself)[running]']);
    other.name = 'by another';
    gate.set();
    expect(thread.result({ timeout: LONG })).toEqual(['two', 'two, by itself', 'by another']);
    expect(thread.name).toBe('by another');
    thread.name = 'late';
    expect([thread.name, String(thread)]).toEqual(['late', 'Thread(late)[ended]']);
  });

  test('may be the same as of another one, and of any length and script', () => {
    const name = 'Прядильщик 🧵 '.repeat(20);
    const threads = [1, 2].map(() => new Thread<Facts, 'whoAmI'>(work('targets'), { export: 'whoAmI', name }).start());
    const seen = threads.map((thread) => thread.result({ timeout: LONG }).name);
    expect(seen[0]!.length).toBeGreaterThan(10);
    expect(seen[0]).toBe(seen[1]);
    expect(name.startsWith(seen[0]!)).toBe(true);
    expect(threads.map((thread) => thread.name)).toEqual([name, name]);
  });
});

describe('the calling thread', () => {
  test('is known to itself as to others', () => {
    const thread = new Thread<Facts, 'whoAmI'>(work('targets'), { export: 'whoAmI', name: 'who' }).start();
    const { nativeId, ...facts } = thread.result({ timeout: LONG });
    expect(facts).toEqual({ id: thread.id, threadId: thread.id, name: 'who', daemon: false, isAlive: true, isMainThread: false });
    expect(nativeId).not.toBe(mainThread().nativeId);
    expect(thread.id).not.toBe(threadId());
  });

  test('here it is the main thread', () => {
    expect(isMainThread).toBe(true);
    expect(currentThread()).toBe(mainThread());
    const { id, name, daemon, isAlive, stopRequested } = mainThread();
    expect({ id, name, daemon, isAlive, stopRequested }).toEqual({ id: threadId(), name: 'MainThread', daemon: false, isAlive: true, stopRequested: false });
    expect(mainThread().toString()).toBe('Thread(MainThread)[running]');
    expect(mainThread().nativeId).toBe(process.pid);
  });

  test('in a thread, the main thread is another one', () => {
    const thread = new Thread<{ main: () => { id: number; name: string; isCurrent: boolean } }, 'main'>(work('names'), { export: 'main' }).start();
    expect(thread.result({ timeout: LONG })).toEqual({ id: threadId(), name: 'MainThread', isCurrent: false });
  });
});
