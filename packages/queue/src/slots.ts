/** Where the items are, and in which order they come out: a {@link Ring} or a {@link Heap}. All calls are for who has the locks. */
export interface Slots {
  /** Of the store, up to the last slot. */
  readonly words: Int32Array;
  /** RING, as it was when somebody looked last. */
  readonly ring: number;
  /** How many items there is room for. */
  readonly capacity: number;
  /** True: a put or a get changes more than its slot, and may have to be mended. */
  readonly isFragile: boolean;
  /** Looks where the slots are, which somebody may have changed. */
  follow(): void;
  /** The bytes of so many slots. */
  bytesFor(capacity: number): number;
  /** Where the next item is written. */
  toPut(puts: number, takes: number): number;
  /** Where the next item is read. */
  toTake(puts: number, takes: number): number;
  /** The entry of that slot, from 1 on, for the note. */
  entryOf(slot: number): number;
  /** Before T1 of that slot. */
  writes(slot: number, priority: number): void;
  /** T1 has happened. */
  hasPut(puts: number, takes: number): void;
  /** T2 has happened. */
  hasTaken(slot: number, puts: number, takes: number): void;
  /** All is as it was before T1, or after T2, of an entry of one who has died; 0: there is none. */
  mend(puts: number, takes: number, notPut: number, taken: number): void;
  /** Writes what there is into larger slots. */
  copyTo(block: number, capacity: number, puts: number, takes: number): void;
  /** Calls `visit` with where each item is. */
  each(puts: number, takes: number, visit: (slot: number) => void): void;
}
