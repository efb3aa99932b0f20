import type { Model } from './model.ts';
import type { Node } from './node.ts';
import type { Round } from './spin.ts';
import { AllSurroundings, type Surroundings, type Waiter } from './surroundings.ts';

/**
 * A state of everything, as numbers, so that equal ones are found fast:
 *
 *   0  IMAGE         of the memory
 *   1  SURROUNDINGS  who sleeps, what is on its way, what time it is
 *   2  LAST          the thread that ran last, if it can go on, else NOBODY
 *   3  THREADS       the node of each thread
 */
export type State = Int32Array;

/** See {@link State}. */
export const IMAGE = 0;
/** See {@link State}. */
export const SURROUNDINGS = 1;
/** See {@link State}. */
export const LAST = 2;
/** See {@link State}. */
export const THREADS = 3;
/** See {@link State}. */
export const NOBODY = -1;

/** In which environment the threads run. */
export interface Environment {
  /** Threads that may be killed. */
  readonly kills: number;
  /** Time-outs that may fire while something else can move. */
  readonly timeouts: number;
  /** A wait of so many milliseconds, or more, never times out. */
  readonly endless: number;
  /** `notify` wakes waiters in any order. */
  readonly anyOrder: boolean;
  /** Steps of a thread after which it counts as one that never ends. */
  readonly maxSteps: number;
}

/** Something to be learned by running user code. */
export interface Lesson {
  readonly node: Node;
  /** The memory as its thread finds it; -1: it may be any. */
  readonly image: number;
  /** Who waits then. */
  readonly waiters: readonly Waiter[];
}

/** A scenario in its environment: what the functions of the transition system work on. */
export class System {
  /** Its threads, and what was learned of them. */
  readonly model: Model;
  /** What may happen to them. */
  readonly environment: Environment;
  /** All that were met. */
  readonly surroundings: AllSurroundings = new AllSurroundings();
  /** States tell who ran last: without it there are fewer, but preemptions are not known. */
  countsTurns = true;
  /** An endless loop without an effect was cut. */
  spins = false;
  /** Where endless loops are in the source. */
  readonly #endless = new Set<string>();
  #missing: Lesson | undefined;

  /** @param environment what may happen to the threads */
  constructor(model: Model, environment: Environment) {
    this.model = model;
    this.environment = environment;
  }

  /** What is being tried needs this node, which was not learned yet. */
  get missing(): Lesson | undefined {
    return this.#missing;
  }

  /** What is being tried has to be tried again, when `missing` was learned. */
  isLacking(): boolean {
    return this.#missing !== undefined;
  }

  /** Begins to try something: a step, or a look at what can happen. */
  attempt(): void {
    this.#missing = undefined;
  }

  /** What is being tried needs a node, of a thread that goes on in a state. */
  lack(node: Node, state?: State): void {
    const image = state?.[IMAGE] ?? -1;
    this.#missing ??= { node, image, waiters: state === undefined ? [] : this.around(state).waiters };
  }

  /** The marks of all threads' nodes. */
  marks(state: State): number {
    let marks = 0;
    for (let at = THREADS; at < state.length; at++) marks |= (this.model.nodes.all[state[at] as number] as Node).marks;
    return marks;
  }

  /** The node that a thread is at. */
  node(state: State, thread: number): Node {
    return this.model.nodes.all[state[THREADS + thread] as number] as Node;
  }

  /** Who sleeps, what is on its way, what time it is. */
  around(state: State): Surroundings {
    return this.surroundings.all[state[SURROUNDINGS] as number] as Surroundings;
  }

  /** It sleeps in `Atomics.wait`. */
  isAsleep(state: State, thread: number): boolean {
    return (this.around(state).asleep & (1 << thread)) !== 0;
  }

  /** It has returned, or was killed. */
  hasEnded(state: State, thread: number): boolean {
    const { step } = this.node(state, thread);
    return step === undefined || step.returned !== undefined;
  }

  /** It can do its next operation. */
  canRun(state: State, thread: number, node: Node = this.node(state, thread)): boolean {
    const operation = node.step?.operation;
    if (operation === undefined || this.isAsleep(state, thread)) return false;
    return operation.kind === 'wait' || this.goesOn(state, node);
  }

  /** It is in no endless loop without an effect, or the loop would go otherwise now. */
  goesOn(state: State, node: Node): boolean {
    if (node.round.length === 0) return true;
    const isOtherwise = node.round.some(({ operation, answer }) => {
      if (operation.kind === 'now') return false;
      const { result } = this.model.memory.effect(operation, state[IMAGE] as number);
      return result !== (operation.kind.startsWith('wait') ? answer !== 'not-equal' : answer);
    });
    if (isOtherwise) return true;
    node.endless ??= this.#isEndless(node);
    this.spins ||= node.endless === true;
    return node.endless !== true;
  }

  /** Follows a loop for many rounds; undefined: `missing` has to be learned first. */
  #isEndless(node: Node): boolean | undefined {
    const place = String(node.step?.site?.stack);
    if (this.#endless.has(place)) return true;
    let at = node;
    let clock = lastClock(node);
    for (let turn = 0; turn < PROBED_ROUNDS * node.round.length; turn++) {
      const { operation, answer } = node.round[turn % node.round.length] as Round;
      if (at.step?.operation !== operation) return false;
      if (answer === 'timed-out') clock += operation.limit;
      at = this.model.nodes.child(at, operation.kind === 'now' ? clock : answer);
      if (at.step === undefined) {
        this.lack(at);
        return undefined;
      }
    }
    this.#endless.add(place);
    return true;
  }
}

/** A loop that goes round so often is taken to be endless. */
const PROBED_ROUNDS = 100;

function lastClock(node: Node): number {
  let at: Node | undefined = node;
  while (at.parent !== undefined && at.parent.step?.operation?.kind !== 'now') at = at.parent;
  return at.parent === undefined ? 0 : Number(at.entry);
}
