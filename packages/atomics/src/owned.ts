import { CELL_WORDS, usedCells } from './arena.ts';
import { load } from './atomics.ts';
import { perThread } from './context.ts';
import { SLOT_STATE, ownerOf } from './mutex-word.ts';
import { knownOrder } from './order.ts';
import { markOf } from './placement.ts';
import type { Kind } from './shared.ts';

/** Something that a thread holds. */
export interface Owned {
  readonly owner: number;
  /** The class, and which part of it. */
  readonly what: string;
  /** Its ordering id; empty: it has none yet. */
  readonly order: string;
}

/** Makes known where the owner stands in the words of a class. */
export function defineOwned(kind: Kind): void {
  kinds().set(markOf(kind), kind);
}

/** The classes that are loaded in the calling thread. */
export function ownedKinds(): readonly Kind[] {
  return [...kinds().values()];
}

/**
 * What threads hold of the things that lie in the arenas that the calling thread knows, of the classes that are loaded
 * in it: all but those in callers' buffers. Looks at each cell; what is no mark of such a class is passed over.
 */
export function ownedInArena(): readonly Owned[] {
  const owned: Owned[] = [];
  for (const words of usedCells()) {
    for (let at = 0; at < words.length; at += CELL_WORDS) {
      const kind = kinds().get(load(words, at));
      if (kind?.mutex === undefined) continue;
      const mutex = words.subarray(at + kind.mutex);
      const order = knownOrder(mutex);
      const add = (owner: number, what: string): void => {
        if (owner !== 0) owned.push({ owner, what, order });
      };
      if (kind.parts === undefined) add(ownerOf(load(mutex, SLOT_STATE)), kind.name);
      for (const { what, first, count } of kind.parts ?? []) {
        for (let slot = first; slot < first + count; slot++) add(load(words, at + slot), what);
      }
    }
  }
  return owned;
}

function kinds(): Map<number, Kind> {
  return perThread('owned', () => new Map<number, Kind>());
}
