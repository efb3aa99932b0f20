/** Up to this many are compared one by one, which takes less time than a map: a guess. */
const FEW = 12;
/** A list of more is not kept from one message to the next. */
const KEPT = 1024;

/** The objects of one message, numbered as they begin. */
export class Seen {
  /** Its length stays, with nothing in it: to fill places costs less than to make them. */
  #objects: (object | undefined)[] = [];
  #numbers: Map<object, number> | undefined;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The object's number, or -1 for one that is new: it gets the next. */
  number(object: object): number {
    const known = this.#find(object);
    if (known !== -1) return known;
    const number = this.#size++;
    this.#objects[number] = object;
    if (this.#numbers !== undefined) this.#numbers.set(object, number);
    else if (number === FEW) this.#numbers = new Map(this.#objects.slice(0, FEW + 1).map((one, at) => [one as object, at]));
    return -1;
  }

  /** Forgets all but the first so many. */
  truncate(size: number): void {
    const objects = this.#objects;
    for (let at = size; at < this.#size; at++) {
      this.#numbers?.delete(objects[at] as object);
      objects[at] = undefined;
    }
    this.#size = size;
    if (size > 0) return;
    this.#numbers = undefined;
    if (objects.length > KEPT) this.#objects = [];
  }

  #find(object: object): number {
    if (this.#numbers !== undefined) return this.#numbers.get(object) ?? -1;
    const objects = this.#objects;
    for (let at = 0; at < this.#size; at++) if (objects[at] === object) return at;
    return -1;
  }
}
