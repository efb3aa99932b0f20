import { mutantsOf, type CaughtMutant, type MutantRow } from '../../../model-testing/src/index.ts';

const ROWS: readonly MutantRow[] = [
  // Futex.
  ['a wake-up wakes nobody', 'return notify(words, at, count)', 'return notify(words, at, 0)', 'waits and waits', 'stuck'],
  ['a wait does not see that the word differs', 'sleepSlice(words, at, expected, deadline) === "ok" || load(words, at) !== expected;', 'sleepSlice(words, at, expected, deadline) === "ok";', 'waits and waits', 'stuck'],
  ['a wake-up that nobody needs is kept', /passOn\(\) \{\s*notify\(this\.words, this\.index, 1\);/, 'passOn() {', 'an aborted one leaves one that blocks', 'stuck'],
  ['who waits sees wake-ups only, no change', 'woken || word !== expected', 'woken', 'waits and awaits', 'stuck'],
  ['who waits sees changes only, no wake-up', 'woken || word !== expected', 'word !== expected', 'a wake-up alone ends a wait', 'stuck'],
  ['a sleep has no slice', 'Math.min(slice, deadline.remaining())', 'deadline.remaining()', 'one that blocks dies beside one that awaits', 'stuck'],

  // The async waiters of a thread, A1-A6.
  ['a wait that found another value counts as pending', /\}\), !0\) : !1;(?=\s*\}\s*#awake)/, '}), !0) : !0;', 'waits and awaits', 'stuck'],
  ['a thread waits once', 'this.#waitsOn = void 0, this.#tasks.size', 'this.#tasks.size', 'tasks of one thread that wait for different values all see the last one', 'stuck'],
  ['a wake-up that comes late is dropped', 'woken && this.#awaited.passOn?.()', 'woken', 'an aborted one leaves one that blocks', 'stuck'],
  ['an awaited word is not looked at in slices', 'vigil().turning ? PLATFORM_WAIT : 50', '1 / 0', 'one that awaits dies beside one that awaits', 'stuck'],

  // PerThreadCounter, I1-I3.
  ['a cell carries before its count is written', /store\(this\.#words, cell \+ CELL_LOW \+ \(high \+ carry & 1\), low\), store\(this\.#words, cell \+ CELL_HIGH, high \+ carry\)/, 'store(this.#words, cell + CELL_HIGH, high + carry), store(this.#words, cell + CELL_LOW + (high + carry & 1), low)', 'a sum of a PerThreadCounter is one that was there, also while a cell carries', 'thrown'],
  ['a cell carries in the place that counts', 'CELL_LOW + (high + carry & 1), low)', 'CELL_LOW + (high & 1), low)', 'a sum of a PerThreadCounter is one that was there, also while a cell carries', 'thrown'],
  ['who dies as its cell carries leaves half of it', /store\(this\.#words, cell \+ CELL_LOW \+ \(high \+ carry & 1\), low\), store\(this\.#words, cell \+ CELL_HIGH, high \+ carry\)/, 'store(this.#words, cell + CELL_HIGH, high + carry), store(this.#words, cell + CELL_LOW + (high + carry & 1), low)', 'one dies that adds to a PerThreadCounter: what it has added is whole', 'final'],
  ['a sum does not look whether the cell has carried', 'if (load(this.#words, cell + CELL_HIGH) === high) return', 'return', 'a sum of a PerThreadCounter is one that was there, also while a cell carries', 'thrown'],
  ['a cell is claimed by a look', 'if (isToBeHad(owner) && swap(this.#words, cell + CELL_OWNER, owner, me)) {', 'if (isToBeHad(owner)) { store(this.#words, cell + CELL_OWNER, me);', 'two threads that claim a cell at once get one each', 'race'],
];

/** For each part some; the texts are those of the built floor. */
export const MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', ROWS);
