/** A worker is worth its wake-up, and that of its submitter, if it has to do for so long, in microseconds. */
const WORTH = 50;

/** Of what is learned from a task that took less than usual. */
const SLOWLY = 1 / 64;

/** How long the tasks of a pool take, as it has seen: for many that are tiny, few workers are to be woken. */
export class Pace {
  /** In microseconds; `Infinity`: none is known. */
  #usual = Infinity;

  /** One took so many microseconds. A long one counts at once, short ones by and by. */
  add(took: number): void {
    if (took >= this.#usual) this.#usual = (this.#usual + took) / 2;
    else if (this.#usual === Infinity) this.#usual = took;
    else this.#usual += (took - this.#usual) * SLOWLY;
  }

  /** How many workers so many tasks are worth. */
  workersFor(tasks: number): number {
    if (this.#usual === Infinity) return tasks;
    return Math.min(tasks, Math.max(1, Math.ceil((tasks * this.#usual) / WORTH)));
  }
}
