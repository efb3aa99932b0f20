import { BlockStore, homeTable } from '@sync/atomics/internal';
import { Payloads } from './payload.ts';
import type { Setup } from './setup.ts';
import { poolWords, type Layout } from './words.ts';

/** Slots of the pool's own thread: a power of two. */
const SLOTS = 2048;

/** Workers beyond the most that there are to be, while others are blocked in tasks that wait for tasks. */
const SPARE_SEATS = 32;

/** For what does not fit into slots: address space, which takes no memory until it is used. */
const STORE = { initialBytes: 2 ** 16, maxBytes: 2 ** 30 } as const;

/** The memory of a pool, new. */
export interface PoolMemory {
  readonly words: Int32Array;
  readonly layout: Layout;
  readonly payloads: Payloads;
  /** What workers are told of it. */
  readonly setup: Pick<Setup, 'memory' | 'layout' | 'store'>;
}

/** @param most so many workers are there to be */
export function makePoolMemory(most: number): PoolMemory {
  const layout: Layout = { seats: most + SPARE_SEATS, slots: SLOTS };
  const memory = new SharedArrayBuffer(poolWords(layout) * 4);
  const words = new Int32Array(memory);
  const store = BlockStore.create(STORE, homeTable());
  const { buffer, byteOffset } = store;
  return { words, layout, payloads: new Payloads(words, store), setup: { memory, layout, store: { buffer, byteOffset } } };
}
