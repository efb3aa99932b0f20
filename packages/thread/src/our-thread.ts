import type { Shared } from '@sync/atomics/internal';
import type { AnyThread } from './any-thread.ts';
import type { ThreadCore } from './core.ts';
import type { Thread } from './thread.ts';

/** Where a Thread has its words; found by other copies of this package, too. */
export const CORE: unique symbol = Symbol.for('@sync/thread core') as never;

/** A Thread, whatever it runs. */
export interface OurThread extends AnyThread {
  readonly [CORE]: ThreadCore;
  share(): Shared<Thread>;
}

/** Gives an object its words, which are not among its fields. */
export function attachCore(thread: object, core: ThreadCore): void {
  Object.defineProperty(thread, CORE, { value: core });
}
