/** A row of numbers that grows; what was not written is 0. */
export class Column {
  /** As many as there is room for. */
  values: Int32Array = new Int32Array(1024);

  /** Of memory. */
  get bytes(): number {
    return this.values.byteLength;
  }

  /** Makes room for so many. */
  reserve(length: number): Int32Array {
    if (length > this.values.length) {
      const grown = new Int32Array(Math.max(2 * this.values.length, length));
      grown.set(this.values);
      this.values = grown;
    }
    return this.values;
  }

  /** Writes one. */
  set(at: number, value: number): void {
    this.reserve(at + 1)[at] = value;
  }

  /** Reads one. */
  get(at: number): number {
    return this.values[at] ?? 0;
  }
}
