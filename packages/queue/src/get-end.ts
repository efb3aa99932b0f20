import {
  Deadline,
  asyncWaitOf,
  checkCanBlock,
  checkCount,
  gaveUp,
  timeoutOf,
  type AsyncWait,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import type { Core } from './core.ts';
import { empty, shutDown } from './messages.ts';
import { Waiting, type Wait } from './waiting.ts';
import { MOST_ITEMS } from './words.ts';

/** How few items `getMany` takes. */
export interface GetManyOptions extends WaitOptions {
  /** So many are waited for. 1 by default; 0: none. */
  readonly min?: number | undefined;
}

/** The same, for `getManyAsync`. */
export interface GetManyAsyncOptions extends WaitAsyncOptions {
  /** So many are waited for. 1 by default; 0: none. */
  readonly min?: number | undefined;
}

/** The end of a queue where items are taken. */
export class GetEnd<Parcel, T> {
  readonly #core: Core<Parcel>;
  readonly #waiting: Waiting;
  /** For those who want several at once. */
  readonly #several: Waiting;
  readonly #one: Wait<Parcel | null>;

  /** @param core the queue */
  constructor(core: Core<Parcel>) {
    const isLikely = (): boolean => core.size > 0 || core.isShut;
    this.#core = core;
    this.#waiting = new Waiting(core.label, core.place, core.getters, isLikely);
    this.#several = new Waiting(core.label, core.place, core.several, isLikely);
    this.#one = { isLikely, attempt: () => core.take() };
  }

  /** Takes one; blocks the calling thread while there is none. */
  get(options: WaitOptions | undefined): T {
    const timeout = options === undefined ? Infinity : timeoutOf(this.#core, 'get', options);
    const parcel = this.#core.take() ?? this.#next('get', timeout);
    if (parcel === null) throw shutDown(this.#core, 'get');
    return this.#item(parcel);
  }

  /** Takes one, if there is one. Never blocks. */
  tryGet(): { value: T } | undefined {
    const parcel = this.#core.take();
    if (parcel === null) throw shutDown(this.#core, 'tryGet');
    return parcel === undefined ? undefined : { value: this.#item(parcel) };
  }

  /** As {@link GetEnd.get}. Returns a promise; never blocks. */
  async getAsync(options: WaitAsyncOptions | undefined): Promise<T> {
    const parcel = await this.#nextAsync('getAsync', options);
    if (parcel === null) throw shutDown(this.#core, 'getAsync');
    return this.#item(parcel);
  }

  /** Takes up to so many, once there are enough; blocks the calling thread until then. */
  getMany(max: number, options: GetManyOptions | undefined): T[] {
    const timeout = timeoutOf(this.#core, 'getMany', options);
    const wait = this.#waitForMany('getMany', max, options?.min);
    let parcels = wait.attempt();
    if (parcels === undefined) parcels = this.#block('getMany', this.#at(options?.min), wait, timeout) ?? this.#core.takeMany(max, 1);
    if (parcels === undefined) throw empty(this.#core, 'getMany', timeout);
    if (parcels === null) throw shutDown(this.#core, 'getMany');
    return this.#items(parcels);
  }

  /** As {@link GetEnd.getMany}. Returns a promise; never blocks. */
  async getManyAsync(max: number, options: GetManyAsyncOptions | undefined): Promise<T[]> {
    const core = this.#core;
    const checked = asyncWaitOf(core, 'getManyAsync', options);
    const wait = this.#waitForMany('getManyAsync', max, options?.min);
    const parcels = (await this.#await(this.#at(options?.min), wait, checked)) ?? core.takeMany(max, 1);
    if (parcels === undefined) throw empty(core, 'getManyAsync', checked.timeout);
    if (parcels === null) throw shutDown(core, 'getManyAsync');
    return this.#items(parcels);
  }

  /** Takes all there are. Never blocks. */
  drain(): T[] {
    return this.#items(this.#core.takeMany(MOST_ITEMS, 0) ?? []);
  }

  /** One after the other, until it was shut down and is empty. Blocks the calling thread while there is none. */
  *each(): Generator<T, void, undefined> {
    for (;;) {
      const parcel = this.#core.take() ?? this.#next('next', Infinity);
      if (parcel === null) return;
      yield this.#item(parcel);
    }
  }

  /** The same. Never blocks. */
  async *eachAsync(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const parcel = await this.#nextAsync('next', undefined);
      if (parcel === null) return;
      yield this.#item(parcel);
    }
  }

  /** Null: it was shut down, and is empty. */
  #next(call: string, timeout: number): Parcel | null {
    const parcel = this.#core.take();
    if (parcel !== undefined) return parcel;
    const found = this.#block(call, this.#waiting, this.#one, timeout);
    if (found === undefined) throw empty(this.#core, call, timeout);
    return found;
  }

  async #nextAsync(call: string, options: WaitAsyncOptions | undefined): Promise<Parcel | null> {
    const wait = asyncWaitOf(this.#core, call, options);
    const parcel = await this.#await(this.#waiting, this.#one, wait);
    if (parcel === undefined) throw empty(this.#core, call, wait.timeout);
    return parcel;
  }

  /** Where one waits who wants so many. */
  #at(min = 1): Waiting {
    return min > 1 ? this.#several : this.#waiting;
  }

  #block<R>(call: string, waiting: Waiting, wait: Wait<R>, timeout: number): R | undefined {
    if (timeout === 0) return undefined;
    checkCanBlock(this.#core, call, `${call}Async()`);
    const found = waiting.wait(wait, Deadline.interruptible(timeout));
    if (found === undefined) gaveUp();
    return found;
  }

  async #await<R>(waiting: Waiting, wait: Wait<R>, { timeout, signal, unref }: AsyncWait): Promise<R | undefined> {
    // Who waits already comes first.
    const found = waiting.hasTasks && timeout > 0 ? undefined : wait.attempt();
    if (found !== undefined || timeout === 0) return found;
    if (signal?.aborted === true) throw signal.reason;
    return waiting.waitAsync(wait, { deadline: Deadline.after(timeout), signal, unref });
  }

  #waitForMany(call: string, max: number, min = 1): Wait<Parcel[] | null> {
    const core = this.#core;
    checkCount(`${core.label}: ${call}()`, 'max', max, 1, MOST_ITEMS);
    checkCount(`${core.label}: ${call}()`, 'min', min, 0, max);
    return {
      isLikely: () => core.size >= min || core.isShut,
      attempt: () => core.takeMany(max, min),
    };
  }

  /** In their place: nobody else has that list. */
  #items(parcels: Parcel[]): T[] {
    const items: unknown[] = parcels;
    for (let at = 0; at < parcels.length; at++) items[at] = this.#item(parcels[at] as Parcel);
    return items as T[];
  }

  #item(parcel: Parcel): T {
    return this.#core.format.unpack(parcel) as T;
  }
}
