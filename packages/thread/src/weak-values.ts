/** Objects by number, each for as long as somebody else has it. */
export class WeakValues<V extends object> {
  readonly #references = new Map<number, WeakRef<V>>();
  /** So many there may be before those are cleared away that nobody has. */
  #most = 64;

  /** Undefined: there is none, or nobody has it any more. */
  get(key: number): V | undefined {
    return this.#references.get(key)?.deref();
  }

  /** In the place of the one before. */
  set(key: number, value: V): void {
    this.#references.set(key, new WeakRef(value));
    if (this.#references.size <= this.#most) return;
    for (const [other, reference] of this.#references) if (reference.deref() === undefined) this.#references.delete(other);
    this.#most = 2 * this.#references.size;
  }
}
