import { Event } from '@sync/event';
import { CancelledError, Thread, Timer } from '@sync/thread';
import { LONG, MEDIUM, attempt, expectAtOnce, expectTimeout, timed, wrong } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

const heard = unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

/** Far away. */
const NEVER = 3_600_000;

describe('a timer', () => {
  test.each([['result'], ['resultAsync']] as const)('runs its target when its time has come, never before: %s', async (way) => {
    const timer = new Timer(MEDIUM, (a: number, b: number) => a + b, { args: [1, 2] });
    expect(timer).toBeInstanceOf(Thread);
    const { value, ms } = await timed(() => timer.start()[way]({ timeout: LONG }));
    expect(value).toBe(3);
    expectTimeout(ms, MEDIUM);
    expect(timer.cancelled).toBe(false);
    expect(timer.cancel()).toBe(false);
    expect(timer.result()).toBe(3);
  });

  test('runs at once after no time at all', () => {
    expect(new Timer(0, () => 'at once').start().result({ timeout: LONG })).toBe('at once');
  });

  test('runs exports of modules, too, with arguments of its own', () => {
    const list = [1];
    const timers = [1, 2].map(() => new Timer(0, work('uses'), { export: 'changes', args: [{ list, map: new Map() }] }).start());
    for (const timer of timers) expect(timer.result({ timeout: LONG })).toMatchObject({ list: [1, 2] });
    expect(list).toEqual([1]);
  });

  test('is no daemon, unless told, and is started once', () => {
    const timer = new Timer(0, () => 1).start();
    expect(timer.daemon).toBe(false);
    expect(() => timer.start()).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
    timer.join({ timeout: LONG });
  });

  test('whose target throws ends by it, as any thread', () => {
    const timer = new Timer(0, () => { throw new RangeError('late'); }).start();
    expect(() => timer.result({ timeout: LONG })).toThrow(new RangeError('late'));
    expect(heard).toMatchObject([{ thread: timer }]);
  });

  test.each([
    ['negative', -1, RangeError],
    ['NaN', NaN, RangeError],
    ['a text', '5', TypeError],
    ['nothing', undefined, TypeError],
  ])('of a delay that is %s is refused', (_, delay, error) => {
    expect(() => new Timer(wrong(delay), () => 1)).toThrow(error);
    expect(() => new Timer(wrong(delay), () => 1)).toThrow(/new Timer\(\)/);
  });
});

describe('cancel', () => {
  test.each([['join'], ['joinAsync']] as const)('ends a timer that waits, at once, and its target never runs: %s', async (way) => {
    const ran = new Event();
    const timer = new Timer(NEVER, work('sets'), { args: [ran] }).start();
    expect(await timer[way]({ timeout: MEDIUM })).toBe(false);
    const { ms } = await timed(() => {
      expect(timer.cancel()).toBe(true);
      return timer[way]({ timeout: LONG });
    });
    expectAtOnce(ms);
    expect({ cancelled: timer.cancelled, isAlive: timer.isAlive, ran: ran.isSet }).toEqual({ cancelled: true, isAlive: false, ran: false });
  });

  test('before the start: start does nothing', async () => {
    const ran = new Event();
    const timer = new Timer(0, work('sets'), { name: 'early', args: [ran] });
    expect(timer.cancel()).toBe(true);
    expect(timer.start()).toBe(timer);
    expect(timer.isAlive).toBe(false);
    expect(timer.join()).toBe(true);
    expect(timer.id).toBeUndefined();
    const error = await attempt(() => timer.result());
    expect(error).toBeInstanceOf(CancelledError);
    expect((error as Error).message).toBe('Thread(early) was cancelled before its time came');
    expect(() => timer.start()).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
    expect(ran.isSet).toBe(false);
  });

  test('is done as often as one likes, and nobody is told of an error', async () => {
    const timer = new Timer(NEVER, () => 1).start();
    expect([timer.cancel(), timer.cancel()]).toEqual([true, true]);
    await expect(timer.resultAsync({ timeout: LONG })).rejects.toBeInstanceOf(CancelledError);
    expect(timer.cancel()).toBe(true);
    expect(heard).toEqual([]);
  });

  test('while the target runs, or after, has no effect', () => {
    const [running, gate] = [new Event(), new Event()];
    const timer = new Timer(0, work('passes'), { args: [running, gate] }).start();
    expect(running.wait({ timeout: LONG })).toBe(true);
    expect([timer.cancel(), timer.cancelled]).toEqual([false, false]);
    gate.set();
    expect(timer.result({ timeout: LONG })).toBe('through');
    expect(timer.cancel()).toBe(false);
  });

  test('in a race with its time: exactly one of both wins', () => {
    const told = { ran: 0, cancelled: 0 };
    for (let turn = 0; turn < 40; turn++) {
      const timer = new Timer(35 + (turn % 20), () => 'ran').start();
      // Until about when its time comes.
      const limit = performance.now() + 35 + ((turn * 7) % 20);
      while (performance.now() < limit);
      const cancelled = timer.cancel();
      expect(timer.cancelled).toBe(cancelled);
      expect(timer.join({ timeout: LONG })).toBe(true);
      if (cancelled) expect(() => timer.result()).toThrow(CancelledError);
      else expect(timer.result()).toBe('ran');
      told[cancelled ? 'cancelled' : 'ran']++;
    }
    expect(told.ran + told.cancelled).toBe(40);
  });
});

test('stop ends a timer that waits, with its reason', () => {
  const timer = new Timer(NEVER, () => 1).start();
  timer.stop(new RangeError('closing'));
  expect(() => timer.result({ timeout: LONG })).toThrow(new RangeError('closing'));
  expect(heard).toEqual([]);
});
