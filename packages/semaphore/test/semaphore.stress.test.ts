import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { STRESS_LIMIT, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, ROBUST, held, make } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const SIGNALS = new URL('workers/signals.mjs', import.meta.url);

interface Counts {
  readonly sections: number;
  readonly timeouts: number;
  readonly aborts: number;
}

describe.each([OPEN[0]!, OPEN[3]!, ROBUST[0]!])('$name under stress', (type) => {
  test.each([
    { threads: 2, mode: 'sync', permits: 1, ops: 2000 },
    { threads: 2, mode: 'mixed', permits: 2, ops: 500 },
    { threads: 4, mode: 'async', permits: 3, ops: 300 },
    { threads: 4, mode: 'mixed', permits: 3, ops: 200 },
    { threads: 8, mode: 'mixed', permits: 5, ops: 60 },
    { threads: 16, mode: 'sync', permits: 3, ops: 100 },
  ])(
    '$threads threads ($mode) acquire some of $permits with time limits and aborts: never too many, and all are there at the end',
    async ({ threads, mode, permits, ops }) => {
      const subject = make(type, permits);
      const { record, lock, words } = subject;
      const flags = new Int32Array(new SharedArrayBuffer(16));
      const data = { type: record.how.export, handle: record.handle, flags, mode, permits, ops: ops * WORK };
      const { sum, expectSome } = await stress<Counts>(threads, STRESS, data);
      expectSome('sections');
      expect([flags[0], flags[1]]).toEqual([0, sum('sections')]);
      expect([lock.value, held(words)]).toEqual([permits, 0]);
    },
    STRESS_LIMIT,
  );
});

describe.each([Semaphore, BoundedSemaphore])('%o as a signal', (Type) => {
  test.each([{ threads: 2, items: 3000 }, { threads: 4, items: 1000 }, { threads: 8, items: 300 }])(
    '$threads threads pass things on, without time limits: none is lost, none comes twice',
    async ({ threads, items }) => {
      const room = 10;
      const things = new Type(room, { name: 'things' });
      const places = new Type(room, { name: 'places' });
      things.drain();
      const data = { type: Type.name, handles: [things.share(), places.share()], items: items * WORK };
      const { each } = await stress<number>(threads, SIGNALS, data);
      expect(each.reduce((sum, moved) => sum + moved, 0)).toBe(0);
      expect([things.value, places.value]).toEqual([0, room]);
    },
    STRESS_LIMIT,
  );
});
