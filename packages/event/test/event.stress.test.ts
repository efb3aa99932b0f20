import { Event } from '@sync/event';
import { STRESS_LIMIT, Subject, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CHANGES, eventSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const RING = new URL('workers/ping-pong.mjs', import.meta.url);

interface Counts {
  readonly released: number;
  readonly timeouts: number;
  readonly aborts: number;
}

describe('Event under stress', () => {
  test.each([{ threads: 2, ops: 2000 }, { threads: 4, ops: 1000 }, { threads: 8, ops: 300 }])(
    '$threads threads set, clear, wait and await with time limits and aborts: all come back, and the word goes on from there',
    async ({ threads, ops }) => {
      const { record, lock: event, words } = new Subject<Event>(eventSpec);
      const sets = new Int32Array(new SharedArrayBuffer(4));
      const data = { handle: record.handle, sets, ops: ops * WORK };
      const { expectSome } = await stress<Counts>(threads, STRESS, data);
      expectSome('released', 'timeouts', 'aborts');
      // Each change is by one call: what was set was set by somebody.
      expect(words[CHANGES]).toBeGreaterThan(0);
      expect(words[CHANGES]).toBeLessThanOrEqual(2 * Number(sets[0]));
      const before = Number(words[CHANGES]);
      expect(event.isSet).toBe(before % 2 === 1);
      event.set();
      expect(event.wait()).toBe(true);
      event.clear();
      expect(words[CHANGES]).toBe(before % 2 === 1 ? before + 1 : before + 2);
      expect(event.wait({ timeout: 0 })).toBe(false);
    },
    STRESS_LIMIT,
  );

  test.each([{ threads: 2, rounds: 1000 }, { threads: 4, rounds: 300 }, { threads: 8, rounds: 100 }])(
    '$threads threads pass the turn on in a ring, without time limits: nobody misses it, nobody goes twice',
    async ({ threads, rounds }) => {
      const events = Array.from({ length: threads }, (_, index) => new Event({ name: String(index) }));
      const turns = new Int32Array(new SharedArrayBuffer(4));
      const data = { handles: events.map((event) => event.share()), turns, rounds: rounds * WORK };
      const ring = stress(threads, RING, data);
      events[0]?.set();
      await ring;
      expect(turns[0]).toBe(threads * rounds * WORK);
      // Each went round the same number of times; the first was set once more, at the end.
      expect(events.map((event) => event.isSet)).toEqual(events.map((_, index) => index === 0));
    },
    STRESS_LIMIT,
  );
});
