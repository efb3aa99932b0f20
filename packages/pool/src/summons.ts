import type { Crew } from './crew.ts';
import type { Lane } from './lane.ts';

/** Tasks that still wait after so many milliseconds take longer than others have. */
const SOON = 1;

/** Calls workers to tasks: some at once, all that are worth it once for all that is submitted in one go. */
export class Summons {
  readonly #crew: Crew;
  readonly #lane: Lane;
  /** Submitted since all were called. */
  #offers = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param lane where the tasks are */
  constructor(crew: Crew, lane: Lane) {
    this.#crew = crew;
    this.#lane = lane;
  }

  /**
   * There is one more task. The thread may be blocked next, so some are called now: with the first, the second, the fourth and
   * so on, since who has little to do falls asleep again, and to wake somebody takes longer than many a task.
   */
  offer(): void {
    const offers = ++this.#offers;
    if ((offers & (offers - 1)) === 0) this.#crew.seeToOne();
    if (offers === 1) queueMicrotask(this.#call);
  }

  /** The thread is about to be blocked. */
  hurry(): void {
    if (this.#offers === 0 && this.#timer === undefined) return;
    this.#offers = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#crew.see(true);
  }

  readonly #call = (): void => {
    if (this.#offers === 0) return;
    this.#offers = 0;
    this.#crew.see(false);
    if (this.#timer === undefined && this.#lane.hasTasks) this.#timer = setTimeout(this.#callAgain, SOON);
  };

  readonly #callAgain = (): void => {
    this.#timer = undefined;
    if (this.#lane.hasTasks) this.#crew.see(true);
  };
}
