// A Guarded with the calls of a lock, for the contract of locks. Each of its holds changes the value.
import { mutex } from '@sync/atomics/internal';
import { Guarded, TimeoutError } from '@sync/shared';

export class GuardedLock {
  #guarded;
  #held = [];

  constructor(options) {
    this.#guarded = options instanceof Guarded ? options : new Guarded({ initial: 0, maxBytes: 16, ...options });
  }

  static from(handle) {
    return new GuardedLock(Guarded.from(handle));
  }

  share() {
    return this.#guarded.share();
  }

  get locked() {
    return this.#guarded.locked;
  }

  get owned() {
    return this.#guarded.owned;
  }

  get name() {
    return this.#guarded.name;
  }

  acquire(options) {
    try {
      return this.#keep(this.#guarded.hold(options));
    } catch (error) {
      return refused(error);
    }
  }

  tryAcquire() {
    const held = this.#guarded.tryHold();
    return held !== undefined && this.#keep(held);
  }

  async acquireAsync(options) {
    try {
      return this.#keep(await this.#guarded.holdAsync(options));
    } catch (error) {
      return refused(error);
    }
  }

  release() {
    const at = this.#held.findIndex(({ held }) => held);
    if (at < 0) this.#guarded[mutex].release();
    else this.#held.splice(at, 1)[0].release();
  }

  hold(options) {
    return this.#guarded.hold(options);
  }

  holdAsync(options) {
    return this.#guarded.holdAsync(options);
  }

  run(fn, options) {
    return this.#guarded.run(fn, options);
  }

  runAsync(fn, options) {
    return this.#guarded.runAsync(fn, options);
  }

  toString() {
    return String(this.#guarded);
  }

  #keep(held) {
    held.value = (held.value + 1) % 100;
    this.#held = [...this.#held.filter(({ held }) => held), held];
    return true;
  }
}

function refused(error) {
  if (error instanceof TimeoutError) return false;
  throw error;
}
