import { BlockStore, checkCount, checkOptions, show, type PlacementOptions } from '@sync/atomics/internal';
import { CODECS, type Codec } from './format.ts';
import { MOST_ITEMS, WORDS } from './words.ts';

/** So much address space a queue of its own memory may use: memory that is not used costs nothing. */
const DEFAULT_BYTES = 2 ** 28;
/** At least for one item. */
const LEAST_BYTES = 64;
const MOST_BYTES = 2 ** 31 - 2 ** 16;

/** Slots that a queue begins with, if it is not smaller. */
const FIRST_SLOTS = 64;
/** Slots that a bounded one begins with at most: all, if they are numbers. */
const MOST_FIRST_SLOTS = 1024;
const MOST_FIRST_NUMBERS = 2 ** 20;

/** Codecs that items of a type can have. */
export type CodecOf<T> = 0 extends 1 & T
  ? Codec
  : [T] extends [number]
    ? 'structured' | 'int32' | 'float64'
    : [T] extends [Uint8Array]
      ? 'structured' | 'bytes'
      : 'structured';

/** How large a queue is, and of what. */
export interface QueueSize {
  /** How many items there may be. None or 0: any number. */
  readonly maxSize?: number | undefined;
  /**
   * How many bytes items may take, with their slots: up to nearly 2^31, and 2^28 by default. Only what is used takes memory.
   * In a buffer of yours all of it is set aside, and it has to be given, but for numbers with a `maxSize`.
   */
  readonly maxBytes?: number | undefined;
  /** How items are written: `'structured'` by default. */
  readonly codec?: Codec | undefined;
}

/** Options of a queue. */
export interface QueueOptions<T> extends PlacementOptions, QueueSize {
  /** How items are written: `'structured'`, whatever the structured clone carries, by default; others are faster. */
  readonly codec?: CodecOf<T> | undefined;
}

/** Options of a SimpleQueue. */
export interface SimpleQueueOptions<T> extends PlacementOptions {
  /** As {@link QueueSize.maxBytes}. */
  readonly maxBytes?: number | undefined;
  /** As {@link QueueOptions.codec}. */
  readonly codec?: CodecOf<T> | undefined;
}

/** The same, checked. */
export interface CheckedSize {
  readonly maxSize: number;
  readonly maxBytes: number;
  readonly codec: Codec;
  /** Slots to begin with. */
  readonly capacity: number;
}

/** The bytes of so many slots. */
export type BytesFor = (codec: Codec, capacity: number) => number;

/**
 * Checks how large a queue is to be.
 *
 * @param where as `new Queue()`
 * @param inBuffer its memory is the caller's
 */
export function checkSize(where: string, options: QueueSize | undefined, inBuffer: boolean, bytesFor: BytesFor): CheckedSize {
  checkOptions(where, options, 'maxSize: 10');
  const { maxSize = 0, codec = 'structured' } = options ?? {};
  checkCount(where, 'maxSize', maxSize, 0, MOST_ITEMS);
  if (!CODECS.includes(codec)) throw new TypeError(`${where}: codec must be one of ${CODECS.map(show).join(', ')}, not ${show(codec)}`);
  const isOfNumbers = codec === 'int32' || codec === 'float64';
  const capacity = firstCapacity(maxSize, isOfNumbers);
  const least = BlockStore.blockBytesFor(bytesFor(codec, capacity));
  let maxBytes = options?.maxBytes;
  if (maxBytes === undefined && inBuffer) {
    if (!isOfNumbers || maxSize === 0) throw new TypeError(`${where}: in a buffer of yours it needs maxBytes: how much of it items may take, with their slots`);
    maxBytes = least;
  }
  maxBytes ??= Math.max(DEFAULT_BYTES, least);
  checkCount(where, 'maxBytes', maxBytes, LEAST_BYTES, MOST_BYTES);
  if (maxBytes < least) throw new RangeError(`${where}: maxBytes must be at least ${least} for that many slots, not ${maxBytes}`);
  return { maxSize, maxBytes, codec, capacity };
}

/** Refuses what is no number of items that there may be. */
export function checkSizeLimit({ label }: { readonly label: string }, maxSize: unknown): void {
  checkCount(label, 'maxSize', maxSize, 0, MOST_ITEMS);
}

/** The bytes that one takes in a buffer of the caller's. */
export function byteLengthOf({ maxBytes }: CheckedSize): number {
  return WORDS * 4 + BlockStore.byteLengthFor(maxBytes);
}

function firstCapacity(maxSize: number, isOfNumbers: boolean): number {
  if (maxSize === 0) return FIRST_SLOTS;
  return Math.min(isOfNumbers ? MOST_FIRST_NUMBERS : MOST_FIRST_SLOTS, 2 ** Math.ceil(Math.log2(maxSize)));
}
