import type { BlockStore, Place } from '@sync/atomics/internal';
import type { Format } from './format.ts';
import type { Slots } from './slots.ts';

/** What a queue is made of. */
export interface Parts<Parcel> {
  /** The class and the name. */
  readonly label: string;
  /** Where its words are. */
  readonly place: Place;
  /** Where its slots are, and large items. */
  readonly store: BlockStore;
  /** How items are written. */
  readonly format: Format<Parcel>;
  /** In which order they come out. */
  readonly slots: Slots;
  /** Those who put and those who get exclude each other, too. */
  readonly oneLock: boolean;
}
