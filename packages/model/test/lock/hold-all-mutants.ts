import { mutantsOf, type CaughtMutant } from '../../../model-testing/src/index.ts';

/** Mistakes in holdAll; the texts are those of the built package. */
export const HOLD_ALL_MUTANTS: readonly CaughtMutant[] = mutantsOf('lock', [
  ['locks are taken as they are listed', '.sort((a, b) => compareOrders(a.words, b.words))', '', 'all: both block', 'stuck'],
  ['locks are taken as they are listed, and awaited', '.sort((a, b) => compareOrders(a.words, b.words))', '', 'all: both await', 'stuck'],
  ['a ring is not opened', '.sort((a, b) => compareOrders(a.words, b.words))', '', 'all: a ring of three that block', 'stuck'],
  ['who fails keeps what it has', 'throw all.releaseNumbered(), error instanceof', 'throw error instanceof', 'all: one holds all, one takes the last', 'final'],
  ['who awaits and fails keeps what it has', 'throw all.releaseNumbered(), error;', 'throw error;', 'all: one takes the last, one is aborted', 'final'],
  ['the guard releases another than it should', 'this.inOrder[this.#holds.length]?.releaseNumbered', 'this.inOrder[this.#holds.length + 1]?.releaseNumbered', 'all: both block for a time', 'final'],
  ['the guard keeps one', 'this.inOrder[this.#holds.length]?.releaseNumbered', 'this.#holds.length > 0 && this.inOrder[this.#holds.length]?.releaseNumbered', 'all: both block for a time', 'final'],
  ['a time limit is no limit', 'lock.acquireNumbered(deadline.finite ? { timeout: deadline.remaining() } : void 0)', 'lock.acquireNumbered()', 'all: one takes the last for long', 'thrown'],
  ['the time is up, and that counts as held', /if \(hold\d* === void 0\)/, 'if (!1)', 'all: one blocks for a time', 'thrown'],
]);
