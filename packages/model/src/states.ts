import { Column } from './column.ts';

/**
 * The states that a search has met, by number, and after which each was met. A hash table
 * finds them; what it finds is compared number by number, so that no two are ever merged.
 */
export class States {
  /** How many. */
  size = 0;
  readonly #width: number;
  readonly #rows = new Column();
  /** The number of the state before + 1. */
  readonly #parents = new Column();
  /** By hash: a state's number + 1. */
  #table = new Int32Array(2 ** 14);

  /** @param width numbers of a state */
  constructor(width: number) {
    this.#width = width;
  }

  /** Bytes. */
  get bytes(): number {
    return this.#rows.bytes + this.#parents.bytes + this.#table.byteLength;
  }

  /** The number of a state; the next number if it is new. */
  add(state: Int32Array): number {
    const mask = this.#table.length - 1;
    for (let slot = hash(state, 0, this.#width) & mask; ; slot = (slot + 1) & mask) {
      const id = (this.#table[slot] as number) - 1;
      if (id < 0) return this.#insert(state, slot);
      if (this.#equals(id, state)) return id;
    }
  }

  /** Puts the numbers of a state there. */
  row(id: number, state: Int32Array): Int32Array {
    const { values } = this.#rows;
    const from = id * this.#width;
    for (let at = 0; at < this.#width; at++) state[at] = values[from + at] as number;
    return state;
  }

  /** The state before it in its simplest story; -1: it is the first. */
  parent(id: number): number {
    return this.#parents.get(id) - 1;
  }

  /** Says which state was before it. */
  link(id: number, parent: number): void {
    this.#parents.set(id, parent + 1);
  }

  #insert(state: Int32Array, slot: number): number {
    const id = this.size++;
    this.#table[slot] = id + 1;
    const from = id * this.#width;
    const values = this.#rows.reserve(from + this.#width);
    for (let at = 0; at < this.#width; at++) values[from + at] = state[at] as number;
    if (this.size * 2 > this.#table.length) this.#grow();
    return id;
  }

  #grow(): void {
    this.#table = new Int32Array(4 * this.#table.length);
    const mask = this.#table.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = hash(this.#rows.values, id * this.#width, this.#width) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = id + 1;
    }
  }

  #equals(id: number, state: Int32Array): boolean {
    const { values } = this.#rows;
    const from = id * this.#width;
    for (let at = 0; at < this.#width; at++) if (values[from + at] !== state[at]) return false;
    return true;
  }
}

function hash(rows: Int32Array, from: number, width: number): number {
  let bits = 0;
  for (let at = 0; at < width; at++) {
    bits = Math.imul((bits >>> 15) ^ bits ^ (rows[from + at] as number), 0x9e3779b1);
  }
  return bits ^ (bits >>> 15);
}
