import {
  Deadline,
  asyncWaitOf,
  checkCanBlock,
  gaveUp,
  timeoutOf,
  type AsyncWait,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { Batch } from './batch.ts';
import type { Core } from './core.ts';
import { notPut } from './messages.ts';
import { PUT } from './outcome.ts';
import { Waiting } from './waiting.ts';

/** So many items are written before the lock is taken for them. */
const MOST = 64;

/** The end of a queue where items are put. */
export class PutEnd<Parcel> {
  readonly #core: Core<Parcel>;
  readonly #waiting: Waiting;
  /** What an item is called in messages. */
  readonly #item: string;

  /** @param core the queue */
  constructor(core: Core<Parcel>) {
    this.#core = core;
    this.#item = `${core.label}: item`;
    this.#waiting = new Waiting(core.label, core.place, core.putters, () => !core.isFull || core.isShut);
  }

  /** Puts it; blocks the calling thread while there is no room. */
  put(item: unknown, options: WaitOptions | undefined, priority: number): void {
    const core = this.#core;
    const timeout = options === undefined ? Infinity : timeoutOf(core, 'put', options);
    const parcel = core.format.pack(item, this.#item);
    if (core.offer(parcel, priority) === PUT) core.format.sent(parcel);
    else this.#put('put', new Batch(core, [parcel], priority), timeout, Deadline.interruptible(timeout), 0);
  }

  /** Puts it; false: there is no room. Never blocks. */
  tryPut(item: unknown, priority: number): boolean {
    const core = this.#core;
    const batch = new Batch(core, [core.format.pack(item, this.#item)], priority);
    const outcome = batch.attempt();
    if (outcome !== PUT) batch.drop();
    if (outcome === undefined) return false;
    if (outcome !== PUT) throw notPut(core, 'tryPut', outcome, 0);
    return true;
  }

  /** As {@link PutEnd.put}. Returns a promise; never blocks. */
  async putAsync(item: unknown, options: WaitAsyncOptions | undefined, priority: number): Promise<void> {
    const core = this.#core;
    const wait = asyncWaitOf(core, 'putAsync', options);
    const parcel = core.format.pack(item, this.#item);
    await this.#putAsync('putAsync', new Batch(core, [parcel], priority), wait, Deadline.after(wait.timeout), 0);
  }

  /** Puts them all, in their order; blocks the calling thread while there is no room. */
  putMany(items: Iterable<unknown>, options: WaitOptions | undefined, priority: number): void {
    const timeout = timeoutOf(this.#core, 'putMany', options);
    const deadline = Deadline.interruptible(timeout);
    const { format } = this.#core;
    const name = `${this.#item}s`;
    let parcels: Parcel[] = [];
    let count = 0;
    const put = (): void => {
      const batch = new Batch(this.#core, parcels, priority);
      parcels = [];
      this.#put('putMany', batch, timeout, deadline, count);
      count += batch.count;
    };
    try {
      for (const item of items) {
        parcels.push(format.pack(item, name, count + parcels.length));
        if (parcels.length === MOST) put();
      }
    } finally {
      // Those before one that is refused are put.
      if (parcels.length > 0) put();
    }
  }

  /** As {@link PutEnd.putMany}. Returns a promise; never blocks. */
  async putManyAsync(items: Iterable<unknown>, options: WaitAsyncOptions | undefined, priority: number): Promise<void> {
    const wait = asyncWaitOf(this.#core, 'putManyAsync', options);
    const deadline = Deadline.after(wait.timeout);
    const { format } = this.#core;
    const name = `${this.#item}s`;
    let parcels: Parcel[] = [];
    let count = 0;
    const put = async (): Promise<void> => {
      const batch = new Batch(this.#core, parcels, priority);
      parcels = [];
      await this.#putAsync('putManyAsync', batch, wait, deadline, count);
      count += batch.count;
    };
    try {
      for (const item of items) {
        parcels.push(format.pack(item, name, count + parcels.length));
        if (parcels.length === MOST) await put();
      }
    } finally {
      // Those before one that is refused are put.
      if (parcels.length > 0) await put();
    }
  }

  #put(call: string, batch: Batch<Parcel>, timeout: number, deadline: Deadline, before: number): void {
    let outcome: number | undefined;
    try {
      outcome = batch.attempt();
      if (outcome === undefined && timeout > 0) {
        checkCanBlock(this.#core, call, `${call}Async()`);
        outcome = this.#waiting.wait(batch, deadline);
        if (outcome === undefined) gaveUp();
      }
    } finally {
      batch.drop();
    }
    if (outcome !== PUT) throw notPut(this.#core, call, outcome, timeout, before + batch.count);
  }

  async #putAsync(call: string, batch: Batch<Parcel>, wait: AsyncWait, deadline: Deadline, before: number): Promise<void> {
    const { timeout, signal, unref } = wait;
    let outcome: number | undefined;
    try {
      // Who waits already comes first.
      if (!this.#waiting.hasTasks || timeout === 0) outcome = batch.attempt();
      if (outcome === undefined && timeout > 0) {
        if (signal?.aborted === true) throw signal.reason;
        outcome = await this.#waiting.waitAsync(batch, { deadline, signal, unref });
      }
    } finally {
      batch.drop();
    }
    if (outcome !== PUT) throw notPut(this.#core, call, outcome, timeout, before + batch.count);
  }
}
