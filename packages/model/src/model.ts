import { isThenable } from './class-of.ts';
import { afterwards, drained } from './drain.ts';
import { Memory } from './memory.ts';
import { marksOf } from './marks.ts';
import { Nodes, type Node, type Step } from './node.ts';
import type { Operation } from './operation.ts';
import { checkScenario, specOf, type Scenario, type ThreadSpec } from './scenario.ts';
import { findRound } from './spin.ts';
import { isOn, type Waiter } from './surroundings.ts';
import type { Lesson } from './system.ts';
import { World } from './world.ts';

/** The thread that is none of the scenario's: it calls the setup first, and `final`. */
const MAIN = -1;

/** Nodes that a run learns beyond the one that is needed: more may never be needed. */
const MOST_AHEAD = 16;

const NOT_THE_SAME =
  'check(): a thread is not deterministic: after the same answers it does something else. Does it use state that outlives a run?';

const UNSEEN =
  'check(): a thread has changed shared memory in a way that the checker does not see; ' +
  'only typed arrays, DataView and Atomics are seen, and only over buffers of the setup';

/** A scenario, its memory, and what was learned of its threads. */
export class Model {
  /** What they share. */
  readonly memory: Memory = new Memory();
  /** Where they can be. */
  readonly nodes: Nodes = new Nodes();
  /** As the setup first gave them. */
  readonly threads: readonly ThreadSpec[];
  /** Where each thread begins. Interchangeable threads share an automaton. */
  readonly roots: readonly Node[];
  /** The memory as the setup leaves it. */
  readonly initial: number;
  /** Runs of users' code. */
  runs = 0;
  readonly #setup: () => Scenario;
  readonly #deaths = new Map<string, boolean>();
  readonly #judged = new Map<string, { readonly error: unknown } | undefined>();
  /** Of results. */
  readonly #numbers = new Map<unknown, number>();
  readonly #hasFinal: boolean;
  readonly #mortal: boolean;
  /** The thread that runs for all that begin at a root. */
  readonly #runners = new Map<Node, number>();
  #identified = false;
  /** By root. */
  readonly #longest = new Map<Node, Node>();
  /** The memory as the thread that is run finds it, and where its run ends at the latest. */
  #image = -1;
  #waiters: readonly Waiter[] = [];
  #end = 0;

  /**
   * @param symmetric threads with one function are taken to be interchangeable
   * @param mortal threads may be killed
   */
  constructor(setup: () => Scenario, symmetric: boolean, mortal: boolean) {
    this.#setup = setup;
    this.#mortal = mortal;
    const { scenario } = this.#enact(MAIN);
    checkScenario(scenario);
    this.initial = this.memory.capture();
    this.#hasFinal = scenario.final !== undefined;
    this.threads = scenario.threads.map(specOf);
    const roots = new Map<unknown, Node>();
    this.roots = scenario.threads.map((thread, number) => {
      // Who may choose by number which of them dies tells them apart.
      const key = symmetric && scenario.mayDie === undefined ? thread : number;
      const root = roots.get(key) ?? this.nodes.root();
      roots.set(key, root);
      this.#runners.set(root, this.#runners.get(root) ?? number);
      return root;
    });
  }

  /** Threads that share an automaton have looked who they are, so they may not. */
  get isBroken(): boolean {
    return this.#identified && this.#runners.size < this.threads.length;
  }

  /** Finds out what comes after a history, and what probably comes next. */
  learn(lesson: Lesson): void {
    const { world, goesOn } = this.#start(lesson);
    if (goesOn || world.loop.isUsed) {
      // What it has begun is unwound, too.
      void afterwards()();
      throw new TypeError('check(): a thread awaits something, or returns a promise; use await checkAsync()');
    }
    this.#learned(world);
  }

  /** As {@link Model.learn}, of threads that await, too. */
  async learnAsync(lesson: Lesson): Promise<void> {
    const { world } = this.#start(lesson);
    do {
      const leave = world.enter();
      await drained();
      leave();
    } while (world.deliverNext());
    this.#learned(world);
  }

