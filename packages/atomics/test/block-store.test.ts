/**
 * Fails when: a block is handed out twice, or overlaps another; what was freed is lost, or free halves are not joined; a
 * store grows beyond its limit, or says that it is full before; blocks of a thread that has ended stay taken, or those
 * that it kept do not; a store in a caller's memory leaves its bounds.
 */
import { threadId } from '@sync/atomics';
import { BlockStore, homeTable } from '@sync/atomics/internal';
import { until } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

const KIB = 2 ** 10;
const LEAST = 64;
const HEADER = 8;

const made = (initialBytes = KIB, maxBytes = 64 * KIB): BlockStore => BlockStore.create({ initialBytes, maxBytes }, homeTable());
const all = ({ free, taken, kept }: ReturnType<BlockStore['usage']>): number => free + taken + kept;

describe('BlockStore', () => {
  test.each([0, 1, 55, 56, 57, 120, 1000, 20_000])('gives blocks for %d bytes that have room for them, at multiples of 8, apart from each other', (bytes) => {
    const store = made(KIB, 256 * KIB);
    const blocks = [store.allocate(bytes), store.allocate(bytes), store.allocate(bytes)].sort((one, other) => one - other);
    blocks.forEach((block, at) => {
      expect(block).toBeGreaterThan(0);
      expect(block % 8).toBe(0);
      expect(store.view(block, bytes).length).toBe(bytes);
      expect((blocks[at + 1] ?? Infinity) - block).toBeGreaterThanOrEqual(BlockStore.blockBytesFor(bytes));
    });
    for (const block of blocks) store.free(block);
    expect(store.usage().free).toBe(all(store.usage()));
  });

  test('blocks are powers of two, with 8 bytes for themselves', () => {
    expect([0, 56, 57, 120, 121].map((bytes) => BlockStore.blockBytesFor(bytes))).toEqual([LEAST, LEAST, 2 * LEAST, 2 * LEAST, 4 * LEAST]);
    expect(BlockStore.blockBytesFor(2 ** 30 - HEADER)).toBe(2 ** 30);
  });

  test('a store grows to its limit, and no further', () => {
    const store = made(0, 4 * KIB);
    expect(store.maxBytes).toBe(4 * KIB);
    const blocks: number[] = [];
    for (let block = store.allocate(1); block !== 0; block = store.allocate(1)) blocks.push(block);
    expect(blocks).toHaveLength((4 * KIB) / LEAST);
    expect(new Set(blocks).size).toBe(blocks.length);
    expect(store.buffer.byteLength).toBeLessThan(5 * KIB);
    for (const block of blocks) store.free(block);
    // All halves joined.
    expect(store.allocate(4 * KIB - HEADER)).toBeGreaterThan(0);
    expect(store.usage()).toEqual({ free: 0, taken: 4 * KIB, kept: 0 });
  });

  test('a limit that is no power of two is used up, too', () => {
    const store = made(100, 1000);
    expect(store.maxBytes).toBe(1024);
    const odd = made(100, 1100);
    expect(odd.maxBytes).toBe(1152);
    expect(odd.allocate(1024 - HEADER)).toBeGreaterThan(0);
    expect([odd.allocate(1), odd.allocate(57), odd.allocate(1), odd.allocate(1)].map((block) => block > 0)).toEqual([true, false, true, false]);
  });

  test('a store grows at once as far as a large block needs, also behind an odd end', () => {
    const store = made(KIB, 2 ** 24);
    expect(store.allocate(1)).toBeGreaterThan(0);
    const large = store.allocate(2 ** 22);
    expect(store.view(large, 2 ** 22).fill(7)[2 ** 22 - 1]).toBe(7);
    expect(store.allocate(2 ** 24)).toBe(0);
    store.free(large);
    expect(store.usage().taken).toBe(LEAST);
  });

  test.each([2 ** 24, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 33, Infinity])('%d bytes are too many for this store', (bytes) => {
    expect(made().allocate(bytes)).toBe(0);
  });

  test('blocks of random sizes never overlap, and all of them come back', () => {
    const store = made(KIB, 256 * KIB);
    let seed = 1;
    const below = (end: number): number => (seed = (seed * 48_271) % 2_147_483_647) % end;
    const held = new Map<number, { bytes: number; mark: number }>();
    let full = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const bytes = 2 ** below(12) + below(50);
      const block = held.size < 400 ? store.allocate(bytes) : 0;
      if (block === 0) full++;
      else {
        store.view(block, bytes).fill(turn & 255);
        held.set(block, { bytes, mark: turn & 255 });
        if (below(2) === 0) store.keep(block);
      }
      if (held.size === 0 || below(3) === 0) continue;
      const first = [...held][below(held.size)];
      if (first === undefined) continue;
      const [offset, { bytes: length, mark }] = first;
      expect(store.view(offset, length).every((byte) => byte === mark)).toBe(true);
      store.free(offset);
      held.delete(offset);
    }
    expect(full).toBeGreaterThan(0);
    for (const offset of held.keys()) store.free(offset);
    const { free, taken, kept } = store.usage();
    expect([taken, kept]).toEqual([0, 0]);
    expect(store.allocate(free / 2)).toBeGreaterThan(0);
  });

  test('a block that is free is not freed again', () => {
    const store = made();
    const block = store.allocate(1);
    store.free(block);
    expect(() => {
      store.free(block);
    }).toThrow(/is free already/);
    expect(store.usage().free).toBe(KIB);
  });

  test.each([4, 32, 60, 68])('lies in a caller\'s buffer at byte %d, within its bounds, and does not grow', (byteOffset) => {
    const bytes = BlockStore.byteLengthFor(512);
    const buffer = new SharedArrayBuffer(byteOffset + bytes + 64);
    new Uint8Array(buffer, byteOffset + bytes).fill(9);
    const store = BlockStore.within(buffer, byteOffset, bytes, homeTable());
    let least = Infinity;
    for (let block = store.allocate(1); block !== 0; block = store.allocate(1)) {
      store.view(block, 56).fill(3);
      least = Math.min(least, block);
    }
    expect(store.usage().taken).toBeGreaterThanOrEqual(512);
    expect(new Uint8Array(buffer, 0, byteOffset).every((byte) => byte === 0)).toBe(true);
    expect(new Uint8Array(buffer, byteOffset + bytes).every((byte) => byte === 9)).toBe(true);
    const other = BlockStore.attach(buffer, byteOffset, homeTable());
    other.free(least);
    expect(store.allocate(56)).toBe(least);
  });

  test.each([0, 4, 1024])('there is none in other memory, at byte %d', (byteOffset) => {
    expect(() => BlockStore.attach(new SharedArrayBuffer(1024), byteOffset, homeTable())).toThrow(/there is none/);
  });

  test('what one object over it has made grow, another sees', () => {
    const store = made(KIB, 2 ** 20);
    const other = BlockStore.attach(store.buffer, store.byteOffset, homeTable());
    const block = other.allocate(2 ** 18);
    expect(store.wordsUpTo(block + 2 ** 18).byteLength).toBeGreaterThanOrEqual(block + 2 ** 18);
    store.keep(block);
    expect(other.usage().kept).toBe(2 ** 19);
    store.take(block);
    store.free(block);
    expect(other.usage().free).toBe(all(other.usage()));
  });

  test('what a thread had that has ended is free, and what it kept is not', async () => {
    const store = made(KIB, 2 * KIB);
    const [thread] = await threads(1);
    const id = await thread?.run(
      ({ internal, threadId: id, kept: here }, buffer, table) => {
        const mine = internal.BlockStore.attach(buffer, 0, { ...internal.homeTable(), buffer: table });
        here.store = mine;
        mine.allocate(200);
        mine.keep(mine.allocate(300));
        return id();
      },
      store.buffer,
      homeTable().buffer,
    );
    expect(id).not.toBe(threadId());
    expect(store.usage()).toMatchObject({ taken: 256, kept: 512 });
    await thread?.terminate();
    await until('its block is free', () => store.usage().taken === 0);
    expect(store.usage().kept).toBe(512);
    // Without being asked, too.
    expect(store.allocate(KIB - HEADER)).toBeGreaterThan(0);
  });

  test('threads that allocate, mark and free at once, while some of them are ended, never meet in a block, and nothing is lost', async () => {
    const store = made(KIB, 128 * KIB);
    const flags = new Int32Array(new SharedArrayBuffer(12));
    const work = ({ internal }: { internal: typeof import('@sync/atomics/internal') }, buffer: SharedArrayBuffer, words: Int32Array, seed: number): number => {
      internal.homeTable();
      const mine = internal.BlockStore.attach(buffer, 0, internal.homeTable());
      const below = (end: number): number => (seed = (seed * 48_271) % 2_147_483_647) % end;
      let done = 0;
      for (; Atomics.load(words, 0) === 0 && done < 1e7; done++) {
        const length = 4 * (1 + below(500));
        const block = mine.allocate(length);
        if (block === 0) continue;
        const found = mine.wordsUpTo(block + length);
        const mark = (seed ^ done) | 1;
        found.fill(mark, block >> 2, (block + length) >> 2);
        for (let at = block >> 2; at < (block + length) >> 2; at++) if (found[at] !== mark) Atomics.add(words, 1, 1);
        mine.free(block);
        Atomics.add(words, 2, 1);
      }
      return done;
    };
    for (let round = 0; round < 4; round++) {
      const crew = await threads(3);
      Atomics.store(flags, 0, 0);
      const [victim, ...others] = crew.map((thread, at) => thread.run(work, store.buffer, flags, 1 + at + 10 * round));
      const before = Atomics.load(flags, 2);
      await until('they go on', () => Atomics.load(flags, 2) > before + 1000);
      await crew[0]?.terminate();
      await expect(victim).rejects.toThrow();
      const then = Atomics.load(flags, 2);
      await until('the others go on', () => Atomics.load(flags, 2) > then + 1000);
      Atomics.store(flags, 0, 1);
      await Promise.all(others);
    }
    expect(flags[1]).toBe(0);
    await until('all is free', () => store.usage().taken === 0);
    expect(store.allocate(32 * KIB - HEADER)).toBeGreaterThan(0);
  });
});
