import { perThread } from './context.ts';
import { SLICE } from './slice.ts';
import { refTimer, unrefTimer, type Timer } from './timer.ts';

/** Where there is no `Atomics.waitAsync`, the words are looked at so often, in milliseconds. */
const POLL = 4;

/** Something that async waiters wait on, to be looked at in every slice. */
export interface Watched {
  /** A slice is over: looks whether a wake-up was missed. */
  look(): void;
}

/**
 * The one timer of a thread that serves all of its async waiters. It keeps the thread
 * alive while one of them is pending that is not `unref` (no runtime does so for
 * `waitAsync` itself: Node would exit with code 13), and has every word looked at once in
 * a slice, so that a wake-up given to a thread that died is found again.
 */
interface Vigil {
  readonly watched: Set<Watched>;
  /** Pending waits that keep the thread alive. */
  holding: number;
  timer: Timer | undefined;
}

function vigil(): Vigil {
  return perThread('vigil', () => ({ watched: new Set<Watched>(), holding: 0, timer: undefined }));
}

/** Looks at it in every slice from now on. */
export function watch(watched: Watched): void {
  const mine = vigil();
  mine.watched.add(watched);
  if (mine.timer !== undefined) return;
  const period = 'waitAsync' in Atomics ? SLICE : POLL;
  mine.timer = setInterval(() => {
    for (const one of mine.watched) one.look();
  }, period);
  if (mine.holding === 0) unrefTimer(mine.timer);
}

/** Looks at it no more. */
export function unwatch(watched: Watched): void {
  const mine = vigil();
  mine.watched.delete(watched);
  if (mine.watched.size > 0) return;
  clearInterval(mine.timer);
  mine.timer = undefined;
}

/** Keeps the thread alive for one more pending wait (1), or for one less (-1). */
export function hold(change: 1 | -1): void {
  const mine = vigil();
  mine.holding += change;
  if (mine.timer === undefined) return;
  if (mine.holding > 0) refTimer(mine.timer);
  else unrefTimer(mine.timer);
}
