/** How items are written into slots. A parcel is an item on its way in or out: a number, or bytes. */
export interface Format<Parcel = unknown> {
  /** Words of a slot. */
  readonly slotWords: number;
  /**
   * What is written of an item; if it is large, its bytes are in a block of the store by then.
   *
   * @param name what the item is called in messages, as `Queue(jobs): item`
   * @param index which one of several
   * @throws TypeError it cannot travel
   * @throws QueueFullError there is no memory for it
   */
  pack(item: unknown, name: string, index?: number): Parcel;
  /** The block that it is in; 0: it fits in a slot. */
  blockOf(parcel: Parcel): number;
  /** Writes it. PLAIN: the caller has the put lock, and nobody reads that slot. */
  write(parcel: Parcel, words: Int32Array, at: number): void;
  /** It was written. */
  sent(parcel: Parcel): void;
  /** It is not put after all. */
  drop(parcel: Parcel): void;
  /** Copies it out. PLAIN: the caller has the get lock, and nobody writes that slot. */
  read(words: Int32Array, at: number): Parcel;
  /** The item; its block is free then. */
  unpack(parcel: Parcel): unknown;
}

/** The codecs, as they are told by FORMAT. */
export const CODECS = ['structured', 'int32', 'float64', 'bytes'] as const;

/** Words of a slot of each. */
const SLOT_WORDS = { structured: 32, int32: 1, float64: 2, bytes: 32 } as const;

/** How items are written: as the structured clone carries them, or as numbers or bytes, which is faster. */
export type Codec = (typeof CODECS)[number];

/** What an item is called in messages. */
export function pathOf(name: string, index: number | undefined): string {
  return index === undefined ? name : `${name}[${index}]`;
}

/** Words of a slot. */
export function slotWordsOf(codec: Codec): number {
  return SLOT_WORDS[codec];
}
