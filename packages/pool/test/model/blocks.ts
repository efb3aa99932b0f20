import { BlockStore, homeTable, isGone, load, notify, store } from '@sync/atomics/internal';
import { DEATH, scenarioOf, type Case, type Way } from '@sync/model-testing';
import type { Internal } from './ground.ts';

/** What finds no room in a slot, and needs a block; there are four of these. */
const LARGE = { byteLength: 100, copyTo: () => undefined };
const BLOCKS = 4 * BlockStore.blockBytesFor(LARGE.byteLength);
/** Where two slots are: a worker's, with a call, and another's. */
const MINE = 0;
const OTHERS = 32;
/** 1: the worker has done its task. */
const DONE = 64;
const WORDS = 65;
/** The id of the checker's first thread: the worker. */
const WORKER = 2;
/** A slice of a wait, in milliseconds. */
const SLICE = 50;

/** A pool's store, and two slots. */
class BlockGround {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly payloads: InstanceType<Internal['Payloads']>;
  readonly #blocks: BlockStore;

  constructor({ Payloads }: Internal) {
    const bytes = BlockStore.byteLengthFor(BLOCKS);
    this.#blocks = BlockStore.within(new SharedArrayBuffer(bytes), 0, bytes, homeTable());
    this.payloads = new Payloads(this.words, this.#blocks);
    this.payloads.write(MINE, LARGE, 0);
  }

  /** How many bytes somebody has. */
  get used(): number {
    const { kept, taken } = this.#blocks.usage();
    return kept + taken;
  }
}

/** A worker writes a result in the place of the call. */
const works: Way<BlockGround> = ({ words, payloads }) => {
  payloads.clear(MINE);
  payloads.write(MINE, LARGE, 0);
  store(words, DONE, 1);
  notify(words, DONE, Infinity);
};

/** Another has a slot of its own; then it frees the worker's, whatever became of that. Returns how many bytes were used before and after. */
const settles: Way<BlockGround> = (ground) => {
  const { words, payloads } = ground;
  payloads.write(OTHERS, LARGE, 0);
  while (load(words, DONE) === 0 && !isGone(WORKER, homeTable())) Atomics.wait(words, DONE, 0, SLICE);
  if (load(words, DONE) === 1) payloads.clear(MINE);
  else payloads.recover(MINE);
  const before = ground.used;
  payloads.clear(OTHERS);
  return [before, ground.used];
};

/** What is too large for a slot: of whoever dies, no block is lost, and none is freed that is another's. */
export const BLOCK_CASES: readonly Case<Internal>[] = [
  {
    name: 'a worker dies that clears a slot, and writes it',
    options: { ...DEATH, preemptions: 2 },
    awaits: false,
    setup: (module) => {
      const used = BlockStore.blockBytesFor(LARGE.byteLength);
      const scenario = scenarioOf(new BlockGround(module), [works, settles], [[undefined], [used, 0]], ([, counts]) => {
        if (String(counts) !== String([used, 0])) throw new Error(`bytes in use: ${String(counts)}`);
      });
      return { ...scenario, mayDie: (thread) => thread === 0 };
    },
  },
];
