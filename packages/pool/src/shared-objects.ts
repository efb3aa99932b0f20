/**
 * Memory that is shared cannot be written as bytes. In calls and results it is named by numbers, which
 * the pool's own thread gives out: it posts each such object to all workers once, before a call names it, so that any
 * of them can take the call. It keeps none of them longer than its tasks and its users do.
 */
import { InvalidStateError, isShared, receive, share, walk } from '@sync/atomics/internal';

/** In the place of such an object, or of a view of one. */
const NUMBER = '@sync/pool object';

interface Named {
  readonly [NUMBER]: number;
  readonly view?: string;
  readonly byteOffset?: number;
  readonly length?: number;
}

type ViewConstructor = new (buffer: object, byteOffset: number, length: number) => object;

/** An object of that number is on its way. */
export class OnItsWay extends Error {}

/** The objects that one thread knows. */
export class SharedObjects {
  readonly #numbers = new WeakMap<object, number>();
  readonly #objects = new Map<number, object | WeakRef<object>>();
  /** The last number that was heard of: they count up. */
  #last = 0;
  readonly #publish: (object: object) => number;
  readonly #collected: FinalizationRegistry<number> | undefined;

  /**
   * Nothing is known.
   *
   * @param publish gives a number to an object that none of the others knows yet, and posts it to them
   * @param onForgotten objects are not kept: told of the number of one that nobody here has any more
   */
  constructor(publish: (object: object) => number, onForgotten?: (number: number) => void) {
    this.#publish = publish;
    if (onForgotten === undefined) return;
    this.#collected = new FinalizationRegistry((number) => {
      this.#objects.delete(number);
      onForgotten(number);
    });
  }

  /** How many are known here. */
  get size(): number {
    return this.#objects.size;
  }

  /** All that are known here, with their numbers. */
  *entries(): Iterable<readonly [number, object]> {
    for (const number of [...this.#objects.keys()]) {
      const object = this.#get(number);
      if (object !== undefined) yield [number, object];
    }
  }

  /** From now on this object has that number here. */
  learn(number: number, object: object): void {
    this.#last = number;
    this.#numbers.set(object, number);
    this.#objects.set(number, this.#collected === undefined ? object : new WeakRef(object));
    this.#collected?.register(object, number);
  }

  /** Who has given it that number has it no more: it has none here. */
  forget(number: number): void {
    this.#last = Math.max(this.#last, number);
    const object = this.#get(number);
    if (object !== undefined) this.#numbers.delete(object);
    this.#objects.delete(number);
  }

  /**
   * A copy with numbers in the place of such objects, and handles in the place of primitives; and whether it has any.
   *
   * @param among only these are known to who reads it; all, unless told
   */
  number(value: unknown, among?: ReadonlySet<object>): { readonly copy: unknown; readonly hasAny: boolean } {
    let hasAny = false;
    const mark = (named: Named): Named => {
      hasAny = true;
      return named;
    };
    const copy = walk(share(value), (found) => {
      if (isSharedObject(found)) return mark({ [NUMBER]: this.#numberOf(found, among) });
      if (!ArrayBuffer.isView(found) || !isShared(found.buffer)) return undefined;
      return mark({
        [NUMBER]: this.#numberOf(found.buffer, among),
        view: Object.prototype.toString.call(found).slice('[object '.length, -1),
        byteOffset: found.byteOffset,
        length: (found as { length?: number }).length ?? found.byteLength,
      });
    });
    return { copy, hasAny };
  }

  /** A copy with handles in the place of primitives, which can be posted. */
  toPost(value: unknown): unknown {
    return share(value);
  }

  /**
   * The other end of {@link SharedObjects.number}.
   *
   * @param given gets the objects
   * @throws OnItsWay one of them has not come yet
   * @throws InvalidStateError one of them was forgotten
   */
  restore(value: unknown, given?: Set<object>): unknown {
    return receive(
      walk(value, (found) => {
        if (!Object.hasOwn(found, NUMBER)) return undefined;
        const { [NUMBER]: number, view, byteOffset = 0, length = 0 } = found as Named;
        const object = this.#get(number);
        if (object === undefined) throw number > this.#last ? new OnItsWay() : new InvalidStateError('it holds shared memory that its pool\'s thread has no more');
        given?.add(object);
        if (view === undefined) return object;
        const View = (globalThis as unknown as Record<string, ViewConstructor>)[view] as ViewConstructor;
        return new View(object, byteOffset, length);
      }),
    );
  }

  #get(number: number): object | undefined {
    const found = this.#objects.get(number);
    return found instanceof WeakRef ? (found.deref()) : found;
  }

  #numberOf(object: object, among: ReadonlySet<object> | undefined): number {
    const known = among?.has(object) === false ? undefined : this.#numbers.get(object);
    if (known !== undefined) return known;
    const number = this.#publish(object);
    this.learn(number, object);
    return number;
  }
}

/** A buffer, or WebAssembly's object around one, as handles have it. */
function isSharedObject(value: object): boolean {
  if (isShared(value)) return true;
  return Object.prototype.toString.call(value) === '[object WebAssembly.Memory]' && isShared((value as { buffer?: unknown }).buffer);
}
