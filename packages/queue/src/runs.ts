import type { HotWord } from '@sync/atomics/internal';
import type { Format } from './format.ts';
import type { Parts } from './parts.ts';
import type { Slots } from './slots.ts';
import { BUSY, GET_SIDE, PUT_SIDE, SLOT_CLOSED, SLOT_MAX, SLOT_PUTS, SLOT_RING, SLOT_TAKES } from './words.ts';

/**
 * Several items at once, as far as one store is T1, or T2, of all of them: there is nothing to look at first, and nothing that could
 * be left half done, as a block. One at a time is in `core.ts`, where the optimizer makes one function of it.
 *
 * PLAIN: T1 has the put lock, T2 the get lock, T3 and T4 have both, and BUSY and SEEN are of the caller's side.
 */
export class Runs<Parcel> {
  readonly #words: Int32Array;
  readonly #slots: Slots;
  readonly #format: Format<Parcel>;
  readonly #puts: HotWord;
  readonly #takes: HotWord;
  readonly #getBusy: number;

  /**
   * @param puts PUTS
   * @param takes TAKES
   */
  constructor({ place, slots, format, oneLock }: Parts<Parcel>, puts: HotWord, takes: HotWord) {
    this.#words = place.words;
    this.#slots = slots;
    this.#format = format;
    this.#puts = puts;
    this.#takes = takes;
    this.#getBusy = (oneLock ? PUT_SIDE : GET_SIDE) + BUSY;
  }

  /**
   * T1, from that one on: of how many.
   *
   * @param seen where TAKES is that was seen last
   */
  put(parcels: readonly Parcel[], from: number, seen: number): number {
    if (!this.#isPlain(PUT_SIDE + BUSY)) return 0;
    const words = this.#words;
    const slots = this.#slots;
    const format = this.#format;
    const puts = words[SLOT_PUTS] as number;
    const takes = words[seen] as number;
    const room = Math.min(words[SLOT_MAX] as number, slots.capacity) - ((puts - takes) | 0);
    const most = Math.min(parcels.length - from, room);
    let count = 0;
    for (; count < most; count++) {
      const parcel = parcels[from + count] as Parcel;
      if (format.blockOf(parcel) !== 0) break;
      format.write(parcel, slots.words, slots.toPut(puts + count, takes));
    }
    if (count > 0) this.#puts.store(puts + count); // T1
    return count;
  }

  /**
   * T2, of up to so many, which are added.
   *
   * @param seen where PUTS is that was seen last
   */
  take(parcels: Parcel[], limit: number, seen: number): void {
    if (!this.#isPlain(this.#getBusy)) return;
    const words = this.#words;
    const slots = this.#slots;
    const format = this.#format;
    const takes = words[SLOT_TAKES] as number;
    const puts = words[seen] as number;
    const most = Math.min(limit, (puts - takes) | 0);
    let count = 0;
    for (; count < most; count++) {
      const parcel = format.read(slots.words, slots.toTake(puts, takes + count));
      if (format.blockOf(parcel) !== 0) break;
      parcels.push(parcel);
    }
    if (count > 0) this.#takes.store(takes + count); // T2
  }

  /** There is nothing to look at first. */
  #isPlain(busy: number): boolean {
    const words = this.#words;
    const slots = this.#slots;
    return ((words[busy] as number) | (words[SLOT_CLOSED] as number)) === 0 && words[SLOT_RING] === slots.ring && !slots.isFragile;
  }
}
