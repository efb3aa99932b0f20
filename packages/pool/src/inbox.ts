import { decodeError } from '@sync/codec';
import { exchange, load } from '@sync/atomics/internal';
import type { Port, ToWorker } from './messages.ts';
import { takeFrom } from './ports.ts';
import { OnItsWay, type SharedObjects } from './shared-objects.ts';
import { LEFT } from './words.ts';

/** A call that was posted to this worker alone. */
export interface PostedCall {
  readonly slot: number;
  readonly call: unknown;
}

/** What a worker is sent, but for bells. */
export class Inbox {
  readonly #port: Port;
  readonly #words: Int32Array;
  readonly #count: number;
  readonly #objects: SharedObjects;
  readonly #onCancel: (slot: number, reason: unknown) => void;
  readonly #calls: PostedCall[] = [];
  readonly #waiting: (() => void)[] = [];
  #received = 0;
  /** How many were posted, once that is known. */
  #posted = LEFT;

  /** @param count where it is counted what was posted: SEAT_POSTED */
  constructor(port: Port, words: Int32Array, count: number, objects: SharedObjects, onCancel: (slot: number, reason: unknown) => void) {
    this.#port = port;
    this.#words = words;
    this.#count = count;
    this.#objects = objects;
    this.#onCancel = onCancel;
  }

  /** Calls are on their way, or there: a snapshot. */
  get hasCalls(): boolean {
    return this.#calls.length > 0 || this.#areOnTheirWay;
  }

  /** T11: none is posted any more; those that were will come. */
  close(): void {
    if (!this.isClosed) this.#posted = exchange(this.#words, this.#count, LEFT);
  }

  /** See {@link Inbox.close}. */
  get isClosed(): boolean {
    return this.#posted !== LEFT;
  }

  /** The next one; undefined: none has come. */
  nextCall(): PostedCall | undefined {
    if (this.#areOnTheirWay) this.receive();
    return this.#calls.shift();
  }

  get #areOnTheirWay(): boolean {
    return (this.isClosed ? this.#posted : load(this.#words, this.#count)) !== this.#received;
  }

  /** A message has come. */
  take(message: ToWorker): void {
    if (message === 0) return;
    switch (message.kind) {
      case 'call':
        this.#received++;
        this.#calls.push(message);
        return;
      case 'object':
        this.#objects.learn(message.number, message.object);
        this.#lookAgain();
        return;
      case 'forget':
        this.#objects.forget(message.number);
        this.#lookAgain();
        return;
      default:
        this.#onCancel(message.slot, message.reason === undefined ? undefined : decodeError(message.reason));
    }
  }

  /** Others may have what they wait for, or will never have it. */
  #lookAgain(): void {
    for (const look of this.#waiting.splice(0)) look();
  }

  /** Takes what has come, without the event loop; where the runtime cannot, nothing. */
  receive(): void {
    takeFrom(this.#port, (message: ToWorker) => {
      this.take(message);
    });
  }

  /** See {@link SharedObjects.restore}; a promise of that, if one has not come yet. */
  restore(value: unknown, given: Set<object>): unknown {
    for (let known = -1; known !== this.#objects.size; ) {
      known = this.#objects.size;
      try {
        return this.#objects.restore(value, given);
      } catch (error) {
        if (!(error instanceof OnItsWay)) throw error;
        this.receive();
      }
    }
    return new Promise((resolve) => this.#waiting.push(() => { resolve(undefined); })).then(() => this.restore(value, given));
  }
}