  /** Calls `final` on an image of the memory; returns what it throws. */
  judge(image: number, results: readonly unknown[]): { readonly error: unknown } | undefined {
    if (!this.#hasFinal) return undefined;
    const key = [image, ...results.map((result) => this.#numberOf(result))].join();
    if (!this.#judged.has(key)) this.#judged.set(key, this.#judge(image, results));
    return this.#judged.get(key);
  }

  #judge(image: number, results: readonly unknown[]): { readonly error: unknown } | undefined {
    try {
      const returned: unknown = this.#onImage(image, (scenario) => scenario.final?.(this.#watched(results)));
      return isThenable(returned) ? { error: new TypeError('final() cannot be async') } : undefined;
    } catch (error) {
      return { error };
    }
  }

  /** The scenario lets this thread die, as the memory is. */
  mayDie(image: number, thread: number): boolean {
    const key = `${image} ${thread}`;
    let may = this.#deaths.get(key);
    if (may === undefined) {
      may = this.#onImage(image, (scenario) => scenario.mayDie?.(thread) ?? true);
      this.#deaths.set(key, may);
    }
    return may;
  }

  /** A long history of each automaton: run once more, it shows whether its thread is deterministic. */
  get samples(): Node[] {
    return [...this.#longest.values()];
  }

  #numberOf(result: unknown): number {
    const key = Object.is(result, -0) ? '-0' : result;
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }

  /** Who looks at the results of interchangeable threads may tell them apart. */
  #watched(results: readonly unknown[]): readonly unknown[] {
    const get = (target: readonly unknown[], key: string | symbol): unknown => {
      this.#identified = true;
      return Reflect.get(target, key);
    };
    const getOwnPropertyDescriptor = (target: readonly unknown[], key: string | symbol): PropertyDescriptor | undefined => {
      this.#identified = true;
      return Reflect.getOwnPropertyDescriptor(target, key);
    };
    return this.#runners.size < this.threads.length ? new Proxy(results, { get, getOwnPropertyDescriptor }) : results;
  }

  #start({ node, image, waiters }: Lesson): { world: World; goesOn: boolean } {
    this.runs++;
    this.#image = image;
    this.#waiters = waiters;
    this.#end = node.depth + MOST_AHEAD;
    const thread = this.#runners.get(node.root) as number;
    const { world, scenario } = this.#enact(thread, node, this.threads[thread]?.canBlock);
    const spec = scenario.threads[thread];
    if (!this.memory.isAt(this.initial) || scenario.threads.length !== this.threads.length || spec === undefined) {
      throw new Error('check(): the setup leaves other memory, or other threads, each time it is called');
    }
    return { world, goesOn: world.begin(specOf(spec).run) };
  }

  #learned(world: World): void {
    this.#note(world.node, world.step());
    // Nothing is written in a run, only asked for.
    if (!this.memory.isIntact()) throw new Error(UNSEEN);
  }

  #note(node: Node, step: Step): void {
    if (node.step !== undefined && node.step.operation !== step.operation) throw new Error(NOT_THE_SAME);
    if (node.depth > (this.#longest.get(node.root)?.depth ?? -1)) this.#longest.set(node.root, node);
    node.step = step;
    node.marks = marksOf(step);
    node.round = findRound(node);
  }

  /** What the thread is told if nobody comes between: most runs learn several nodes so. */
  #ahead(node: Node, step: Step): Node | undefined {
    const operation = step.operation as Operation;
    const { kind, buffer, limit } = operation;
    // Memory that was changed unseen is told of at the end of the run.
    if (this.#image < 0 || node.depth >= this.#end || (buffer < 0 && kind !== 'isGone') || !this.memory.isIntact()) return undefined;
    let told: unknown;
    if (kind === 'isGone') {
      // Most live.
      told = false;
    } else if (kind === 'notify') {
      told = Math.min(limit, this.#waiters.filter((waiter) => isOn(waiter, operation)).length);
    } else if (kind !== 'wait' && kind !== 'waitAsync') {
      ({ image: this.#image, result: told } = this.memory.effect(operation, this.#image));
    }
    const next = told === undefined && kind !== 'write' ? undefined : this.nodes.child(node, told);
    if (next?.step !== undefined) return undefined;
    if (next !== undefined) this.#note(node, step);
    return next;
  }

  /** Calls a part of the scenario that looks at an image of the memory. */
  #onImage<T>(image: number, look: (scenario: Scenario) => T): T {
    const { world, scenario } = this.#enact(MAIN);
    this.memory.show(image);
    try {
      return world.run(() => look(scenario));
    } finally {
      this.memory.clear();
    }
  }

  /** Calls the setup in a fresh world. */
  #enact(thread: number, node?: Node, canBlock = true): { world: World; scenario: Scenario } {
    this.memory.clear();
    const world = new World(this.memory, {
      thread,
      canBlock,
      mortals: this.#mortal && thread !== MAIN ? this.threads.length : 0,
      onIdentity: () => (this.#identified = true),
      ahead: (at, step) => this.#ahead(at, step),
    }, node);
    const scenario = world.run(this.#setup);
    world.isMade();
    return { world, scenario };
  }
}
