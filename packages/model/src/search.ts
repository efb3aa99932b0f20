import { chancesOf, choicesOf, preempts } from './choices.ts';
import { Column } from './column.ts';
import { Graph } from './graph.ts';
import { ABORTABLE, SUSPECT } from './marks.ts';
import { States } from './states.ts';
import { canonical } from './symmetry.ts';
import { THREADS, type State } from './state.ts';
import type { System } from './system.ts';
import { apply, startOf } from './transitions.ts';
import { faultAtEnd, faultOf, type Fault } from './verdict.ts';

/** States between two looks at the clock and at the memory. */
const STRIDE = 1024;

/**
 * Goes through all states, those first that take the fewest preemptions, so that the first fault
 * that it meets has the simplest story.
 */
export class Search {
  /** All that were met. */
  readonly states: States;
  /** How they follow each other. */
  readonly graph: Graph = new Graph();
  /** The first fault, and its state. */
  found: { readonly fault: Fault; readonly state: number } | undefined;
  /** States that end a schedule badly. */
  readonly faulty: Set<number> = new Set<number>();
  /** All schedules with so many preemptions, and fewer, are covered. */
  preemptions = -1;
  /** All schedules are covered. */
  complete = false;
  /** The option whose limit was reached. */
  cut: string | undefined;
  readonly #system: System;
  readonly #countAll: boolean;
  readonly #until: number;
  /** The preemptions that it takes to get to a state + 1; 0: it was not met. */
  readonly #due = new Column();
  /** What is being expanded, and what comes after; used again each time. */
  readonly #state: State;
  readonly #after: State;
  #level: number[] = [];
  #next: number[] = [];
  #at = 0;
  #turns = 0;

  /**
   * @param countAll goes on after a fault, to count all schedules that fail
   * @param until when its time is up
   */
  constructor(system: System, countAll: boolean, until: number) {
    this.#system = system;
    this.#countAll = countAll;
    this.#until = until;
    const width = THREADS + system.model.threads.length;
    this.states = new States(width);
    this.#state = new Int32Array(width);
    this.#after = new Int32Array(width);
  }

  /** Goes on until it is over (true), or `system.missing` has to be learned. */
  run(): boolean {
    if (this.states.size === 0) {
      const start = startOf(this.#system);
      if (start === undefined) return false;
      this.#level.push(this.states.add(canonical(this.#system, start)));
    }
    for (;;) {
      if (this.#at === this.#level.length && !this.#nextLevel()) return true;
      const id = this.#level[this.#at] as number;
      if (!this.graph.has(id) && !this.#expand(id)) return false;
      this.#at++;
      if (this.found !== undefined && !this.#countAll) return true;
      this.cut = this.#overspent();
      if (this.cut !== undefined) return true;
    }
  }

  /** Bytes. */
  get bytes(): number {
    const { memory, nodes } = this.#system.model;
    return this.states.bytes + this.graph.bytes + this.#due.bytes + memory.bytes + nodes.all.length * BYTES_OF_NODE;
  }

  /** False: there is none, or it is beyond the bound. */
  #nextLevel(): boolean {
    this.preemptions++;
    this.#level = this.#next.filter((id) => !this.graph.has(id));
    this.#next = [];
    this.#at = 0;
    this.complete = this.#level.length === 0;
    return !this.complete && this.preemptions < this.#system.settings.preemptions;
  }

  /** False: `system.missing` has to be learned first; it is to be tried again. */
  #expand(id: number): boolean {
    const system = this.#system;
    const state = this.states.row(id, this.#state);
    const marks = system.marks(state);
    const fault = (marks & SUSPECT) === 0 ? undefined : faultOf(system, state);
    let edges = 0;
    if (fault === undefined) {
      system.attempt();
      const choices = choicesOf(system, state);
      if (system.missing() !== undefined) return false;
      const atEnd = choices.length === 0 ? faultAtEnd(system, state) : undefined;
      if (atEnd !== undefined) this.#blame(id, atEnd);
      else if (system.settings.kills > 0 || (marks & ABORTABLE) !== 0) choices.push(...chancesOf(system, state));
      for (const choice of choices) {
        const next = apply(system, state, choice, this.#after);
        if (next === undefined) return false;
        this.graph.note(edges++, this.#meet(id, next, preempts(state, choice)));
      }
    } else {
      this.#blame(id, fault);
    }
    this.graph.add(id, edges);
    return true;
  }

  /** The number of the state after another; notes when to expand it. */
  #meet(before: number, next: State, isLater: boolean): number {
    const id = this.states.add(canonical(this.#system, next));
    const due = this.preemptions + 2 + (isLater ? 1 : 0);
    const known = this.#due.get(id);
    if (known !== 0 && known <= due) return id;
    this.#due.set(id, due);
    this.states.link(id, before);
    (isLater ? this.#next : this.#level).push(id);
    return id;
  }

  #blame(id: number, fault: Fault): void {
    this.found ??= { fault, state: id };
    this.faulty.add(id);
  }

  #overspent(): string | undefined {
    const { maxStates, maxMilliseconds, maxBytes } = this.#system.settings;
    if (this.states.size >= maxStates) return `maxStates: ${maxStates}`;
    if (++this.#turns % STRIDE !== 0) return undefined;
    if (performance.now() >= this.#until) return `maxMilliseconds: ${maxMilliseconds}`;
    return this.bytes >= maxBytes ? `maxBytes: ${maxBytes}` : undefined;
  }
}

/** About, with its operation's place in the source. */
const BYTES_OF_NODE = 1000;
