/** Up to this many are compared one by one, which takes less time than a map: a guess. */
const FEW = 12;

/** The objects of one message, numbered as they begin. */
export class Seen {
  readonly #objects: object[] = [];
  #numbers: Map<object, number> | undefined;

  /** How many there are. */
  get size(): number {
    return this.#objects.length;
  }

  /** The object's number, or -1 for one that is new: it gets the next. */
  number(object: object): number {
    const objects = this.#objects;
    const known = this.#numbers === undefined ? objects.indexOf(object) : (this.#numbers.get(object) ?? -1);
    if (known !== -1) return known;
    this.#numbers?.set(object, objects.length);
    objects.push(object);
    if (objects.length === FEW) this.#numbers = new Map(objects.map((one, at) => [one, at]));
    return -1;
  }

  /** Forgets all but the first so many. */
  truncate(size: number): void {
    for (const object of this.#objects.splice(size)) this.#numbers?.delete(object);
    if (size === 0) this.#numbers = undefined;
  }
}
