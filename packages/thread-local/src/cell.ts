import { InvalidStateError, checkNoPromise, load, onThreadEnd, perMemory, perThread, type Place } from '@sync/atomics/internal';
import type { ThreadFunctions } from './options.ts';
import { Scopes } from './scopes.ts';

/** True in the word: it was made with an `init`, so who has none has no value of the right kind. */
export const SLOT_INIT = 1;

/**
 * What one thread has of a variable: the same for all objects over its memory, and for all
 * copies of the package.
 *
 * INVARIANTS
 *   I1  While it `isPlain`, it is set, and no run of it has begun in this thread: `value` is
 *       what there is to read.
 *   I2  While it is set and has a `dispose`, that is registered for the thread's end, behind
 *       all that was set before.
 *   I3  A cell is forgotten only with all objects that lead to it; one that others may lead
 *       to again, by a handle or by the buffer, is kept. So no value is lost or comes again by
 *       the garbage collector's whim.
 */
export class Cell<T> {
  /** I1. */
  isPlain = false;
  /** Of the thread, not of a run. */
  value: T | undefined;
  /** For messages. */
  readonly label: string;
  readonly #words: Int32Array;
  #isSet = false;
  #init: (() => T) | undefined;
  #dispose: ((value: T) => void) | undefined;
  #isBeginning = false;
  /** Its thread's end has come, and the value was disposed. */
  #hasEnded = false;
  /** I2: takes it back. */
  #unregister: (() => void) | undefined;
  /** Since the first run. */
  #scopes: Scopes | undefined;

  private constructor(label: string, words: Int32Array) {
    this.label = label;
    this.#words = words;
  }

  /** The calling thread's one. */
  static of<T>(label: string, { words }: Place): Cell<T> {
    return perMemory<Cell<T>>('thread-local', words, () => new Cell<T>(label, words));
  }

  /** I3. */
  keep(): void {
    perThread('thread-local-kept', () => new Set<unknown>()).add(this);
  }

  /** The first that come are the thread's. */
  bring({ init, dispose }: ThreadFunctions<T>): void {
    this.#init ??= init;
    if (dispose === undefined || this.#dispose !== undefined) return;
    this.#dispose = dispose === true ? disposeItself : dispose;
    if (this.#isSet) this.#register();
  }

  /** Of the innermost run, else of the thread; made now, if there is none. */
  get(): T {
    const scope = this.#scopes?.innermostSet(this);
    if (scope !== undefined) return scope.value as T;
    return this.#isSet ? (this.value as T) : this.#begin();
  }

  /** In the innermost run, else in the thread. */
  set(value: T): void {
    const scope = this.#scopes?.innermost(this);
    if (scope !== undefined) {
      scope.value = value;
      scope.isSet = true;
      return;
    }
    this.#checkUsable();
    const wasSet = this.#isSet;
    const before = this.value;
    this.#store(value);
    if (wasSet && !Object.is(before, value)) this.#drop(before as T);
  }

  /** In a run or in the thread. */
  has(): boolean {
    return this.#isSet || this.#scopes?.innermostSet(this) !== undefined;
  }

  /** In the innermost run, else in the thread. */
  delete(): boolean {
    const scope = this.#scopes?.innermost(this);
    if (scope !== undefined) {
      const { isSet } = scope;
      scope.isSet = false;
      scope.value = undefined;
      return isSet;
    }
    if (this.#isBeginning) throw this.#touchedByItsInit();
    if (!this.#isSet) return false;
    this.#drop(this.#clear());
    return true;
  }

  /** Ends I1. */
  run<R>(value: T, fn: () => R): R {
    this.#scopes ??= Scopes.get();
    this.isPlain = false;
    return this.#scopes.run(this, value, fn);
  }

  #begin(): T {
    this.#checkUsable();
    if (this.#init === undefined) {
      if (load(this.#words, SLOT_INIT) === 0) return undefined as T;
      throw new InvalidStateError(
        `${this.label}: it was made with an init, and this thread has brought none, since functions do not cross ` +
          'threads; use ThreadLocal.from(shared, { init }) here, or set() a value first',
      );
    }
    this.#isBeginning = true;
    try {
      this.#store(this.#init());
    } finally {
      this.#isBeginning = false;
    }
    return this.value as T;
  }

  #store(value: T): void {
    this.value = value;
    this.#isSet = true;
    this.isPlain = this.#scopes === undefined;
    this.#register();
  }

  /** I2. */
  #register(): void {
    if (this.#dispose === undefined) return;
    this.#unregister?.();
    this.#unregister = onThreadEnd(() => {
      this.#hasEnded = true;
      this.#drop(this.#clear());
    });
  }

  #clear(): T {
    const value = this.value as T;
    this.value = undefined;
    this.#isSet = false;
    this.isPlain = false;
    this.#unregister?.();
    this.#unregister = undefined;
    return value;
  }

  #drop(value: T): void {
    checkNoPromise(this, this.#dispose?.(value), 'dispose is async; nobody would wait for its end');
  }

  #checkUsable(): void {
    if (this.#isBeginning) throw this.#touchedByItsInit();
    if (!this.#hasEnded) return;
    throw new InvalidStateError(`${this.label}: the thread ends, and the value was disposed; there is no other any more`);
  }

  #touchedByItsInit(): InvalidStateError {
    return new InvalidStateError(`${this.label}: its init touches the variable whose value it makes; it may only return that`);
  }
}

function disposeItself(value: unknown): void {
  (value as Disposable | null | undefined)?.[Symbol.dispose]();
}
