import { Event } from '@sync/event';
import { Thread, Timer, currentThread } from '@sync/thread';
import { LONG } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

/** What `daemons` of `workers/starts.mjs` tells: is it one; is one that it makes; by default, with false, with true. */
interface Daemons {
  daemons: () => boolean[];
}

describe('daemon', () => {
  test('is what it was told, or as the thread that makes it', () => {
    expect(currentThread().daemon).toBe(false);
    for (const [daemon, expected] of [[undefined, false], [false, false], [true, true]] as const) {
      expect(new Thread(() => 1, { daemon }).daemon).toBe(expected);
      expect(new Timer(1, () => 1, { daemon }).daemon).toBe(expected);
    }
    for (const daemon of [false, true]) {
      const thread = new Thread<Daemons, 'daemons'>(work('starts'), { export: 'daemons', daemon }).start();
      expect(thread.result({ timeout: LONG })).toEqual([daemon, daemon, false, true]);
    }
  });

  test('may be set until the start, and not while it runs, nor after it has ended', () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { name: 'set', args: [gate] });
    thread.daemon = true;
    expect(thread.daemon).toBe(true);
    thread.daemon = false;
    thread.start();
    const late = (): void => {
      thread.daemon = true;
    };
    expect(late).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
    expect(late).toThrow(/Thread\(set\).*daemon.*start/);
    gate.set();
    thread.join({ timeout: LONG });
    expect(late).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
    expect(thread.daemon).toBe(false);
  });

  test('is in its text, when it is one', () => {
    const thread = new Thread(work('targets'), { name: 'd' });
    expect(String(thread)).toBe('Thread(d)[not started]');
    thread.daemon = true;
    expect(String(thread)).toBe('Thread(d)[not started, daemon]');
    thread.start();
    expect(String(thread)).toBe('Thread(d)[running, daemon]');
    thread.join({ timeout: LONG });
    expect(String(thread)).toBe('Thread(d)[ended, daemon]');
  });

  test('is joined as any other, and gives its result', async () => {
    const thread = new Thread(work('targets'), { daemon: true, args: [1, 2] }).start();
    expect(await thread.resultAsync({ timeout: LONG })).toBe(3);
  });
});
