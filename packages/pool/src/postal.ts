import { checkTravels } from '@sync/codec';
import type { Slots } from './slots.ts';
import type { Submission } from './submission.ts';
import type { Workers } from './workers.ts';

/** Submissions whose calls bytes cannot carry: each is posted to one worker, as soon as one is free for it. */
export class Postal {
  readonly #slots: Slots;
  readonly #workers: Pick<Workers, 'post'>;
  readonly #refuse: (submission: Submission, error: unknown) => void;
  readonly #waiting: Submission[] = [];

  /** @param refuse told of one that cannot travel */
  constructor(slots: Slots, workers: Pick<Workers, 'post'>, refuse: (submission: Submission, error: unknown) => void) {
    this.#slots = slots;
    this.#workers = workers;
    this.#refuse = refuse;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Posts one, after those that wait.
   *
   * @throws it cannot travel
   */
  push(submission: Submission): void {
    if (this.#waiting.length > 0 || !this.#post(submission)) this.#waiting.push(submission);
  }

  /** Posts those for which there are workers now. */
  postAll(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      try {
        if (!this.#post(first)) return;
        this.#waiting.shift();
      } catch (error) {
        this.#waiting.shift();
        this.#refuse(first, error);
      }
    }
  }

  /** Takes a certain one. */
  delete(submission: Submission): void {
    const at = this.#waiting.indexOf(submission);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** Takes all of them. */
  clear(): Submission[] {
    return this.#waiting.splice(0);
  }

  #post(submission: Submission): boolean {
    if (!this.#slots.ready(submission)) return false;
    let isPosted = false;
    try {
      isPosted = this.#workers.post(submission);
    } catch (error) {
      // With the paths of what was given.
      checkTravels((submission.posted as unknown[]).slice(1), 'args', { posted: true });
      throw error;
    } finally {
      // Nobody has heard of it.
      if (!isPosted) this.#slots.takeBack(submission);
    }
    return isPosted;
  }
}
