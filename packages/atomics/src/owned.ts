import { usedCells } from './arena.ts';
import { load } from './atomics.ts';
import { perThread } from './context.ts';
import { SLOT_STATE, ownerOf } from './mutex-word.ts';
import { knownOrder } from './order.ts';
import { markOf } from './placement.ts';
import type { Kind } from './shared.ts';

/** Something that a thread holds. */
export interface Owned {
  readonly owner: number;
  /** The class. */
  readonly kind: string;
  /** Its ordering id; empty: it has none yet. */
  readonly order: string;
}

/** Makes known where the owner stands in the words of a class. */
export function defineOwned(kind: Kind): void {
  kinds().set(markOf(kind), kind);
}

/**
 * What threads hold of the things that lie in the arena, of the classes that are loaded in the
 * calling thread: all but those in callers' buffers. Looks at each cell; what is
 * no mark of such a class is passed over.
 */
export function ownedInArena(): readonly Owned[] {
  const { words, cell } = usedCells();
  const owned: Owned[] = [];
  for (let at = cell; at < words.length; at += cell) {
    const kind = kinds().get(load(words, at));
    if (kind?.mutex === undefined) continue;
    const mutex = words.subarray(at + kind.mutex);
    const owner = ownerOf(load(mutex, SLOT_STATE));
    if (owner !== 0) owned.push({ owner, kind: kind.name, order: knownOrder(mutex) });
  }
  return owned;
}

function kinds(): Map<number, Kind> {
  return perThread('owned', () => new Map<number, Kind>());
}
