/** Those who wait for a change: each is told once. */
export class Waiters {
  readonly #all = new Set<() => void>();

  /** True: somebody waits. */
  get any(): boolean {
    return this.#all.size > 0;
  }

  /** Another one waits. Returns what ends that. */
  add(tell: () => void): () => void {
    this.#all.add(tell);
    return () => {
      this.#all.delete(tell);
    };
  }

  /** All of them are told. */
  tell(): void {
    const all = [...this.#all];
    this.#all.clear();
    for (const tell of all) tell();
  }
}
