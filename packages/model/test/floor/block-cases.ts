import type { BlockStore, BlockUsage } from '@sync/atomics/internal';
import { KILLED, type CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, SLICES, scenarioOf, type Case, type Way } from '../../../model-testing/src/index.ts';

/** What the scenarios need of the package. */
export type Stores = Pick<typeof import('@sync/atomics/internal'), 'BlockStore' | 'homeTable' | 'isGone'>;

/** Four of the smallest blocks, which are one at first. */
const BLOCKS = 4;
const BLOCK = 64;
/** What fits in one of them. */
const SMALL = 8;
/** What needs two, and all. */
const HALF = 100;
const WHOLE = 200;

const NONE = 'no room';

/** Of the first thread of a scenario. */
const FIRST_ID = 2;

/** A store, and whose block is whose. */
class Ground {
  readonly store: BlockStore;
  /** Where its blocks begin. */
  readonly #base: number;
  /** How many blocks are kept, and where one is. */
  readonly #kept = new Int32Array(new SharedArrayBuffer(8));

  /** The first thread is known to be dead. */
  readonly firstIsGone: () => boolean;

  constructor({ BlockStore, homeTable, isGone }: Stores) {
    this.firstIsGone = () => isGone(FIRST_ID, homeTable());
    const bytes = BlockStore.byteLengthFor(BLOCKS * BLOCK);
    const buffer = new SharedArrayBuffer(bytes);
    this.store = BlockStore.within(buffer, 0, bytes, homeTable());
    this.#base = buffer.byteLength - (buffer.byteLength % BLOCK) - BLOCKS * BLOCK;
    // Nothing is known of what is in a block.
    new Int32Array(buffer).fill(-1, (this.#base + BLOCK) / 4, (this.#base + BLOCKS * BLOCK) / 4);
  }

  /** A block with the caller's marks in it: plain, so that two that have the same are a race. */
  allocate(byteLength: number): number {
    const block = this.store.allocate(byteLength);
    const words = this.store.wordsUpTo(block + byteLength);
    for (let at = block; block !== 0 && at < block + byteLength; at += BLOCK) words[at >> 2] = block;
    return block;
  }

  free(block: number, byteLength: number): void {
    const words = this.store.wordsUpTo(block + byteLength);
    for (let at = block; at < block + byteLength; at += BLOCK) if (words[at >> 2] !== block) throw new Error('somebody else has it');
    this.store.free(block);
  }

  keep(block: number): void {
    this.store.keep(block);
    Atomics.add(this.#kept, 0, 1);
    // It may die after that, too.
    Atomics.store(this.#kept, 1, block);
    Atomics.load(this.#kept, 0);
  }

  /** Where the block is that was kept, if there is one: taken by the caller. */
  takeKept(): number {
    const block = Atomics.exchange(this.#kept, 1, 0);
    if (block !== 0) {
      Atomics.sub(this.#kept, 0, 1);
      this.store.take(block);
    }
    return block;
  }

  /** Every byte is free, or somebody's; and where nobody died, all is where it belongs. */
  expectWhole(results: readonly unknown[]): void {
    const { free, taken, kept } = results.includes(KILLED) ? this.#counted() : this.store.usage();
    const all = Number(this.#kept[0]) * BLOCK;
    if (free + taken + kept !== BLOCKS * BLOCK) throw new Error(`${free} free, ${taken} taken, ${kept} kept`);
    if (kept < all) throw new Error('what was kept is free');
    if (results.includes(KILLED) || results.includes('has all')) return;
    if (taken !== 0 || kept !== all) throw new Error(`${taken} taken, ${kept} kept`);
    if (kept === 0 && this.store.allocate(WHOLE) === 0) throw new Error('the halves were not joined');
  }

  /** By the headers, whoever is dead within a section. */
  #counted(): BlockUsage {
    const sums = [0, 0, 0];
    const words = this.store.wordsUpTo(0);
    for (let at = this.#base; at < this.#base + BLOCKS * BLOCK; ) {
      const header = Number(words[at >> 2]);
      const bytes = 2 ** (header & 31);
      if (bytes < BLOCK) throw new Error(`there is no block at ${at}`);
      sums[header >> 5] = Number(sums[header >> 5]) + bytes;
      at += bytes;
    }
    const [free = 0, taken = 0, kept = 0] = sums;
    return { free, taken, kept };
  }
}

type BlockWay = Way<Ground>;

const uses = (byteLength: number) => (ground: Ground): string => {
  const block = ground.allocate(byteLength);
  if (block === 0) return NONE;
  ground.free(block, byteLength);
  return 'freed';
};
const usesSmall: BlockWay = uses(SMALL);
const usesHalf: BlockWay = uses(HALF);
const usesAll: BlockWay = uses(WHOLE);
const usesTwo: BlockWay = (ground) => {
  const first = ground.allocate(SMALL);
  const second = ground.allocate(SMALL);
  if (first === 0 || second === 0) return NONE;
  ground.free(first, SMALL);
  ground.free(second, SMALL);
  return 'freed';
};
/** Wants more than there is, so that all blocks are gone through. */
const usesTooMany: BlockWay = (ground) => {
  const block = ground.allocate(SMALL);
  if (block === 0) return NONE;
  const all = ground.allocate(WHOLE);
  if (all !== 0) ground.free(all, WHOLE);
  ground.free(block, SMALL);
  return 'freed';
};
const keeps: BlockWay = (ground) => {
  const block = ground.allocate(SMALL);
  if (block === 0) return NONE;
  ground.keep(block);
  return 'kept';
};
const keepsAndFrees: BlockWay = (ground) => {
  const block = ground.allocate(SMALL);
  if (block === 0) return NONE;
  ground.store.keep(block);
  ground.store.take(block);
  ground.free(block, SMALL);
  return 'freed';
};

/** Takes what the first thread has kept. */
const takesKept: BlockWay = (ground) => {
  const block = ground.takeKept();
  if (block === 0) return NONE;
  ground.free(block, SMALL);
  return 'freed';
};

/** Has all there is, once nobody else is there. */
const inherits: BlockWay = (ground) => {
  if (!ground.firstIsGone()) return 'it lives';
  if (ground.allocate(WHOLE) === 0) throw new Error('what the dead had is lost');
  return 'has all';
};

/** All that a way may come to. */
const ENDS = [NONE, 'freed', 'kept', 'it lives', 'has all'];

function together(name: string, ways: readonly BlockWay[], options: CheckOptions): Case<Stores> {
  return {
    name,
    options,
    awaits: false,
    setup: (module) => {
      const ground = new Ground(module);
      return scenarioOf(ground, ways, ways.map(() => ENDS), (results) => {
        ground.expectWhole(results);
      });
    },
  };
}

/** Blocks of two threads. */
export const BLOCK_PAIRS: readonly Case<Stores>[] = [
  together('two use small blocks', [usesSmall, usesSmall], NO_SLICES),
  together('one uses two blocks, one keeps one', [usesTwo, keeps], { ...NO_SLICES, preemptions: 3 }),
  together('one uses a half, one a small block', [usesHalf, usesSmall], NO_SLICES),
  together('one uses all, one a small block', [usesAll, usesSmall], NO_SLICES),
  together('one takes back what it kept, one keeps', [keepsAndFrees, keeps], NO_SLICES),
  together('three use blocks', [usesSmall, usesHalf, keeps], { ...NO_SLICES, preemptions: 2 }),
];

/** One of them dies at any step. */
export const BLOCK_DEATHS: readonly Case<Stores>[] = [
  together('two use small blocks, and one dies', [usesSmall, usesSmall], { ...DEATH, preemptions: 3 }),
  together('one uses two blocks, one keeps one, and one dies', [usesTwo, keeps], { ...DEATH, preemptions: 2 }),
  together('one uses two blocks and dies, one has all', [usesTwo, inherits], DEATH),
  together('one uses a half and dies, one has all', [usesHalf, inherits], DEATH),
  together('one uses a small block, one wants too many, and one dies', [usesSmall, usesTooMany], { ...DEATH, preemptions: 2 }),
  together('one keeps a block, one uses all, and one dies', [keeps, usesAll], DEATH),
  together('one keeps a block, one takes it, one uses all, and one dies', [keeps, takesKept, usesAll], { ...DEATH, preemptions: 3 }),
  together('one uses all, one a small block, and one dies', [usesAll, usesSmall], DEATH),
  together('one uses all, one a half, and one dies', [usesAll, usesHalf], DEATH),
  together('one takes back what it kept, one uses all, and one dies', [keepsAndFrees, usesAll], DEATH),
  together('two use blocks, and slices end while both live', [usesSmall, usesHalf], { ...DEATH, timeouts: 1, preemptions: 2 }),
  together('two use blocks, and one sleeps through a slice', [usesHalf, usesSmall], { ...SLICES, preemptions: 2 }),
];
