/**
 * Fails when: more workers are called to tiny tasks than these are worth, or too few to long ones, or to what turns out to be
 * long, or before the thread is blocked; or what is to be done seldom is done each time, or not at all.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Crew } from '../src/crew.ts';
import type { Lane } from '../src/lane.ts';
import { Pace } from '../src/pace.ts';
import { seldom } from '../src/seldom.ts';
import { Summons } from '../src/summons.ts';
import { times } from './pools.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('how many workers so many tasks are worth', () => {
  function paceOf(...took: readonly number[]): Pace {
    const pace = new Pace();
    for (const each of took) pace.add(each);
    return pace;
  }

  test.each<[string, Pace, readonly number[]]>([
    ['one each, if nothing is known of them', paceOf(), [0, 1, 7, 100]],
    ['one, if they are tiny, and more, if they are many', paceOf(1), [0, 1, 1, 2]],
    ['one each, if they take long', paceOf(1000), [0, 1, 7, 100]],
    ['one each, as soon as one has taken long', paceOf(1, 1, 1, 1000), [0, 1, 7, 100]],
    ['one each still, when one has been tiny', paceOf(1000, 1), [0, 1, 7, 100]],
    ['one, when many have been tiny', paceOf(1000, ...times(500, () => 1)), [0, 1, 1, 3]],
  ])('%s', (_, pace, expected) => {
    expect([0, 1, 7, 100].map((tasks) => pace.workersFor(tasks))).toEqual(expected);
  });
});

test('what is done seldom is done at once, and then not again before its time', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const done = vi.fn();
  const call = seldom(100, done);
  const counts = [0, 50, 49, 1, 99, 1].map((later) => {
    vi.advanceTimersByTime(later);
    call();
    return done.mock.calls.length;
  });
  expect(counts).toEqual([1, 1, 1, 2, 2, 3]);
});

describe('workers are called', () => {
  /** What the crew is asked to do; and whether tasks still wait. */
  function summons(): { calls: Summons; asked: unknown[]; lane: { hasTasks: boolean } } {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [asked, lane] = [[] as unknown[], { hasTasks: true }];
    const crew = { see: (isSure: boolean) => asked.push(isSure ? 'all' : 'worth'), seeToOne: () => asked.push('one') };
    return { calls: new Summons(crew as unknown as Crew, lane as unknown as Lane), asked, lane };
  }

  test('one with the first task, the second, the fourth and so on, and all that they are worth after all of them', async () => {
    const { calls, asked } = summons();
    const counts = times(9, () => {
      calls.offer();
      return asked.length;
    });
    expect(counts).toEqual([1, 2, 2, 3, 3, 3, 3, 4, 4]);
    await Promise.resolve();
    expect(asked).toEqual(['one', 'one', 'one', 'one', 'worth']);
  });

  test('all of them when tasks wait for longer than was thought, once', async () => {
    const { calls, asked } = summons();
    calls.offer();
    await Promise.resolve();
    vi.runAllTimers();
    expect(asked).toEqual(['one', 'worth', 'all']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('none when those have been begun', async () => {
    const { calls, asked, lane } = summons();
    calls.offer();
    await Promise.resolve();
    lane.hasTasks = false;
    vi.runAllTimers();
    calls.offer();
    await Promise.resolve();
    expect(asked).toEqual(['one', 'worth', 'one', 'worth']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('all of them at once before the thread is blocked, if it has submitted anything', async () => {
    const { calls, asked } = summons();
    calls.hurry();
    calls.offer();
    calls.hurry();
    await Promise.resolve();
    expect(asked).toEqual(['one', 'all']);
    calls.offer();
    await Promise.resolve();
    calls.hurry();
    calls.hurry();
    expect(asked).toEqual(['one', 'all', 'one', 'worth', 'all']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
