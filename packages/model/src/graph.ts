import { Column } from './column.ts';

/** Which states follow which: the edges of a state are added in one go. */
export class Graph {
  /** How many edges there are. */
  edges = 0;
  /** Where the edges of a state begin + 1; 0: they are not known. */
  readonly #first = new Column();
  readonly #counts = new Column();
  readonly #targets = new Column();

  /** Bytes. */
  get bytes(): number {
    return this.#first.bytes + this.#counts.bytes + this.#targets.bytes;
  }

  /** True if the edges of a state were added. */
  has(from: number): boolean {
    return this.#first.get(from) > 0;
  }

  /** Notes the k-th edge of the state that is being added; a new try begins at 0 again. */
  note(k: number, to: number): void {
    this.#targets.set(this.edges + k, to);
  }

  /** Adds the edges that were noted last. */
  add(from: number, count: number): void {
    this.#first.set(from, this.edges + 1);
    this.#counts.set(from, count);
    this.edges += count;
  }

  /** How many edges leave a state. */
  count(from: number): number {
    return this.#counts.get(from);
  }

  /** How many edges lead to each state. */
  countBefore(states: number): Int32Array {
    const { values } = this.#targets;
    const before = new Int32Array(states);
    for (let edge = 0; edge < this.edges; edge++) {
      const to = values[edge] as number;
      before[to] = (before[to] as number) + 1;
    }
    return before;
  }

  /** Where the k-th of them leads. */
  target(from: number, k: number): number {
    return this.#targets.get(this.#first.get(from) - 1 + k);
  }
}
