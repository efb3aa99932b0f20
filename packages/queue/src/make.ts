import {
  BlockStore,
  adopt,
  attach,
  create,
  handle,
  homeTable,
  isHandle,
  isShared,
  labelOf,
  load,
  store,
  type Kind,
  type Place,
  type PlacementOptions,
  type Shared,
} from '@sync/atomics/internal';
import { ByteFormat } from './byte-format.ts';
import { Core } from './core.ts';
import { CODECS, slotWordsOf, type Codec, type Format } from './format.ts';
import { Heap } from './heap.ts';
import { Float64Format, Int32Format } from './number-formats.ts';
import { byteLengthOf, checkSize, type BytesFor, type QueueSize } from './options.ts';
import { Ring } from './ring.ts';
import type { Slots } from './slots.ts';
import { ANY_NUMBER, RING_TAG, SLOT_APART, SLOT_FORMAT, SLOT_MAX, SLOT_RING, WORDS, ringOf } from './words.ts';

/** In which order items come out: first in, first out; last in, first out; by priority. */
export type Order = 'first' | 'last' | 'priority';

/** A class of queues. */
export interface QueueKind {
  readonly kind: Kind;
  readonly order: Order;
}

/** A class of queues of that name. */
export function queueKind(name: string, order: Order): QueueKind {
  return { kind: { name, module: '@sync/queue', words: WORDS, zeroIsNone: true }, order };
}

/** What a handle carries of a queue whose items lie in memory of their own. */
interface WithStore {
  readonly store?: SharedArrayBuffer;
}

/** The bytes of one in a buffer of the caller's. */
export function byteLengthFor({ kind, order }: QueueKind, size: QueueSize | undefined): number {
  return byteLengthOf(checkSize(`${kind.name}.byteLengthFor()`, size, true, bytesFor(order)));
}

/** Makes one. */
export function makeQueue({ kind, order }: QueueKind, options: (QueueSize & PlacementOptions) | undefined): Core<unknown> {
  // Our own `from` and `at` come with the core.
  if (options instanceof Core) return options;
  const where = `new ${kind.name}()`;
  if (isHandle(options)) throw new TypeError(`${where}: that is a handle; use ${kind.name}.from()`);
  const size = checkSize(where, options, options?.buffer !== undefined, bytesFor(order));
  const { maxSize, maxBytes, codec, capacity } = size;
  const isApart = options?.buffer === undefined;
  let blocks: BlockStore | undefined;
  const begin = (words: Int32Array): void => {
    const initialBytes = BlockStore.blockBytesFor(bytesFor(order)(codec, capacity)) * 2;
    blocks = isApart
      ? BlockStore.create({ initialBytes, maxBytes }, homeTable())
      : BlockStore.within(words.buffer as SharedArrayBuffer, words.byteOffset + WORDS * 4, words.byteLength - WORDS * 4, homeTable());
    const slots = slotsOf(order, words, blocks, formatOf(codec, blocks));
    const block = blocks.allocate(slots.bytesFor(capacity));
    blocks.keep(block, RING_TAG);
    store(words, SLOT_MAX, maxSize === 0 ? ANY_NUMBER : maxSize);
    store(words, SLOT_RING, ringOf(block, capacity));
    store(words, SLOT_FORMAT, CODECS.indexOf(codec));
    store(words, SLOT_APART, isApart ? 1 : 0);
    if (slots instanceof Heap) slots.clear();
  };
  const place = create({ ...kind, words: isApart ? WORDS : byteLengthOf(size) / 4 }, options, begin);
  return coreOf(kind, order, place, blocks ?? storeBehind(place));
}

/** Attaches to one in a buffer of the caller's. */
export function queueAt({ kind, order }: QueueKind, buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Core<unknown> {
  const place = attach(kind, buffer, byteOffset, options);
  if (isStoreApart(place)) throw new TypeError(`${kind.name}.at(): this one was not made in a buffer; use ${kind.name}.from()`);
  return coreOf(kind, order, place, storeBehind(place));
}

/** Attaches to one that another thread has shared. */
export function queueFrom({ kind, order }: QueueKind, shared: Shared<unknown>): Core<unknown> {
  const place = adopt(kind, shared);
  const { store: memory } = shared as WithStore;
  if (isStoreApart(place) !== isShared(memory)) throw new TypeError(`${kind.name}.from(): damaged handle; post what share() returned`);
  return coreOf(kind, order, place, memory === undefined ? storeBehind(place) : BlockStore.attach(memory, 0, place.table));
}

/** What `share()` returns. */
export function shareQueue<T>({ kind }: QueueKind, { place, store: blocks }: Core<unknown>): Shared<T> {
  return { ...handle<T>(kind, place), ...(isStoreApart(place) && { store: blocks.buffer }) };
}

function coreOf(kind: Kind, order: Order, place: Place, blocks: BlockStore): Core<unknown> {
  const format = formatOf(CODECS[load(place.words, SLOT_FORMAT)] ?? 'structured', blocks);
  const slots = slotsOf(order, place.words, blocks, format);
  return new Core({ label: labelOf(kind.name, place.name), place, store: blocks, format, slots, oneLock: order !== 'first' });
}

function formatOf(codec: Codec, blocks: BlockStore): Format {
  if (codec === 'int32') return new Int32Format();
  return (codec === 'float64' ? new Float64Format() : new ByteFormat(codec, blocks));
}

function slotsOf(order: Order, words: Int32Array, blocks: BlockStore, { slotWords }: Format): Slots {
  return order === 'priority' ? new Heap(words, blocks, slotWords) : new Ring(words, blocks, slotWords, order === 'last');
}

/** Of slots that there are not yet. */
function bytesFor(order: Order): BytesFor {
  return (codec, capacity) => (order === 'priority' ? Heap : Ring).bytesFor(capacity, slotWordsOf(codec));
}

function isStoreApart({ words }: Place): boolean {
  return load(words, SLOT_APART) === 1;
}

function storeBehind({ words, table }: Place): BlockStore {
  return BlockStore.attach(words.buffer as SharedArrayBuffer, words.byteOffset + WORDS * 4, table);
}
