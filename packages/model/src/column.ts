/** A row of numbers that grows; what was not written is 0. */
export class Column {
  values: Int32Array = new Int32Array(1024);

  /** Writes one. */
  set(at: number, value: number): void {
    if (at >= this.values.length) {
      const grown = new Int32Array(Math.max(2 * this.values.length, at + 1));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[at] = value;
  }

  /** Reads one. */
  get(at: number): number {
    return this.values[at] ?? 0;
  }
}
