/**
 * One run of one thread, from its start: the setup, for a heap of its own, then the
 * thread's function, whose operations are answered from its history. At the first one
 * beyond it the run is over: that operation is what was to be learned. From there on every
 * operation throws the same error again, so that `catch`, `finally` and `using` on the way
 * out have no effect.
 */
import { simulatedContext, swapContext, type Context } from '@sync/atomics/internal';
import type { Memory } from './memory.ts';
import { isSame, type Operation, type OperationKind } from './operation.ts';
import { pathTo, type Node, type Step } from './node.ts';
import { randomFrom } from './random.ts';
import { session } from './session.ts';
import { takeSite } from './source.ts';
import type { TypedArray } from './views.ts';

/** A span of bytes of a buffer. */
export interface Span {
  readonly type: string;
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
}

/** Who runs in a world. */
export interface Identity {
  readonly thread: number;
  readonly canBlock: boolean;
  /** It has done something that tells it from other threads. */
  onIdentity(): void;
}

interface Timer {
  readonly number: number;
  due: number;
  readonly fn: () => void;
  /** Milliseconds between two calls; 0: one only. */
  readonly every: number;
  unref(): Timer;
  ref(): Timer;
  hasRef(): boolean;
}

/** The platform takes no longer time; who asks for so much wants a timer that never fires. */
const NEVER = 2 ** 31 - 1;

/** Of the clock. */
const NOWHERE: Span = { type: '', buffer: new ArrayBuffer(0), start: 0, end: 0 } as const;

/** So often does code that catches everything get the same object thrown. */
const MOST_THROWS = 100_000;

const STUCK = 'a loop of this thread catches every error and goes on: the checker cannot end it';

export class World {
  readonly #memory: Memory;
  readonly #identity: Identity;
  readonly #path: readonly Node[];
  readonly #context: Context;
  readonly #own = new Map<ArrayBufferLike, number>();
  readonly #waits: ((result: string) => void)[] = [];
  readonly #timers: Timer[] = [];
  readonly #signals: AbortController[] = [];
  #answered = 0;
  #buffers = 0;
  #timersMade = 0;
  #throws = 0;
  #random: () => number = randomFrom(1);
  /** True: the setup or `final` runs, and touches memory at once. */
  #direct = true;
  #next: Operation | undefined;
  /** Where it asks for it: also what is thrown to end the run. */
  #site: Error | undefined;
  #returned: Step['returned'];
  #thrown: Step['thrown'];
  /** Something that is wrong with the scenario itself. */
  #problem: Error | undefined;

  constructor(memory: Memory, identity: Identity, node?: Node) {
    this.#memory = memory;
    this.#identity = identity;
    this.#path = node === undefined ? [] : pathTo(node);
    this.#context = simulatedContext({ ...identity, id: identity.thread + 2 });
  }

  /** Calls a setup, or what comes after the threads: memory is touched at once. */
  direct<T>(fn: () => T): T {
    return this.#inside(fn);
  }

  /** Calls the thread's function. True if it goes on in promises. */
  begin(body: () => unknown): boolean {
    this.#direct = false;
    this.#random = randomFrom(2 + this.#identity.thread);
    try {
      const value = this.#inside(body);
      if (!isThenable(value)) {
        this.#returned = { value };
        return false;
      }
      this.#inside(() => {
        value.then(
          (result) => (this.#returned = { value: result }),
          (error: unknown) => (this.#thrown = { error }),
        );
      });
      return true;
    } catch (error) {
      this.#thrown = { error };
      return false;
    }
  }

