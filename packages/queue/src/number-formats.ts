import { checkInt32, show } from '@sync/atomics/internal';
import { pathOf, type Format } from './format.ts';

/** Integers of 32 bits. */
export class Int32Format implements Format<number> {
  /** {@link Format.slotWords} */
  readonly slotWords: number = 1;

  /** {@link Format.pack} */
  pack(item: unknown, name: string, index?: number): number {
    if (typeof item !== 'number' || (item | 0) !== item) checkInt32(pathOf(name, index), item);
    return item;
  }

  /** {@link Format.blockOf} */
  blockOf(): number {
    return 0;
  }

  /** {@link Format.write} */
  write(parcel: number, words: Int32Array, at: number): void {
    words[at] = parcel;
  }

  /** {@link Format.sent} */
  sent(): void {
    // There is nothing to keep.
  }

  /** {@link Format.drop} */
  drop(): void {
    // There is nothing to free.
  }

  /** {@link Format.read} */
  read(words: Int32Array, at: number): number {
    return words[at] as number;
  }

  /** {@link Format.unpack} */
  unpack(parcel: number): number {
    return parcel;
  }
}

/** Any numbers. */
export class Float64Format implements Format<number> {
  /** {@link Format.slotWords} */
  readonly slotWords: number = 2;
  readonly #number = new Float64Array(1);
  readonly #halves = new Int32Array(this.#number.buffer);

  /** {@link Format.pack} */
  pack(item: unknown, name: string, index?: number): number {
    if (typeof item !== 'number') throw new TypeError(`${pathOf(name, index)}: expected a number, not ${show(item)}`);
    return item;
  }

  /** {@link Format.blockOf} */
  blockOf(): number {
    return 0;
  }

  /** {@link Format.write} */
  write(parcel: number, words: Int32Array, at: number): void {
    this.#number[0] = parcel;
    words[at] = this.#halves[0] as number;
    words[at + 1] = this.#halves[1] as number;
  }

  /** {@link Format.sent} */
  sent(): void {
    // There is nothing to keep.
  }

  /** {@link Format.drop} */
  drop(): void {
    // There is nothing to free.
  }

  /** {@link Format.read} */
  read(words: Int32Array, at: number): number {
    this.#halves[0] = words[at] as number;
    this.#halves[1] = words[at + 1] as number;
    return this.#number[0] as number;
  }

  /** {@link Format.unpack} */
  unpack(parcel: number): number {
    return parcel;
  }
}
