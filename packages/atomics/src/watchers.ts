import { AsyncWaiters, type AsyncTask, type Awaited, type Glance } from './async-waiters.ts';
import { load, notify } from './atomics.ts';
import { perAddress } from './per-address.ts';

/** One that waits until a word is as it wants it. */
export interface WatchTask extends AsyncTask {
  /** The word is so; `woken`: a wake-up has come just now. */
  isSo(word: number, woken: boolean): boolean;
}

/**
 * The calling thread's async watchers of a word.
 *
 * @param tend called in each slice, as long as there are some
 */
export function watchersOf(words: Int32Array, index: number, tend?: () => void): AsyncWaiters<WatchTask> {
  const watchers = perAddress('watchers', words, index, () => new Watchers(words, index));
  // Who watches the same word looks after the same things.
  watchers.tend = tend;
  return watchers.list;
}

/**
 * The async watchers of one thread on one word: one platform waiter for them all. Nobody
 * takes anything from the word, and nobody leaves a mark: who changes it notifies.
 */
class Watchers implements Awaited<WatchTask> {
  /** What they watch. */
  readonly words: Int32Array;
  /** What they watch. */
  readonly index: number;
  /** Each waits for something of its own. */
  readonly inTurn: boolean = false;
  tend: (() => void) | undefined;
  /** In order of arrival. */
  readonly list: AsyncWaiters<WatchTask> = new AsyncWaiters<WatchTask>(this);

  /** @param index the word */
  constructor(words: Int32Array, index: number) {
    this.words = words;
    this.index = index;
  }

  /** A wake-up is for all of them, since nobody knows how many it was meant for. */
  claim(task: WatchTask, glance: Glance): boolean {
    return task.isSo(load(this.words, this.index), glance.woken);
  }

  /** The value to sleep on. */
  announce(task: WatchTask): number | undefined {
    const word = load(this.words, this.index);
    return task.isSo(word, false) ? undefined : word;
  }

  /** A5. */
  passOn(): void {
    notify(this.words, this.index, 1);
  }
}
