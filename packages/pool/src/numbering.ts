import type { SharedObjects } from './shared-objects.ts';

/**
 * Puts numbers in the place of shared memory, in the calls of tasks or in their results, and remembers which tasks had any the last
 * time: for these it is done first. To find out by trying to write the value as it is takes longer than to write it.
 */
export class Numbering {
  readonly #objects: SharedObjects;
  readonly #tasks = new Set<string>();

  /** None is known. */
  constructor(objects: SharedObjects) {
    this.#objects = objects;
  }

  /** True: it had shared memory the last time. */
  isUsual(task: string): boolean {
    return this.#tasks.has(task);
  }

  /** See {@link SharedObjects.number}. */
  number(task: string, value: unknown, among?: ReadonlySet<object>): unknown {
    const { copy, hasAny } = this.#objects.number(value, among);
    if (hasAny) this.#tasks.add(task);
    else this.#tasks.delete(task);
    return copy;
  }
}
