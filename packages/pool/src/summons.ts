import type { Crew } from './crew.ts';
import type { Lane } from './lane.ts';

/** Tasks that still wait after so many milliseconds take longer than others have. */
const SOON = 1;

/** Calls workers to tasks: some at once, all that are worth it once for all that is submitted in one go. */
export class Summons {
  readonly #crew: Crew;
  readonly #lane: Lane;
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param lane where the tasks are */
  constructor(crew: Crew, lane: Lane) {
    this.#crew = crew;
    this.#lane = lane;
  }

  /** There is one more task. */
  offer(): void {
    this.#crew.seeToOne();
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(this.#call);
  }

  /** The thread is about to be blocked. */
  hurry(): void {
    if (!this.#isDue && this.#timer === undefined) return;
    this.#isDue = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#crew.see(true);
  }

  readonly #call = (): void => {
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#crew.see(false);
    if (this.#timer === undefined && this.#lane.hasTasks) this.#timer = setTimeout(this.#callAgain, SOON);
  };

  readonly #callAgain = (): void => {
    this.#timer = undefined;
    if (this.#lane.hasTasks) this.#crew.see(true);
  };
}
