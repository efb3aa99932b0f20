import { perThread } from './context.ts';
import { LONGEST_TIMER, type Timer } from './timer.ts';

/**
 * What keeps a thread alive: a timer that never fires, while something is pending that is not `unref`. No runtime
 * does so for `waitAsync` itself: Node would exit with code 13.
 */
interface Alive {
  pending: number;
  timer: Timer | undefined;
}

/** Keeps the thread alive for one more pending wait (1), or for one less (-1). */
export function keepAlive(change: 1 | -1): void {
  const alive = perThread<Alive>('alive', () => ({ pending: 0, timer: undefined }));
  alive.pending += change;
  if (alive.pending > 0) {
    alive.timer ??= setInterval(() => undefined, LONGEST_TIMER);
  } else {
    clearInterval(alive.timer);
    alive.timer = undefined;
  }
}
