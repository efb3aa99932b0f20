import { perThread } from './context.ts';
import { SLICE } from './slice.ts';
import { unrefTimer } from './timer.ts';

/** Where there is no `Atomics.waitAsync`, the words are looked at so often, in milliseconds. */
const POLL = 4;

/** Something that async waiters wait on, to be looked at in every slice. */
export interface Watched {
  /** A slice is over: looks whether a wake-up was missed. */
  look(): void;
}

/**
 * Where several words are awaited, a platform wait lasts this long, in milliseconds; it
 * bounds how long one outlives its last task.
 */
const PLATFORM_WAIT = 1000;

/**
 * What serves all async waiters of a thread. Every awaited word is looked at
 * once in a slice, so that a wake-up given to a thread that died is found again: a single
 * one by its own platform wait, which lasts a slice; several by one wait for all of them,
 * on a word that nobody notifies. (A timer of Node's costs twice as much as such a wait.)
 */
interface Vigil {
  readonly watched: Set<Watched>;
  /** A slice has begun. */
  turning: boolean;
  /** What slices are waited out on. */
  readonly word: Int32Array;
}

function vigil(): Vigil {
  return perThread('slices', () => ({
    watched: new Set<Watched>(),
    turning: false,
    word: new Int32Array(new SharedArrayBuffer(4)),
  }));
}

/**
 * Looks at it in every slice from now on.
 *
 * @param isWaiting its platform wait is an older one, of whatever length
 */
export function watch(watched: Watched, isWaiting: boolean): void {
  const mine = vigil();
  mine.watched.add(watched);
  if (!mine.turning && (isWaiting || mine.watched.size > 1 || !('waitAsync' in Atomics))) turn(mine);
}

/** Looks at it no more. */
export function unwatch(watched: Watched): void {
  vigil().watched.delete(watched);
}

/** How long a platform wait should last now, in milliseconds. */
export function platformWait(): number {
  return vigil().turning ? PLATFORM_WAIT : SLICE;
}

/** One slice after the other, until nothing is awaited. */
function turn(mine: Vigil): void {
  mine.turning = mine.watched.size > 0;
  if (!mine.turning) return;
  const next = (): void => {
    for (const one of mine.watched) one.look();
    turn(mine);
  };
  const slice = 'waitAsync' in Atomics && Atomics.waitAsync(mine.word, 0, 0, SLICE);
  if (slice !== false && slice.async) void slice.value.then(next);
  else unrefTimer(setTimeout(next, POLL));
}
