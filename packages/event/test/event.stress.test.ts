import { Event } from '@sync/event';
import { LONG, Subject, bunch, closeSubjects, endThreads, testSeed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CHANGES, eventSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const RING = new URL('workers/ping-pong.mjs', import.meta.url);
const WORK = Number(process.env.SYNC_TEST_STRESS ?? 1);
const LIMIT = 2 * LONG * WORK;

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
      const data = { handle: record.handle, sets, seed: testSeed(), ops: ops * WORK };
      const all = await bunch<Counts>(threads, STRESS, data, { limit: LIMIT }).join();
      for (const kind of ['released', 'timeouts', 'aborts'] as const) {
        expect(all.reduce((sum, counts) => sum + counts[kind], 0), kind).toBeGreaterThan(0);
      }
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
    LIMIT + 5000,
  );

  test.each([{ threads: 2, rounds: 1000 }, { threads: 4, rounds: 300 }, { threads: 8, rounds: 100 }])(
    '$threads threads pass the turn on in a ring, without time limits: nobody misses it, nobody goes twice',
    async ({ threads, rounds }) => {
      const events = Array.from({ length: threads }, (_, index) => new Event({ name: String(index) }));
      const turns = new Int32Array(new SharedArrayBuffer(4));
      const data = { handles: events.map((event) => event.share()), turns, seed: testSeed(), rounds: rounds * WORK };
      const ring = bunch(threads, RING, data, { limit: LIMIT });
      events[0]?.set();
      await ring.join();
      expect(turns[0]).toBe(threads * rounds * WORK);
      // Each went round the same number of times; the first was set once more, at the end.
      expect(events.map((event) => event.isSet)).toEqual(events.map((_, index) => index === 0));
    },
    LIMIT + 5000,
  );
});
