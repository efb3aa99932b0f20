import { BlockStore } from '@sync/atomics/internal';
import type { ProcessPool, ThreadPool } from '@sync/pool';
import { until } from '@sync/testing';
import { expect, vi } from 'vitest';
import { Lane } from '../src/lane.ts';
import { FREE, poolWords, type Layout } from '../src/words.ts';

/** As the pool has them: its slots, and seats for workers in the place of those that are blocked. */
const SLOTS = 2048;
const SPARE_SEATS = 32;

/** A pool, and a look at its memory. */
export interface Insides<AnyPool extends ThreadPool | ProcessPool = ThreadPool | ProcessPool> {
  readonly pool: AnyPool;
  /** Nothing is left of any task: no slot is taken, and no block. Workers that have died may be found out late. */
  atRest(): Promise<void>;
}

/** Makes a pool of so many workers, of which the memory can be looked at. */
export function poolWithInsides<AnyPool extends ThreadPool | ProcessPool>(workers: number, make: () => AnyPool): Insides<AnyPool> {
  const layout: Layout = { seats: workers + SPARE_SEATS, slots: SLOTS };
  const buffers: SharedArrayBuffer[] = [];
  const Platforms = SharedArrayBuffer;
  const create = vi.spyOn(BlockStore, 'create');
  class Noted extends Platforms {
    constructor(...args: ConstructorParameters<typeof SharedArrayBuffer>) {
      super(...args);
      buffers.push(this);
    }
  }
  globalThis.SharedArrayBuffer = Noted as SharedArrayBufferConstructor;
  let pool: AnyPool;
  try {
    pool = make();
  } finally {
    globalThis.SharedArrayBuffer = Platforms;
  }
  const [store] = create.mock.results.map(({ value }) => value as BlockStore);
  create.mockRestore();
  const memory = buffers.find(({ byteLength }) => byteLength === poolWords(layout) * 4)!;
  const lane = new Lane(new Int32Array(memory), layout, 0);
  return {
    pool,
    atRest: async () => {
      expect(pool.stats).toMatchObject({ waiting: 0, running: 0 });
      const taken = Array.from({ length: SLOTS }, (_, slot) => lane.phaseOf(slot)).filter((phase) => phase !== FREE);
      expect(taken).toEqual([]);
      let usage;
      await until('no block is in use', () => (usage = store!.usage()).kept + usage.taken === 0).catch(() => undefined);
      expect(usage).toMatchObject({ kept: 0, taken: 0 });
    },
  };
}
