import type { Attached, JavaScriptContender } from '../lock-shapes.ts';
import type { BarrierShape, LatchShape } from '../waiting-shapes.ts';

/** Sleeps in `Atomics.waitAsync` until the word is another than it was. */
async function whileIs(words: Int32Array, index: number, value: number): Promise<void> {
  while (Atomics.load(words, index) === value) {
    const waiting = Atomics.waitAsync(words, index, value);
    if (waiting.async) await waiting.value;
  }
}

/** A count and a generation, each in a cache line of its own; no spinning, nothing else. */
class BareBarrier implements BarrierShape {
  static readonly byteLength = 192;
  static readonly ARRIVED = 0;
  static readonly GENERATION = 16;
  static readonly PARTIES = 32;
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  wait(): void {
    const words = this.#words;
    const mine = this.#arrive();
    while (Atomics.load(words, BareBarrier.GENERATION) === mine) Atomics.wait(words, BareBarrier.GENERATION, mine);
  }

  async waitAsync(): Promise<void> {
    await whileIs(this.#words, BareBarrier.GENERATION, this.#arrive());
  }

  /** Returns the generation that it came in; the last to arrive ends it. */
  #arrive(): number {
    const words = this.#words;
    const mine = Atomics.load(words, BareBarrier.GENERATION);
    if (Atomics.add(words, BareBarrier.ARRIVED, 1) + 1 === Atomics.load(words, BareBarrier.PARTIES)) {
      Atomics.store(words, BareBarrier.ARRIVED, 0);
      Atomics.add(words, BareBarrier.GENERATION, 1);
      Atomics.notify(words, BareBarrier.GENERATION);
    }
    return mine;
  }
}

/** A count that is added to and slept on. */
class BareLatch implements LatchShape {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  countDown(): void {
    if (Atomics.sub(this.#words, 0, 1) === 1) Atomics.notify(this.#words, 0);
  }

  wait(): void {
    for (let count = this.#count(); count > 0; count = this.#count()) Atomics.wait(this.#words, 0, count);
  }

  async waitAsync(): Promise<void> {
    for (let count = this.#count(); count > 0; count = this.#count()) await whileIs(this.#words, 0, count);
  }

  reset(count: number): void {
    Atomics.store(this.#words, 0, count);
  }

  #count(): number {
    return Atomics.load(this.#words, 0);
  }
}

function bare(bytes: number, at: number, value: 'count' | 'threads', shape: (words: Int32Array) => Attached): JavaScriptContender {
  return {
    version: () => Promise.resolve(process.version),
    create: (need) => {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[at] = need[value];
      return Promise.resolve(words);
    },
    attach: (shared) => Promise.resolve(shape(shared as Int32Array)),
  };
}

/** The least that a barrier can be. */
export const bareBarrier: JavaScriptContender = bare(BareBarrier.byteLength, BareBarrier.PARTIES, 'threads', (words) => ({
  barrier: new BareBarrier(words),
}));

/** The least that a latch can be. */
export const bareLatch: JavaScriptContender = bare(64, 0, 'count', (words) => ({ latch: new BareLatch(words) }));
