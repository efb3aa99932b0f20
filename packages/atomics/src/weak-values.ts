/** A map that keeps what somebody else still uses, and forgets the rest. */
export class WeakValues<Key, Value extends object> {
  readonly #refs = new Map<Key, WeakRef<Value>>();

  /** The value of a key; undefined: there is none, or nobody uses it any more. */
  peek(key: Key): Value | undefined {
    return this.#refs.get(key)?.deref();
  }

  /** The value of a key, made if there is none. */
  get(key: Key, make: () => Value): Value {
    const found = this.peek(key);
    if (found !== undefined) return found;
    const value = make();
    this.set(key, value);
    return value;
  }

  /** In the place of the one before. */
  set(key: Key, value: Value): void {
    this.#forget();
    this.#refs.set(key, new WeakRef(value));
  }

  /** At each doubling only, so that it costs a constant for each value. */
  #forget(): void {
    const { size } = this.#refs;
    if ((size & (size - 1)) !== 0) return;
    for (const [key, ref] of this.#refs) if (ref.deref() === undefined) this.#refs.delete(key);
  }
}
