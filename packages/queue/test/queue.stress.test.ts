import { BlockStore, homeTable } from '@sync/atomics/internal';
import { LifoQueue, PriorityQueue, Queue } from '@sync/queue';
import { STRESS_LIMIT, WORK, closeSubjects, stress } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

afterEach(closeSubjects);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const CLASSES = { Queue, LifoQueue, PriorityQueue } as const;

interface Counts {
  readonly puts: number;
  readonly gets: number;
  readonly putSum: number;
  readonly getSum: number;
  readonly timeouts: number;
  readonly aborts: number;
  readonly ended: number;
  readonly joins: number;
}

describe('queues under stress', () => {
  test.each([
    { type: 'Queue', threads: 2, base: 1500, maxSize: 3 },
    { type: 'Queue', threads: 4, base: 600, maxSize: 0 },
    { type: 'Queue', threads: 10, base: 100, maxSize: 8 },
    { type: 'LifoQueue', threads: 4, base: 500, maxSize: 5 },
    { type: 'PriorityQueue', threads: 4, base: 500, maxSize: 0 },
  ] as const)(
    '$threads threads at both ends of a $type of $maxSize, who block and await, with time limits, aborts and a shutdown: what was put is what was had',
    async ({ type, threads, base, maxSize }) => {
      const queue = new CLASSES[type]<{ id: number; pad: string }>({ maxSize });
      const handle = queue.share() as unknown as { readonly store: SharedArrayBuffer };
      const { sum, expectSome } = await stress<Counts>(threads, STRESS, { type, handle, ops: base * WORK });
      expectSome('puts', 'gets', 'timeouts', 'aborts', 'ended');
      const left = queue.drain();
      expect(sum('gets') + left.length).toBe(sum('puts'));
      expect(sum('getSum') + left.reduce((all, { id }) => all + id, 0)).toBe(sum('putSum'));
      expect([queue.unfinished, queue.size]).toEqual([left.length, 0]);
      expect(BlockStore.attach(handle.store, 0, homeTable()).usage().taken).toBe(0);
    },
    STRESS_LIMIT,
  );
});
