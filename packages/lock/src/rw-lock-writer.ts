import {
  Deadline,
  canBlock,
  checkCanBlock,
  gaveUp,
  labelOf,
  SPIN_FOR,
  spinUntil,
  take,
  timeoutOf,
  type Inheritance,
  type Keeper,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { enterAsync, type SideCore } from './rw-lock-core.ts';
import { drain, waitInVain } from './rw-lock-drain.ts';
import { describeSide, notHolding, selfDeadlock, writersOf } from './rw-lock-messages.ts';
import { DONE, REFUSED } from './rw-lock-quick.ts';
import { FOR_WRITER, type Seat } from './rw-lock-seat.ts';

/** The side of those that write. The comments name the transitions of `rw-lock-words.ts`. */
export class WriterCore implements SideCore {
  /** The lock. */
  readonly seat: Seat;
  /** Those of the lock. */
  readonly words: Int32Array;
  /** The side, and the name. */
  readonly label: string;
  /** Who keeps the mutex for one that awaits the end of all readers. */
  readonly keeper: Keeper = FOR_WRITER;

  /** @param kind the public class */
  constructor(kind: string, seat: Seat) {
    this.seat = seat;
    this.words = seat.place.words;
    this.label = labelOf(`${kind}.writer`, seat.place.name);
  }

  /** Some thread writes, or died while it wrote. */
  get locked(): boolean {
    return this.seat.writer !== 0;
  }

  /** The calling thread writes. */
  get owned(): boolean {
    return this.seat.isWriting;
  }

  /** Blocks the calling thread while others hold either side. */
  acquire(options?: WaitOptions): boolean {
    if (options !== undefined || this.seat.reading.holds > 0) return this.#acquireAs('acquire', options, 'give-up');
    const done = this.seat.tryWriting(); // T5
    if (done === DONE) return true;
    if (done === REFUSED) return this.#acquireAs('acquire', undefined, 'give-up');
    return this.begin() || this.#drain('acquire', Deadline.interruptible(Infinity)) || gaveUp();
  }

  /** As `acquire`, but takes it over from a writer that died. */
  recover(options?: WaitOptions): boolean {
    return this.#acquireAs('recover', options, 'recover');
  }

  /** Never blocks. */
  tryAs(inheritance: Inheritance): boolean {
    const { seat } = this;
    return this.#mayTry() && seat.tryMutex(inheritance) && this.#beginOrLeave();
  }

  /** T5, or T10. */
  tryInTurn(): boolean {
    return this.seat.line.tryNow(this);
  }

  /** T6; false: somebody reads. */
  begin(): boolean {
    const { seat } = this;
    seat.tellKeeper();
    if (!seat.hasRoomFor(FOR_WRITER) && !seat.makeRoom(FOR_WRITER)) return false;
    seat.beginWriting();
    return true;
  }

  /** For guards. */
  acquireNumbered(options?: WaitOptions): number | undefined {
    return this.acquire(options) ? this.number() : undefined;
  }

  /** For guards. */
  acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined> {
    return this.enterAsync('holdAsync', options, 'give-up', (success) => (success ? this.number() : undefined));
  }

  /** All ways to await it. */
  enterAsync<T>(
    call: string,
    options: WaitAsyncOptions | undefined,
    inheritance: Inheritance,
    result: (success: boolean) => T,
  ): Promise<T> {
    return enterAsync(this, call, options, inheritance, result);
  }

  /** T7. */
  release(): void {
    const { seat } = this;
    const done = seat.tryEndWriting();
    if (done === DONE) return;
    if (done === REFUSED) throw notHolding(seat, this.label, 'release', 'write');
    try {
      seat.mutex.release();
    } catch (error) {
      // It was taken for dead: then it changes nothing.
      seat.resumeWriting();
      throw error;
    }
  }

  /** T8: returns the number of the read hold. */
  downgrade(): number {
    const { seat } = this;
    if (!seat.isWriting) throw notHolding(seat, seat.label, 'downgrade', 'write');
    seat.enterAsOwner(); // I6
    const number = seat.reading.number();
    this.release();
    return number;
  }

  /** For guards. */
  releaseNumbered(hold: number): void {
    if (this.isHeld(hold)) this.release();
  }

  /** For guards. */
  isHeld(hold: number): boolean {
    return this.seat.mutex.isHeld(hold);
  }

  /** Of the hold that there is. */
  number(): number {
    return this.seat.mutex.number();
  }

  /** As `RWLock.writer(jobs)[held by Worker-3, others waiting]`. */
  toString(): string {
    return describeSide(this.seat, this.label, writersOf(this.seat));
  }

  #acquireAs(call: 'acquire' | 'recover', options: WaitOptions | undefined, inheritance: Inheritance): boolean {
    const { seat } = this;
    const timeout = timeoutOf(this, call, options);
    if (timeout === Infinity) this.#checkDeadlock(call);
    if (timeout === 0) return this.tryAs(inheritance);
    const deadline = Deadline.interruptible(timeout);
    if (seat.reading.holds > 0) {
      checkCanBlock(this, call, `${call}Async()`);
      waitInVain(seat, this, deadline);
      return gaveUp();
    }
    // Others go on meanwhile: see WHO YIELDS in the table of the words.
    if (canBlock() && !seat.isAbandoned && spinUntil(() => this.#look(), SPIN_FOR.side)) return true;
    if (!seat.acquireMutex(this, call, deadline, inheritance)) return false;
    return this.begin() || this.#drain(call, deadline) || gaveUp();
  }

  /** T5, T6, where nobody reads. */
  #look(): boolean {
    const { seat } = this;
    return seat.hasRoomFor(FOR_WRITER) && take(seat.mutex, false) && this.#beginOrLeave();
  }

  /** T6, or lets go of the mutex. */
  #beginOrLeave(): boolean {
    if (this.begin()) return true;
    this.seat.mutex.release();
    return false;
  }

  #drain(call: string, deadline: Deadline): boolean {
    return drain(this.seat, this, call, deadline, () => this.begin(), true);
  }

  /** Where there are readers, nobody else is kept out for a moment. */
  #mayTry(): boolean {
    const { seat } = this;
    if (seat.reading.holds > 0) return false;
    if (seat.hasRoomFor(FOR_WRITER)) return true;
    seat.reading.slots.forgetDead();
    return seat.hasRoomFor(FOR_WRITER);
  }

  #checkDeadlock(call: string): void {
    const { seat } = this;
    if (seat.reading.holds > 0) {
      throw selfDeadlock(seat, this.label, call, 'reads', 'release() its read hold first');
    }
    if (seat.isWriting && !seat.isAbandoned) {
      throw selfDeadlock(seat, this.label, call, 'writes', 'a writer does not enter again');
    }
  }
}
