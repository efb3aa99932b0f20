/**
 * One run of one thread, from its start: the setup, for a heap of its own, then the
 * thread's function, whose operations are answered from its history. At the first one
 * beyond it, or a few further on, the run is over: that operation is what was to be learned.
 * From there on every operation throws the same error again, so that `catch`, `finally` and
 * `using` on the way out have no effect.
 */
import { simulatedContext, swapContext, type Context } from '@sync/atomics/internal';
import { classOf, isShared, isThenable } from './class-of.ts';
import { EventLoop } from './event-loop.ts';
import type { Memory } from './memory.ts';
import { pathTo, stepOf, type Node, type Step } from './node.ts';
import { describeOperation, isSame, type Operation, type OperationKind } from './operation.ts';
import { randomFrom } from './random.ts';
import { session } from './session.ts';
import { takeSite } from './source.ts';
import { spanOf, type Span } from './span.ts';
import type { TypedArray } from './views.ts';

/** Who runs in a world. */
export interface Identity {
  readonly thread: number;
  readonly canBlock: boolean;
  /** So many threads may be dead, from the first on: it can look whether they are. */
  readonly mortals: number;
  /** It has done something that tells it from other threads. */
  onIdentity(): void;
  /** What comes after a node that was learned just now, if the run may go on; undefined: it ends. */
  ahead(node: Node, step: Step): Node | undefined;
}

type Values = Operation['args'];

/** So often does code that catches everything get the same error thrown. */
const MOST_THROWS = 100_000;

/** The id of a scenario's first thread. */
const FIRST_ID = 2;

const STUCK = 'a loop of this thread catches every error and goes on; the checker cannot end it: end the process';

/** See the top of the file. */
export class World {
  /** What it awaits. */
  readonly loop: EventLoop = new EventLoop((error) => {
    this.#end({ error });
  });
  readonly #memory: Memory;
  readonly #identity: Identity;
  readonly #path: Node[];
  readonly #context: Context;
  /** Buffers that only this thread has. */
  readonly #own: ArrayBufferLike[] = [];
  #answered = 0;
  #buffers = 0;
  #throws = 0;
  #random: () => number = randomFrom(1);
  /** What is allocated is the model's. */
  #inSetup = true;
  /** The setup or `final` runs, and touches memory at once. */
  #direct = true;
  /** What it asks for beyond its history. */
  #next: Operation | undefined;
  /** Where it asks for it: also what is thrown to end the run. */
  #site: Error | undefined;
  #returned: Step['returned'];
  #thrown: Step['thrown'];
  /** Something that is wrong with the scenario itself. */
  #problem: Error | undefined;

  /** The end of the history. */
  #node: Node | undefined;

  /** @param node the end of the history */
  constructor(memory: Memory, identity: Identity, node?: Node) {
    this.#memory = memory;
    this.#identity = identity;
    this.#node = node;
    this.#path = node === undefined ? [] : pathTo(node);
    this.#context = simulatedContext({ ...identity, id: identity.thread + FIRST_ID, isGone: (id) => this.#isGone(id) });
  }

