import type { Arena } from './arena.ts';
import { load, store } from './atomics.ts';
import type { Place } from './shared.ts';

/** A word that is read or written so often that the quick way to it pays, where there is one: see `arena.ts`. */
export class HotWord {
  readonly #words: Int32Array;
  readonly #index: number;
  readonly #load: Arena['load'] | undefined;
  readonly #store: Arena['store'] | undefined;
  /** Where it is in the arena. */
  readonly #address: number;

  /** @param index of the word, in the place */
  constructor({ words, arena }: Place, index: number) {
    this.#words = words;
    this.#index = index;
    this.#load = arena?.load;
    this.#store = arena?.store;
    this.#address = words.byteOffset + index * 4;
  }

  /** Reads it. */
  load(): number {
    return this.#load === undefined ? load(this.#words, this.#index) : this.#load(this.#address | 0);
  }

  /** Writes it. */
  store(value: number): void {
    // As integers: see `mutex.ts`.
    if (this.#store === undefined) store(this.#words, this.#index, value);
    else this.#store(this.#address | 0, value | 0);
  }
}
