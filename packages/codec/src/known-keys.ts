import { HASHES } from './format.ts';
import type { Input } from './input.ts';

/** The keys of objects alike, as the reader knows them. */
export interface Keys {
  readonly keys: readonly string[];
  /** True if they can be assigned: one that is called __proto__ cannot. */
  readonly assignable: boolean;
}

interface Known extends Keys {
  readonly bytes: Uint8Array;
}

/** What a thread has read of keys: the same bytes mostly come again. */
export class KnownKeys {
  readonly #known: (Known | undefined)[] = new Array<undefined>(HASHES).fill(undefined);

  /** Those whose block of bytes comes next, or undefined. */
  find(from: Input, hash: number, length: number): Keys | undefined {
    const known = this.#known[hash];
    if (known?.bytes.length !== length || length > from.end - from.pos) return undefined;
    const { bytes } = known;
    const { arr, pos } = from;
    for (let i = 0; i < length; i++) if (arr[pos + i] !== bytes[i]) return undefined;
    from.pos = pos + length;
    return known;
  }

  /** Keeps those that were read from a block of bytes, in the place of others. */
  keep({ keys, assignable }: Keys, hash: number, block: Uint8Array): void {
    if (hash < HASHES) this.#known[hash] = { keys, assignable, bytes: block };
  }
}