  /** The next thing that the history says was delivered to its event loop; false: nothing more. */
  deliverNext(): boolean {
    const node = this.#path[this.#answered];
    if (this.#next !== undefined || node === undefined || this.#problem !== undefined) return false;
    if (node.parent?.step?.operation !== undefined) this.#differs('awaits');
    this.#answered++;
    const [what, number, result = ''] = String(node.entry).split(' ');
    this.#inside(() => {
      if (what === 'wait') this.#waits[Number(number)]?.(result);
      else if (what === 'abort') this.#signals[Number(number)]?.abort();
      else this.#fire(Number(number));
    });
    return true;
  }

  /** What was learned. */
  step(): Step {
    if (this.#problem === undefined && this.#next === undefined && this.#answered < this.#path.length) {
      this.#differs('has ended');
    }
    if (this.#problem !== undefined) throw this.#problem;
    const waiting = {
      timers: this.#timers.filter(({ due }) => due !== Infinity).sort((a, b) => a.due - b.due || a.number - b.number),
      signals: this.#signals.flatMap(({ signal }, number) => (signal.aborted ? [] : [number])),
    };
    if (this.#next !== undefined) return { operation: this.#next, ...(this.#site && { site: this.#site }), ...waiting };
    return { ...(this.#returned && { returned: this.#returned }), ...(this.#thrown && { thrown: this.#thrown }), ...waiting };
  }

  /** For as long as its code runs, also in microtasks: returns what ends that. */
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

  // What the platform asks.

  /** True for a buffer of the model. */
  models(buffer: ArrayBufferLike): boolean {
    return this.#memory.indexOf(buffer) >= 0;
  }

  /** A buffer: of the model, if the setup asks; else one that only this thread has. */
  allocate(byteLength: number, make: () => SharedArrayBuffer): SharedArrayBuffer {
    if (!this.#direct) return make();
    const known = this.#memory.buffer(this.#buffers++);
    if (known === undefined) {
      const buffer = make();
      this.#memory.add(buffer);
      return buffer;
    }
    if (known.byteLength !== byteLength) throw new Error('check(): the setup allocates other buffers each time it is called');
    return known;
  }

  /** An access to an element of a typed array. */
  element(kind: OperationKind, real: TypedArray, index: number, args: readonly (number | bigint)[], perform: () => unknown): unknown {
    return this.access(kind, spanOf(real, index), args, perform);
  }

  /** An access to a span of bytes. */
  access(kind: OperationKind, span: Span, args: readonly (number | bigint)[], perform: () => unknown): unknown {
    return this.#direct ? perform() : this.#ask(kind, span, args, 0, perform);
  }

  /** `Atomics.wait` and `waitAsync`; `isEqual` compares the word with what was expected. */
  wait(
    kind: 'wait' | 'waitAsync',
    real: TypedArray,
    index: number,
    expected: number | bigint,
    timeout: unknown,
    isEqual: () => boolean,
  ): unknown {
    if (this.#direct) throw new Error('check(): the setup and final() cannot wait');
    if (kind === 'wait' && !this.#identity.canBlock) throw new TypeError('Atomics.wait cannot be called in this context');
    const span = spanOf(real, index);
    const time = Number(timeout ?? Infinity);
    const limit = Number.isNaN(time) ? Infinity : Math.max(0, time);
    // Memory of its own has no images: the word is compared now.
    const isOver = !this.models(real.buffer) && !isEqual();
    const result = isOver ? 'not-equal' : this.#ask(kind, span, [expected], limit, isEqual);
    if (kind === 'wait') return result;
    if (result !== 'async') return { async: false, value: result };
    return { async: true, value: new Promise((resolve) => this.#waits.push(resolve)) };
  }

  /** `Atomics.notify`. */
  notify(real: TypedArray, index: number, count: unknown): unknown {
    if (this.#direct) return 0;
    const span = spanOf(real, index);
    const limit = count === undefined ? Infinity : Math.max(0, Math.trunc(Number(count)) || 0);
    return this.#ask('notify', span, [], limit, () => 0);
  }

  /** The virtual clock, which only a firing time-out advances. */
  now(): number {
    return this.#direct ? 0 : (this.#ask('now', NOWHERE, [], 0, () => 0) as number);
  }

  /** The same numbers in each run ; others in each thread. */
  random(): number {
    if (!this.#direct) this.#identity.onIdentity();
    return this.#random();
  }

  /** `setTimeout` and its like. */
  addTimer(fn: () => void, milliseconds: number | undefined, repeats: boolean): object {
    const ms = Math.max(0, Number(milliseconds) || 0);
    const due = ms >= NEVER ? Infinity : this.now() + ms;
    const every = repeats ? Math.max(1, ms) : 0;
    const itself = (): Timer => timer;
    const timer: Timer = { number: this.#timersMade++, due, fn, every, unref: itself, ref: itself, hasRef: () => true };
    this.#timers.push(timer);
    return timer;
  }

  /** `clearTimeout` and its like. */
  removeTimer(timer: object | undefined): void {
    const at = this.#timers.indexOf(timer as Timer);
    if (at >= 0) this.#timers.splice(at, 1);
  }

  /** A signal that the search may abort. */
  addSignal(): AbortSignal {
    const controller = new AbortController();
    this.#signals.push(controller);
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    // What a listener throws would be reported by the platform, and end the process.
    signal.addEventListener = (type: string, listener: (event: Event) => void, options?: boolean | EventListenerOptions) => {
      add(type, (event) => { this.guard(() => { listener.call(signal, event); }); }, options); // prettier-ignore
    };
    return signal;
  }

  /** Runs a task of the event loop: what it throws ends the thread. */
  guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      if (this.#next === undefined) this.#thrown ??= { error };
    }
  }

  #fire(number: number): void {
    const timer = this.#timers.find((one) => one.number === number);
    if (timer === undefined) return;
    this.removeTimer(timer);
    timer.due += timer.every;
    if (timer.every > 0) this.#timers.push(timer);
    this.guard(timer.fn);
  }

  /** The answer to an operation, from the history; the first one beyond it ends the run. */
  #ask(kind: OperationKind, span: Span, args: Operation['args'], limit: number, perform: () => unknown): unknown {
    if (this.#next !== undefined || this.#problem !== undefined) {
      if (++this.#throws === MOST_THROWS) console.error(`@sync/model: ${STUCK}`);
      throw this.#site ?? this.#problem;
    }
    const asked = { kind, type: span.type, buffer: this.#number(span.buffer), start: span.start, end: span.end, args, limit, perform };
    const node = this.#path[this.#answered];
    if (node === undefined) {
      this.#next = this.#memory.intern(asked);
      this.#site = takeSite();
      throw this.#site;
    }
    const before = node.parent?.step?.operation;
    if (before === undefined || !isSame(before, asked)) this.#differs(`asks for ${kind}`);
    this.#answered++;
    return node.entry;
  }

  #differs(what: string): never {
    const expected = this.#path[this.#answered]?.parent?.step?.operation?.kind ?? 'to await';
    this.#problem = new Error(
      `check(): thread ${this.#identity.thread} is not deterministic: after the same ${this.#answered} answers it ${what} ` +
        `now, and asked for ${expected} before. Does it use state that outlives a run?`,
    );
    throw this.#problem;
  }

  /** The number of a buffer; negative for memory of its own. */
  #number(buffer: ArrayBufferLike): number {
    const shared = this.#memory.indexOf(buffer);
    if (shared >= 0) return shared;
    let own = this.#own.get(buffer);
    if (own === undefined) this.#own.set(buffer, (own = this.#own.size));
    return -1 - own;
  }

  #inside<T>(fn: () => T): T {
    const leave = this.enter();
    try {
      return fn();
    } finally {
      leave();
    }
  }
}

function spanOf(real: TypedArray, index: number): Span {
  const start = real.byteOffset + index * real.BYTES_PER_ELEMENT;
  return { type: real[Symbol.toStringTag], buffer: real.buffer, start, end: start + real.BYTES_PER_ELEMENT };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
