/** A map that keeps what somebody else still uses, and forgets the rest. */
export class WeakValues<Value extends object> {
  readonly #refs = new Map<string, WeakRef<Value>>();

  /** The value of a key, made if there is none. */
  get(key: string, make: () => Value): Value {
    let value = this.#refs.get(key)?.deref();
    if (value === undefined) {
      this.#forget();
      value = make();
      this.#refs.set(key, new WeakRef(value));
    }
    return value;
  }

  /** At each doubling only, so that it costs a constant for each value. */
  #forget(): void {
    const { size } = this.#refs;
    if ((size & (size - 1)) !== 0) return;
    for (const [key, ref] of this.#refs) if (ref.deref() === undefined) this.#refs.delete(key);
  }
}
