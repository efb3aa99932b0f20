import { load, notify, store, swap } from './atomics.ts';
import { report } from './diagnostics.ts';
import { isGone } from './liveness.ts';
import { isKeeper } from './mutex-kept.ts';
import { abandoned, type Described } from './mutex-messages.ts';
import {
  POISONED,
  SLOT_DEPTH,
  SLOT_POLICY,
  SLOT_STATE,
  TAKE_OVER,
  inherited,
  isFree,
  isPoisoned,
  ownerOf,
} from './mutex-word.ts';

/** A mutex whose owner may die. */
export interface Mortal extends Described {
  /**
   * True if a thread that died as the owner had not begun anything under it: nobody needs to
   * hear of it. Of a keeper (`mutex-kept.ts`): true if another may have it.
   */
  readonly harmless: ((owner: number) => boolean) | undefined;
}

/** What one does about an owner that has died: gives up, or takes its place. */
export type Inheritance = 'give-up' | 'recover';

/**
 * True if the owner is known to have died and the caller may have its place, by T11. Asks
 * after the owner, at most every 100 ms (see `liveness.ts`).
 *
 * @throws AbandonedLockError the owner has died, and the caller is not one who recovers (T10)
 */
export function isVacant(mutex: Mortal, word: number, inheritance: Inheritance): boolean {
  if (isFree(word)) return false;
  if (!isPoisoned(word)) {
    const owner = ownerOf(word);
    if (isKeeper(owner)) return mutex.harmless?.(owner) === true;
    if (!isGone(owner, mutex.table)) return false;
    const silent = (load(mutex.words, SLOT_POLICY) & TAKE_OVER) !== 0 || mutex.harmless?.(owner) === true;
    if (silent || inheritance === 'recover') return true;
    if (!swap(mutex.words, SLOT_STATE, word, word | POISONED)) return false; // T10
    notify(mutex.words, SLOT_STATE, Infinity);
    tellOf(mutex, owner);
  }
  return checkPoison(mutex, word | POISONED, inheritance);
}

/**
 * True if the word is poisoned and the caller may take it over.
 *
 * @throws AbandonedLockError it is poisoned, and the caller is not one who recovers
 */
export function checkPoison(mutex: Described, word: number, inheritance: Inheritance): boolean {
  if (!isPoisoned(word)) return false;
  if (inheritance === 'give-up') throw abandoned(mutex, ownerOf(word));
  return true;
}

/**
 * T11; false: the word is another by now.
 *
 * @param heir the caller's id, in its place in the word
 */
export function takeOver(mutex: Mortal, word: number, heir: number): boolean {
  if (!swap(mutex.words, SLOT_STATE, word, inherited(heir))) return false;
  // The levels were those of the one that died.
  store(mutex.words, SLOT_DEPTH, 0);
  const owner = ownerOf(word);
  if (!isPoisoned(word) && !isKeeper(owner) && mutex.harmless?.(owner) !== true) tellOf(mutex, owner);
  return true;
}

function tellOf({ label }: Described, owner: number): void {
  report('abandoned', () => ({ lock: label, owner }));
}
