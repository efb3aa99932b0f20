import {
  Deadline,
  canBlock,
  gaveUp,
  labelOf,
  SPIN_FOR,
  spinUntil,
  timeoutOf,
  type Inheritance,
  type Keeper,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { enterAsync, type SideCore } from './rw-lock-core.ts';
import { drain } from './rw-lock-drain.ts';
import { describeSide, notHolding, selfDeadlock } from './rw-lock-messages.ts';
import { FOR_READER, type Seat } from './rw-lock-seat.ts';

/** The side of those that read. The comments name the transitions of `rw-lock-words.ts`. */
export class ReaderCore implements SideCore {
  /** The lock. */
  readonly seat: Seat;
  /** Those of the lock. */
  readonly words: Int32Array;
  /** The side, and the name. */
  readonly label: string;
  /** Who keeps the mutex for one that awaits a slot. */
  readonly keeper: Keeper = FOR_READER;

  /** @param kind the public class */
  constructor(kind: string, seat: Seat) {
    this.seat = seat;
    this.words = seat.place.words;
    this.label = labelOf(`${kind}.reader`, seat.place.name);
  }

  /** Some thread reads. */
  get locked(): boolean {
    return this.seat.reading.slots.count > 0;
  }

  /** The calling thread reads. */
  get owned(): boolean {
    return this.seat.reading.holds > 0;
  }

  /** Blocks the calling thread while somebody writes, or waits to. */
  acquire(options?: WaitOptions): boolean {
    if (options === undefined && this.seat.reading.enter()) return true; // T1, T2
    return this.#acquireSlow('acquire', options, 'give-up');
  }

  /** As `acquire`, but takes it over from a writer that died. */
  recover(options?: WaitOptions): boolean {
    return this.#acquireSlow('recover', options, 'recover');
  }

  /** Never blocks. */
  tryAs(inheritance: Inheritance): boolean {
    const { reading, mutex } = this.seat;
    if (reading.enter()) return true;
    if (!this.seat.tryMutex(inheritance)) return false;
    if (this.begin()) return true;
    mutex.release();
    return false;
  }

  /** One whose thread reads already does not pass a waiting writer: tasks without end could keep that out. */
  tryInTurn(): boolean {
    return this.seat.reading.isOpen() && this.seat.reading.enter();
  }

  /** T4; false: all slots are taken. */
  begin(): boolean {
    const { seat } = this;
    seat.tellKeeper();
    if (!seat.enterAsOwner()) return false;
    seat.forgetWriter();
    seat.mutex.release();
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

  /** T3, if it is the last hold. */
  release(): void {
    const { reading } = this.seat;
    if (reading.holds === 0) throw notHolding(this.seat, this.label, 'release', 'read');
    reading.leave();
  }

  /** For guards. */
  releaseNumbered(hold: number): void {
    this.seat.reading.leaveNumbered(hold);
  }

  /** For guards. */
  isHeld(hold: number): boolean {
    return this.seat.reading.isHeld(hold);
  }

  /** Of the hold that was taken last. */
  number(): number {
    return this.seat.reading.number();
  }

  /** As `RWLock.reader(jobs)[held by Worker-3, Worker-4]`. */
  toString(): string {
    return describeSide(this.seat, this.label, this.seat.reading.slots.threads);
  }

  #acquireSlow(call: 'acquire' | 'recover', options: WaitOptions | undefined, inheritance: Inheritance): boolean {
    const { seat } = this;
    const timeout = timeoutOf(this, call, options);
    if (timeout === Infinity && seat.isWriting && !seat.isAbandoned) {
      throw selfDeadlock(seat, this.label, call, 'writes', 'downgrade() makes a read hold of its write hold');
    }
    const enter = (): boolean => seat.reading.enter();
    if (enter()) return true;
    if (timeout === 0) return this.tryAs(inheritance);
    const deadline = Deadline.interruptible(timeout);
    // All that wait go in at once when the writer leaves; the line lets in one after the other.
    if (canBlock() && spinUntil(enter, SPIN_FOR.side)) return true;
    if (!seat.acquireMutex(this, call, deadline, inheritance)) return false;
    return this.begin() || drain(seat, this, call, deadline, () => this.begin(), false) || gaveUp();
  }
}
