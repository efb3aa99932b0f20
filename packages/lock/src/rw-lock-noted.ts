import {
  forgetPlace,
  isDebugged,
  notePlace,
  placeOfCall,
  type Inheritance,
  type Keeper,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import type { SideCore } from './rw-lock-core.ts';
import type { Seat } from './rw-lock-seat.ts';

/** A side, which notes where it is taken if its lock was made with `debug: true`. */
export function notedIfAsked(side: SideCore): SideCore {
  return isDebugged(side.words) ? new NotedSide(side) : side;
}

/**
 * A side of an RWLock that was made with `debug: true`: notes where in the source the calling thread
 * took it, for messages about circles of waiting threads. Each acquire takes a stack trace.
 */
class NotedSide implements SideCore {
  readonly seat: Seat;
  readonly words: Int32Array;
  readonly label: string;
  readonly keeper: Keeper;
  readonly #side: SideCore;

  constructor(side: SideCore) {
    this.seat = side.seat;
    this.words = side.words;
    this.label = side.label;
    this.keeper = side.keeper;
    this.#side = side;
  }

  get locked(): boolean {
    return this.#side.locked;
  }

  get owned(): boolean {
    return this.#side.owned;
  }

  acquire(options?: WaitOptions): boolean {
    return this.#noted(this.#side.acquire(options));
  }

  recover(options?: WaitOptions): boolean {
    return this.#noted(this.#side.recover(options));
  }

  tryAs(inheritance: Inheritance): boolean {
    return this.#noted(this.#side.tryAs(inheritance));
  }

  tryInTurn(): boolean {
    return this.#side.tryInTurn();
  }

  begin(): boolean {
    return this.#side.begin();
  }

  enterAsync<T>(
    call: string,
    options: WaitAsyncOptions | undefined,
    inheritance: Inheritance,
    result: (success: boolean) => T,
  ): Promise<T> {
    const place = placeOfCall();
    return this.#side.enterAsync(call, options, inheritance, (success) => result(this.#noted(success, place)));
  }

  acquireNumbered(options?: WaitOptions): number | undefined {
    return this.acquire(options) ? this.number() : undefined;
  }

  acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined> {
    return this.enterAsync('holdAsync', options, 'give-up', (success) => (success ? this.number() : undefined));
  }

  release(): void {
    this.#side.release();
    this.#forget();
  }

  releaseNumbered(hold: number): void {
    this.#side.releaseNumbered(hold);
    this.#forget();
  }

  isHeld(hold: number): boolean {
    return this.#side.isHeld(hold);
  }

  number(): number {
    return this.#side.number();
  }

  toString(): string {
    return this.#side.toString();
  }

  #noted(taken: boolean, place?: string): boolean {
    // Where a thread reads again does not matter.
    if (taken && this.seat.reading.holds <= 1) notePlace(this.words, place ?? placeOfCall());
    return taken;
  }

  /** A write hold may have become a read hold. */
  #forget(): void {
    const { reading, isWriting } = this.seat;
    if (reading.holds === 0 && !isWriting) forgetPlace(this.words);
  }
}
