import { Mutex } from './mutex.ts';
import { isDebugged } from './mutex-policy.ts';
import { placeOfCall } from './place-of.ts';
import type { Place } from './shared.ts';
import { forgetPlace, notePlace } from './taken.ts';
import type { WaitAsyncOptions, WaitOptions } from './wait-options.ts';

/**
 * The mutex of a lock, of the kind that its policy asks for.
 *
 * @param kind the public class, for messages
 * @param place where the words are
 * @param reentrant sync calls of the thread that holds it by a sync call enter again
 */
export function mutexOf(kind: string, place: Place, reentrant: boolean): Mutex {
  const Type = isDebugged(place.words) ? DebugMutex : Mutex;
  return new Type(kind, place, reentrant);
}

/**
 * The mutex of a lock that was made with `debug: true`: notes where in the source the calling
 * thread took it, for messages about circles of waiting threads. Each acquire takes a stack trace.
 */
class DebugMutex extends Mutex {
  /** As the lock's. */
  override acquire(options?: WaitOptions): boolean {
    return this.#noted(super.acquire(options));
  }

  /** As the lock's. */
  override tryAcquire(): boolean {
    return this.#noted(super.tryAcquire());
  }

  /** For a hold that goes on after a wait. */
  override tryFree(): boolean {
    return this.#noted(super.tryFree());
  }

  /** As the lock's. */
  override recover(options?: WaitOptions): boolean {
    return this.#noted(super.recover(options));
  }

  /** As the lock's. */
  override async acquireAsync(options?: WaitAsyncOptions): Promise<boolean> {
    const place = placeOfCall();
    return this.#noted(await super.acquireAsync(options), place);
  }

  /** As the lock's. */
  override async recoverAsync(options?: WaitAsyncOptions): Promise<boolean> {
    const place = placeOfCall();
    return this.#noted(await super.recoverAsync(options), place);
  }

  /** For guards. */
  override acquireNumbered(options?: WaitOptions): number | undefined {
    const number = super.acquireNumbered(options);
    this.#noted(number !== undefined);
    return number;
  }

  /** For guards. */
  override async acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined> {
    const place = placeOfCall();
    const number = await super.acquireNumberedAsync(options);
    this.#noted(number !== undefined, place);
    return number;
  }

  /** As the lock's. */
  override release(): void {
    super.release();
    this.#forget();
  }

  /** For guards. */
  override releaseNumbered(hold: number): void {
    super.releaseNumbered(hold);
    this.#forget();
  }

  #noted(taken: boolean, place?: string): boolean {
    // Where it was entered again does not matter.
    if (taken && this.depth <= 1) notePlace(this.words, place ?? placeOfCall());
    return taken;
  }

  #forget(): void {
    if (!this.owned) forgetPlace(this.words);
  }
}
