import type { BlockingLock, JavaScriptContender } from '../lock-shapes.ts';

const FREE = 0;
const HELD = 1;
const CONTENDED = 2;

/** The textbook's futex mutex: three states, no spinning, no owner, no fairness (Drepper, "Futexes Are Tricky"). */
class TextbookMutex implements BlockingLock {
  readonly #words: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared);
  }

  acquire(): void {
    if (Atomics.compareExchange(this.#words, 0, FREE, HELD) !== FREE) this.#acquireSlow();
  }

  #acquireSlow(): void {
    while (Atomics.exchange(this.#words, 0, CONTENDED) !== FREE) Atomics.wait(this.#words, 0, CONTENDED);
  }

  release(): void {
    if (Atomics.exchange(this.#words, 0, FREE) === CONTENDED) Atomics.notify(this.#words, 0, 1);
  }
}

/** The mutex that everybody writes first. */
export const textbookFutex: JavaScriptContender = {
  version: () => Promise.resolve(undefined),
  create: () => Promise.resolve(new SharedArrayBuffer(64)),
  attach: (shared) => Promise.resolve({ blocking: new TextbookMutex(shared as SharedArrayBuffer) }),
};