  /** For as long as its code runs, also in microtasks; returns what ends that. */
  enter(): () => void {
    const mine = session();
    const before = mine.world;
    const context = swapContext(this.#context);
    mine.world = this;
    return () => {
      mine.world = before;
      swapContext(context);
    };
  }

  /** Runs something of its own: the setup, or what comes after the threads. */
  run<T>(fn: () => T): T {
    const leave = this.enter();
    try {
      return fn();
    } finally {
      leave();
    }
  }

  /** The setup has been called. */
  isMade(): void {
    this.#inSetup = false;
  }

  /** Calls the thread's function; true if it goes on in promises. */
  begin(body: () => unknown): boolean {
    this.#direct = false;
    this.#random = randomFrom(FIRST_ID + this.#identity.thread);
    return this.run(() => {
      try {
        const value = body();
        if (classOf(value) === 'Generator') throw new TypeError('check(): a thread cannot be a generator function');
        if (!isThenable(value)) return this.#end(undefined, { value });
        value.then(
          (result) => this.#end(undefined, { value: result }),
          (error: unknown) => this.#end({ error }),
        );
        return true;
      } catch (error) {
        return this.#end({ error });
      }
    });
  }

  /** Delivers what the history says came next to its event loop; false: nothing more. */
  deliverNext(): boolean {
    const node = this.#path[this.#answered];
    if (this.#next !== undefined || node === undefined || this.#problem !== undefined) return false;
    if (node.parent?.step?.operation !== undefined) throw this.#differs('awaits');
    this.#answered++;
    this.run(() => {
      this.loop.deliver(String(node.entry));
    });
    return true;
  }

  /** The end of the history now. */
  get node(): Node {
    return this.#node as Node;
  }

  /** What comes after it. */
  step(): Step {
    const isShort = this.#next === undefined && this.#answered < this.#path.length;
    const problem = this.#problem ?? (isShort ? this.#differs('has ended') : undefined);
    if (problem !== undefined) throw problem;
    const { timers, signals } = this.loop;
    const [operation, site] = [this.#next, this.#site];
    return operation === undefined
      ? stepOf({ returned: this.#returned, thrown: this.#thrown, timers, signals })
      : stepOf({ operation, site, timers, signals });
  }

  /** True for a buffer of the model. */
  models(buffer: ArrayBufferLike): boolean {
    return this.#memory.indexOf(buffer) >= 0;
  }

  /** A buffer: of the model, if the setup asks; else one that only this thread has. */
  allocate(byteLength: number, make: () => SharedArrayBuffer): SharedArrayBuffer {
    if (!this.#inSetup) {
      const own = make();
      this.#own.push(own);
      return own;
    }
    const buffer = this.#memory.buffer(this.#buffers++, make);
    if (buffer.byteLength !== byteLength) throw new Error('check(): the setup allocates other buffers each time it is called');
    return buffer;
  }

  /** @throws Error it is shared memory that is neither the model's nor this thread's own */
  checkOwn({ buffer }: TypedArray): void {
    if (this.#direct || !isShared(buffer) || this.#own.includes(buffer)) return;
    throw (this.#problem ??= new Error('check(): a thread uses shared memory that was allocated neither by the setup nor by itself: make it in the setup'));
  }

  /** An access to an element of a typed array. */
  element(kind: OperationKind, real: TypedArray, index: number, args: Values, perform: () => unknown): unknown {
    return this.access(kind, spanOf(real, index), args, perform);
  }

  /** An access to a span of bytes. */
  access(kind: OperationKind, span: Span, args: Values, perform: () => unknown): unknown {
    return this.#direct ? perform() : this.#ask(kind, span, args, 0, perform);
  }

  /** `Atomics.wait` and `Atomics.waitAsync`; `isEqual` compares the word with what was expected. */
  wait(
    kind: 'wait' | 'waitAsync',
    real: TypedArray,
    index: number,
    expected: number | bigint,
    timeout: unknown,
    isEqual: () => boolean,
  ): unknown {
    if (kind === 'wait' && !this.#identity.canBlock) throw new TypeError('Atomics.wait cannot be called in this context');
    if (this.#direct) throw new Error('check(): the setup and final() cannot wait');
    const time = timeout === undefined ? Infinity : Number(timeout);
    const limit = Number.isNaN(time) ? Infinity : Math.max(0, time);
    // Memory of its own has no images: the word is compared now.
    const isOver = !this.models(real.buffer) && !isEqual();
    const result = isOver ? 'not-equal' : this.#ask(kind, spanOf(real, index), [expected], limit, isEqual);
    if (kind === 'wait') return result;
    return result === 'async' ? { async: true, value: this.loop.wait() } : { async: false, value: result };
  }

  /** `Atomics.notify`. */
  notify(real: TypedArray, index: number, count: unknown): unknown {
    if (this.#direct) return 0;
    const limit = count === undefined ? Infinity : Math.max(0, Math.trunc(Number(count)) || 0);
    return this.#ask('notify', spanOf(real, index), [], limit, () => 0);
  }

  /** The virtual clock, which only a firing time-out advances. */
  now(): number {
    return this.#direct ? 0 : (this.#ask('now', undefined, [], 0, () => 0) as number);
  }

  /** The same numbers in each run; others in each thread. */
  random(): number {
    if (!this.#direct) this.#identity.onIdentity();
    return this.#random();
  }

  /** The thread with this id was killed; nobody else is known to be dead. */
  #isGone(id: number): boolean {
    const thread = id - FIRST_ID;
    if (this.#direct || !(thread >= 0 && thread < this.#identity.mortals)) return false;
    this.#identity.onIdentity();
    return this.#ask('isGone', undefined, [thread], 0, () => false) as boolean;
  }

  /** The answer to an operation, from the history; the first one beyond it ends the run. */
  #ask(kind: OperationKind, span: Span | undefined, args: Values, limit: number, perform: () => unknown): unknown {
    if (this.#next !== undefined || this.#problem !== undefined) {
      if (++this.#throws === MOST_THROWS) console.error(`@sync/model: ${STUCK}`);
      throw (this.#site ?? this.#problem) as Error;
    }
    const { type = '', start = 0, end = 0 } = span ?? {};
    const asked = { kind, type, buffer: this.#number(span?.buffer), start, end, args, limit, perform };
    const node = this.#path[this.#answered];
    if (node === undefined) return this.#askNew(this.#memory.intern(asked));
    const before = node.parent?.step?.operation;
    if (before === undefined || !isSame(before, asked)) throw this.#differs(`asks to ${describeOperation(asked)}`);
    this.#answered++;
    return node.entry;
  }

  #askNew(operation: Operation): unknown {
    const site = takeSite();
    const ahead = this.#identity.ahead(this.node, stepOf({ operation, site }));
    if (ahead === undefined) {
      this.#next = operation;
      this.#site = site;
      throw site;
    }
    this.#node = ahead;
    this.#answered = this.#path.push(ahead);
    return ahead.entry;
  }

  /** The thread's function has returned, or something has thrown; unless that was to end the run. */
  #end(thrown: Step['thrown'], returned?: Step['returned']): false {
    if (this.#next === undefined) {
      this.#thrown ??= thrown;
      this.#returned = returned;
    }
    return false;
  }

  #differs(what: string): Error {
    const expected = this.#path[this.#answered]?.parent?.step?.operation;
    return (this.#problem = new Error(
      `check(): thread ${this.#identity.thread} is not deterministic: after the same ${this.#answered} answers it ${what} now, ` +
        `and ${expected === undefined ? 'awaited' : `asked to ${describeOperation(expected)}`} before. ` +
        'Does it use state that outlives a run, or a clock or randomness that is not replaced?',
    ));
  }

  /** The number of a buffer; negative for memory of its own. */
  #number(buffer: ArrayBufferLike | undefined): number {
    const shared = buffer === undefined ? -1 : this.#memory.indexOf(buffer);
    if (shared >= 0 || buffer === undefined) return shared;
    return -2 - this.#own.indexOf(buffer);
  }
}
