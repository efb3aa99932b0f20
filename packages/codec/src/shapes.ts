import { HASHES } from './format.ts';

/** As many keys go into the hash: of more there is no block to keep, or they are hardly longer than a character. */
const HASHED = 32;

/** The keys of objects alike, as the writer knows them. */
export interface Shape {
  readonly keys: readonly string[];
  readonly hash: number;
  /** How they are written, from the tag on, while they are kept. */
  bytes: Uint8Array | undefined;
  /** Their number in the message; -1: none yet. */
  number: number;
  /** What came after them the last time, if it was another. Only while kept, so that they make no long chain. */
  next: Shape | undefined;
}

/** What a thread has written of keys: in most messages, the same come in the same order. */
export class Shapes {
  readonly #kept: (Shape | undefined)[] = new Array<undefined>(HASHES).fill(undefined);
  /** Stands before the first of a message: its keys are none of an object. */
  readonly #start = makeShape([undefined as never], 0, new Uint8Array());
  #last = this.#start;

  /** Begins the next message. */
  restart(): void {
    this.#last = this.#start;
  }

  /**
   * The shape of some keys.
   *
   * @param others those of the message, among which it may be though it is not kept
   */
  find(keys: readonly string[], others: readonly (Shape | undefined)[]): Shape {
    const last = this.#last;
    if (isSame(last.keys, keys)) return last;
    const { next } = last;
    // One that another has replaced may be there anew, under a number of its own.
    if (next?.bytes !== undefined && isSame(next.keys, keys)) return (this.#last = next);
    const shape = this.#search(keys, others);
    if (last.bytes !== undefined && shape.bytes !== undefined) last.next = shape;
    return (this.#last = shape);
  }

  /** Keeps one, in the place of another. */
  keep(shape: Shape, bytes: Uint8Array): void {
    const former = this.#kept[shape.hash];
    if (former !== undefined) former.bytes = former.next = undefined;
    shape.bytes = bytes;
    this.#kept[shape.hash] = shape;
  }

  #search(keys: readonly string[], others: readonly (Shape | undefined)[]): Shape {
    const hash = hashOf(keys);
    const kept = this.#kept[hash];
    if (kept !== undefined && isSame(kept.keys, keys)) return kept;
    return others.find((shape) => shape !== undefined && isSame(shape.keys, keys)) ?? makeShape(keys, hash);
  }
}

function makeShape(keys: readonly string[], hash: number, bytes?: Uint8Array): Shape {
  return { keys, hash, bytes, number: -1, next: undefined };
}

function hashOf(keys: readonly string[]): number {
  let hash = keys.length;
  for (let at = 0; at < keys.length && at < HASHED; at++) {
    const key = keys[at] as string;
    const { length } = key;
    // An empty one has no characters, but NaN, whose bits are none.
    hash = (Math.imul(hash, 31) + length + key.charCodeAt(0) * 7 + key.charCodeAt(length - 1) * 3) | 0;
  }
  return (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (HASHES - 1);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}
