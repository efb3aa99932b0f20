import { mutantsOf, type CaughtMutant } from '../../../model-testing/src/index.ts';

/** The texts are those of the built floor. */
export const BLOCK_MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', [
  ['nobody makes the lists anew after a death', 'plainLoad(this.control, 11) !== 0 && this.tidy(), ', '', 'one uses a small block, one wants too many, and one dies', 'thrown'],
  ['a section is not marked', 'plainStore(this.control, 11, 1)', '0', 'one uses a small block, one wants too many, and one dies', 'thrown'],
  ['blocks of the dead are nobody\'s', 'state === 32 && this.#isOrphan(block)', '!1', 'one uses two blocks and dies, one has all', 'thrown'],
  ['blocks of the living are anybody\'s', 'state === 32 && this.#isOrphan(block)', 'state === 32', 'one uses all, one a small block', 'race'],
  ['kept blocks of the dead are anybody\'s', 'state === 32 && this.#isOrphan(block)', 'isGone(this.#owner(block), this.#table)', 'one keeps a block, one uses all, and one dies', 'final'],
  ['the last act of the dead is not seen', ' && this.#owner(block) === owner', '', 'one keeps a block, one uses all, and one dies', 'final'],
  ['free halves are never joined', 'state === 0 && this.#join(block, order)', '0', 'two use small blocks', 'final'],
  ['halves are joined, whoever has the first', /if \(at -= 2 \*\* half, [^\n]+ return;/, 'at -= 2 ** half;', 'one uses two blocks, one keeps one', 'final'],
  ['a block is shrunk before its other half is there', /found--, this\.#free\(block \+ 2 \*\* found, found\)/, 'found--, this.#setHeader(block, found), this.#free(block + 2 ** found, found)', 'two use small blocks, and one dies', 'final'],
  ['a larger block is taken whole', /found > order; \)\s*found--, [^;]+;/, 'found > order; ) found--;', 'two use small blocks', 'final'],
  ['a block stays in its list', /this\.#setFirst\(found, plainLoad\(this\.#words, \(block >> 2\) \+ 2\)\)/, '0', 'one uses two blocks, one keeps one', 'thrown'],
  ['a section is nobody\'s alone', 'mutex2.swap(0, mutex2.me) || takeSlowly(mutex2);', '', 'two use small blocks', 'thrown'],
]);
