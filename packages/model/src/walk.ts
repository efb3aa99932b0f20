import { chancesOf, choicesOf } from './choices.ts';
import type { State } from './state.ts';
import type { System } from './system.ts';
import { apply, startOf } from './transitions.ts';
import { faultAtEnd, faultOf, type Fault } from './verdict.ts';

/** Chooses what happens at a step; undefined: the schedule ends here. */
export type Choose = (choices: readonly number[], at: number) => number | undefined;

/** One schedule, from the start. */
export class Walk {
  /** What happened. */
  readonly schedule: number[] = [];
  /** What is wrong at its end. */
  fault: Fault | undefined;
  readonly #system: System;
  readonly #choose: Choose;
  #state: State | undefined;
  /** Chosen, but not done yet: something has to be learned first. */
  #choice: number | undefined;

  /** @param choose what happens at each step */
  constructor(system: System, choose: Choose) {
    this.#system = system;
    this.#choose = choose;
  }

  /** Goes on until it is over (true), or `system.missing` has to be learned. */
  run(): boolean {
    const system = this.#system;
    this.#state ??= startOf(system);
    for (;;) {
      if (this.#state === undefined) return false;
      system.attempt();
      this.#choice ??= this.#next(this.#state);
      if (system.missing() !== undefined) return false;
      if (this.#choice === undefined) return true;
      const next = apply(system, this.#state, this.#choice);
      if (next === undefined) return false;
      this.schedule.push(this.#choice);
      this.#state = next;
      this.#choice = undefined;
    }
  }

  #next(state: State): number | undefined {
    const system = this.#system;
    const choices = choicesOf(system, state);
    if (system.missing() !== undefined) return undefined;
    this.fault = faultOf(system, state) ?? (choices.length === 0 ? faultAtEnd(system, state) : undefined);
    if (this.fault !== undefined || choices.length === 0) return undefined;
    return this.#choose([...choices, ...chancesOf(system, state)], this.schedule.length);
  }
}
