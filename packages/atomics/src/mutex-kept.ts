/**
 * A mutex that is kept for those who await something more, as readers to leave: closed to
 * newcomers, and yet nobody's. One that owned it while its event loop is blocked would hold
 * everybody up. So it has a keeper instead of an owner, an id that no thread has: its
 * thread takes it again when it can use it, and others may have it in its stead, at the end of a
 * slice, once they could use it (`harmless` of the mutex tells). It does not
 * matter which thread keeps it: who finds it taken, or kept by another, stands in line again.
 *
 * TRANSITIONS of STATE, besides those of `mutex-word.ts`
 *        from            by                        to                           then
 *   T12  me + RECORDED   async owner               keeper + marks               awaits, DEPTH 0
 *   T13  keeper          one that awaits           me + RECORDED + marks        owns it
 *   T14  keeper          one that leaves           RESERVED if it was set       notify(1) if WAITERS
 *   T11  keeper          one whose slice is over   me + WAITERS                 owns it
 */
import { load, notify, store, swap } from './atomics.ts';
import { numberHold } from './mutex-hold.ts';
import {
  ASYNC_HOLD,
  MARKS,
  RECORDED,
  RESERVED,
  SLOT_DEPTH,
  SLOT_STATE,
  hasWaiters,
  ownedBy,
  ownerOf,
} from './mutex-word.ts';

/** The keepers that there may be: no thread has such an id. */
export const KEEPERS = [2 ** 28 - 1, 2 ** 28 - 2] as const;

/** Who keeps a mutex. */
export type Keeper = (typeof KEEPERS)[number];

/** Whose mutex it is. */
interface Claimant {
  readonly words: Int32Array;
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
}

/** True if that is no thread. */
export function isKeeper(owner: number): boolean {
  return owner >= KEEPERS[1];
}

/** The threads that one waits for who finds such an owner: a keeper may leave at any time. */
export function holdersOf(owner: number): readonly number[] {
  return isKeeper(owner) ? [] : [owner];
}

/** True if nobody owns it, and newcomers may not have it. */
export function isKept({ words }: Pick<Claimant, 'words'>): boolean {
  return isKeeper(ownerOf(load(words, SLOT_STATE)));
}

/** T12: the calling thread owns it, by an async hold. */
export function keep({ words }: Claimant, keeper: Keeper): void {
  store(words, SLOT_DEPTH, 0);
  for (;;) {
    const word = load(words, SLOT_STATE);
    if (swap(words, SLOT_STATE, word, ownedBy(keeper) | (word & MARKS & ~RECORDED))) return;
  }
}

/** T13; false: it is not kept any more. */
export function takeKept({ words, me }: Claimant): boolean {
  for (;;) {
    const word = load(words, SLOT_STATE);
    if (!isKeeper(ownerOf(word))) return false;
    if (!swap(words, SLOT_STATE, word, me | RECORDED | (word & MARKS))) continue;
    store(words, SLOT_DEPTH, ASYNC_HOLD);
    numberHold(words);
    return true;
  }
}

/** T14, if it is kept. */
export function freeKept({ words }: Claimant): void {
  for (;;) {
    const word = load(words, SLOT_STATE);
    if (!isKeeper(ownerOf(word))) return;
    if (!swap(words, SLOT_STATE, word, word & RESERVED)) continue;
    if (hasWaiters(word)) notify(words, SLOT_STATE, 1);
    return;
  }
}
