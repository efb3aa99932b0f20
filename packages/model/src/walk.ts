import { chancesOf, choicesOf } from './choices.ts';
import { isOutside, kindOf, threadOf, ABORT } from './choice.ts';
import type { State, System } from './system.ts';
import { apply, startOf } from './transitions.ts';
import { faultAtEnd, faultOf, type Fault } from './verdict.ts';

/** Points at which the thread that runs becomes the least important. */
const CHANGES = 3;

/** One in so many steps takes something that the threads do not do themselves. */
const OUTSIDE_EVERY = 8;

/**
 * One random schedule, by the probabilistic concurrency testing of Burckhardt and others
 * (ASPLOS 2010): the most important thread that can run does, and at a few random points it
 * becomes the least important. It finds a fault of few preemptions with a known probability,
 * however large the scenario.
 */
export class Walk {
  /** What happened. */
  readonly schedule: number[] = [];
  fault: Fault | undefined;
  readonly #system: System;
  readonly #random: () => number;
  readonly #importance: number[];
  readonly #changes: Set<number>;
  #state: State | undefined;
  #choice: number | undefined;

  /** @param length how many steps a schedule may have, about */
  constructor(system: System, random: () => number, length: number) {
    this.#system = system;
    this.#random = random;
    this.#importance = system.model.roots.map(() => 1 + random());
    this.#changes = new Set(Array.from({ length: CHANGES }, () => Math.floor(random() * length)));
  }

  /** Goes on until it is over (true), or `system.missing` has to be learned. */
  run(): boolean {
    const system = this.#system;
    this.#state ??= startOf(system);
    for (;;) {
      if (this.#state === undefined) return false;
      this.#choice ??= this.#choose(this.#state);
      if (this.#choice === undefined) return true;
      const next = apply(system, this.#state, this.#choice);
      if (next === undefined) return false;
      this.schedule.push(this.#choice);
      this.#state = next;
      this.#choice = undefined;
    }
  }

  #choose(state: State): number | undefined {
    this.fault = faultOf(this.#system, state);
    if (this.fault !== undefined) return undefined;
    const all = choicesOf(this.#system, state);
    if (all.length === 0) this.fault = faultAtEnd(this.#system, state);
    if (all.length === 0) return undefined;
    const own = all.filter((choice) => !isOutside(choice));
    const outside = [...all, ...chancesOf(this.#system, state)].filter((choice) => isOutside(choice) || kindOf(choice) === ABORT);
    if (outside.length > 0 && (own.length === 0 || this.#random() * OUTSIDE_EVERY < 1)) return this.#pick(outside);
    const most = own.reduce((best, choice) => (this.#rank(choice) > this.#rank(best) ? choice : best));
    if (this.#changes.has(this.schedule.length)) this.#importance[threadOf(most)] = -this.schedule.length;
    return this.#pick(own.filter((choice) => threadOf(choice) === threadOf(most)));
  }

  #rank(choice: number): number {
    return this.#importance[threadOf(choice)] ?? 0;
  }

  #pick(choices: readonly number[]): number | undefined {
    return choices[Math.floor(this.#random() * choices.length)];
  }
}
