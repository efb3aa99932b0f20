import { afterTurn } from './platform.ts';

/** So often in a row does it look for results in vain, once after each turn of the event loop, before it waits for a bell. */
const LOOKS = 2;

/** What a lookout looks for. */
export interface Outlook {
  /** Brings in what is there; false: nothing was. */
  look(): boolean;
  /** How many tasks are not over: without any, nothing can come. */
  readonly unfinished: number;
  /** From now on workers ring; true: something has come meanwhile. */
  arm(): boolean;
}

/**
 * Brings results in when a worker rings, and then after each turn of the event loop as long as they come: so a worker rings
 * once for many of them, and the event loop has its turns.
 */
export class Lookout {
  readonly #outlook: Outlook;
  #isLooking = false;
  #vain = 0;

  /** It begins to look when {@link Lookout.look} or {@link Lookout.arm} is called. */
  constructor(outlook: Outlook) {
    this.#outlook = outlook;
  }

  /** Something has come. */
  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#vain = 0;
    this.#on();
  }

  /** Somebody else has looked, and does not any more. */
  arm(): void {
    if (!this.#isLooking && this.#outlook.arm()) this.look();
  }

  #on(): void {
    this.#vain = this.#outlook.look() ? 0 : this.#vain + 1;
    if (this.#vain < LOOKS && this.#outlook.unfinished > 0) {
      afterTurn(() => {
        this.#on();
      });
      return;
    }
    this.#isLooking = false;
    this.arm();
  }
}
