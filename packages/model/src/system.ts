import type { Model } from './model.ts';
import type { Node } from './node.ts';
import type { Operation } from './operation.ts';
import type { Settings } from './options.ts';
import type { Round } from './spin.ts';
import { IMAGE, SURROUNDINGS, THREADS, type State } from './state.ts';
import { AllSurroundings, isOn, type Surroundings, type Waiter } from './surroundings.ts';

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
  /** What may happen to them, and how far to go. */
  readonly settings: Settings;
  /** All that were met. */
  readonly surroundings: AllSurroundings = new AllSurroundings();
  /** States tell who ran last: without it there are fewer, but preemptions are not known. */
  countsTurns = true;
  /** An endless loop without an effect was cut. */
  spins = false;
  #missing: Lesson | undefined;

  /** @param settings what may happen to the threads, and how far to go */
  constructor(model: Model, settings: Settings) {
    this.model = model;
    this.settings = settings;
  }

  /** What is being tried needs this to be learned first; then it is to be tried again. */
  missing(): Lesson | undefined {
    return this.#missing;
  }

  /** Begins to try something: a step, or a look at what can happen. */
  attempt(): void {
    this.#missing = undefined;
  }

  /** What is being tried needs a node, of a thread that goes on in a state. */
  lack(node: Node, state: State): void {
    this.#missing ??= { node, image: state[IMAGE] as number, waiters: this.around(state).waiters };
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

  /** It was killed. */
  isGone(state: State, thread: number): boolean {
    return state[THREADS + thread] === this.model.nodes.dead.id;
  }

  /** It can do its next operation. */
  canRun(state: State, thread: number, node: Node = this.node(state, thread)): boolean {
    const operation = node.step?.operation;
    if (operation === undefined || this.isAsleep(state, thread)) return false;
    return this.#wouldSleep(state, operation) || this.goesOn(state, node);
  }

  #wouldSleep(state: State, operation: Operation): boolean {
    if (operation.kind !== 'wait' || operation.limit === 0) return false;
    return operation.buffer < 0 || this.model.memory.effect(operation, state[IMAGE] as number).result === true;
  }

  /** Nobody waits for a time: whenever a thread looks at the clock, it sees the same. */
  isClockStill(state: State): boolean {
    if (this.around(state).timed) return false;
    for (let at = THREADS; at < state.length; at++) {
      if ((this.model.nodes.all[state[at] as number] as Node).step?.timers[0] !== undefined) return false;
    }
    return true;
  }

  /** It is in no endless loop without an effect, or the loop would go otherwise now. */
  goesOn(state: State, node: Node): boolean {
    if (node.round.length === 0) return true;
    const isOtherwise = node.round.some(({ operation, answer }) => {
      if (operation.kind === 'now') return false;
      if (operation.kind === 'notify') return this.around(state).waiters.some((waiter) => isOn(waiter, operation));
      if (operation.kind === 'isGone') return this.isGone(state, operation.args[0] as number) !== answer;
      const { result } = this.model.memory.effect(operation, state[IMAGE] as number);
      return !Object.is(result, operation.kind.startsWith('wait') ? answer !== 'not-equal' : answer);
    });
    if (isOtherwise) return true;
    node.endless ??= this.#isEndless(state, node);
    this.spins ||= node.endless === true;
    return node.endless !== true;
  }

  /** Follows a loop for many rounds; undefined: something has to be learned first. */
  #isEndless(state: State, node: Node): boolean | undefined {
    let at = node;
    let clock = lastClock(node);
    for (let turn = 0; turn < PROBED_ROUNDS * node.round.length; turn++) {
      const { operation, answer } = node.round[turn % node.round.length] as Round;
      if (at.step?.operation !== operation) return false;
      if (answer === 'timed-out') clock += operation.limit;
      at = this.model.nodes.child(at, operation.kind === 'now' ? clock : answer);
      if (at.step === undefined) {
        this.lack(at, state);
        return undefined;
      }
    }
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
