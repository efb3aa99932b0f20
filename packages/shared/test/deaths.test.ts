import type { Guarded, SharedCell } from '@sync/shared';
import { FACTOR, Subject, closeSubjects, counting, endThreads, waiting } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CELLS, GUARDEDS, holder } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Who waits learns of a holder's end within this, in milliseconds; one of several may be late on a busy machine. */
const NOTICED = 250 * FACTOR;
const LATEST = 1000 * FACTOR;

const now = (): number => performance.timeOrigin + performance.now();

/** In another thread: takes it, adds, and tells when. */
const TAKES = {
  cell: {
    sync: ({ lock }: Here<SharedCell<number>>): [value: number, at: number] => [lock.update((value) => value + 1), performance.timeOrigin + performance.now()],
    async: async ({ lock }: Here<SharedCell<number>>): Promise<[value: number, at: number]> => [
      await lock.updateAsync((value) => value + 1),
      performance.timeOrigin + performance.now(),
    ],
  },
  guarded: {
    sync: ({ lock }: Here<Guarded<number[]>>): [value: number, at: number] => [lock.run((list) => list.push(1)), performance.timeOrigin + performance.now()],
    async: async ({ lock }: Here<Guarded<number[]>>): Promise<[value: number, at: number]> => [
      await lock.runAsync((list) => list.push(1)),
      performance.timeOrigin + performance.now(),
    ],
  },
} as const;

const ALL = [
  ...CELLS.map(({ name, spec }) => ({ name, spec, what: 'cell' as const })),
  ...GUARDEDS.map(({ name, spec }) => ({ name, spec, what: 'guarded' as const })),
];

describe.each(ALL)('$name, whose holder dies with a changed value', ({ spec, what }) => {
  test.each(['sync', 'async'] as const)('goes to one that waits (%s) within 250 ms, with the value as it was', async (way) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const subject = new Subject<SharedCell<number> | Guarded<number[]>>(spec);
      const { thread } = await holder(subject, what);
      const [waits] = await counting(subject, 1);
      const taken = waits?.run(TAKES[what][way] as never) as Promise<[number, number]>;
      await waiting(subject, 1);
      await thread.terminate();
      const ended = now();
      const [value, at] = await taken;
      expect(value).toBe(1);
      stalls.push(at - ended);
      await closeSubjects();
    }
    const median = stalls.sort((a, b) => a - b)[stalls.length >> 1];
    expect(median, String(stalls)).toBeLessThan(NOTICED);
    expect(Math.max(...stalls), String(stalls)).toBeLessThan(LATEST);
  });

  test('goes to who tries again and again without waiting', async () => {
    const subject = new Subject<SharedCell<number> | Guarded<number[]>>(spec);
    const { thread } = await holder(subject, what);
    await thread.terminate();
    const ended = now();
    const { lock } = subject;
    let got: unknown;
    while (got === undefined && now() - ended < LATEST) {
      if ('tryGet' in lock) got = lock.tryGet()?.value;
      else {
        const held = lock.tryHold();
        got = held?.value.length;
        held?.release();
      }
    }
    expect(got).toBe(0);
  });
});
