import { mutantsOf, type CaughtMutant, type MutantRow } from '@sync/model-testing';

const WAKES = 'notify(this.#place.words, SLOT_BELL, 1 / 0)';
const RINGS = `add(this.#place.words, SLOT_BELL, 1), ${WAKES};`;
const COUNTS = 'swap64(this.#state, 0, state, state - BigInt(less))';
const RESETS = 'if (swap64(this.#state, 0, state, resets << RESET_SHIFT | BigInt(count))) return;';

/** T1 to T3, I1 and I2. */
const IN_LATCH: readonly MutantRow[] = [
  ['one that opens it wakes nobody', RINGS, 'add(this.#place.words, SLOT_BELL, 1);', 'one waits, one counts', 'stuck'],
  ['one that opens it wakes nobody that awaits', RINGS, 'add(this.#place.words, SLOT_BELL, 1);', 'one awaits, one counts', 'stuck'],
  ['one that opens it wakes one', WAKES, 'notify(this.#place.words, SLOT_BELL, 1)', 'two wait, one counts', 'stuck'],
  ['the bell does not change', RINGS, `${WAKES};`, 'one waits, one counts', 'stuck'],
  ['the bell changes after the wake-up', RINGS, `${WAKES}, add(this.#place.words, SLOT_BELL, 1);`, 'one waits, one counts', 'stuck'],
  ['nobody rings', 'less > 0 && less === count && this.#ring()', 'count === -1 && this.#ring()', 'two arrive', 'stuck'],
  ['it rings before it is open', /if \(!\(less > 0 && (!swap64\(.*\))\)\)\s*return .*, state;/, `if (less > 0 && less === count && this.#ring(), !(less > 0 && !${COUNTS})) return state;`, 'one waits, one counts', 'stuck'],
  ['one that loses a race does not count', `!(less > 0 && !${COUNTS})`, `(less > 0 && ${COUNTS}, !0)`, 'one waits, two count', 'stuck'],
  ['one counts from what it was', COUNTS, 'swap64(this.#state, 0, this.#load(), state - BigInt(less))', 'one waits, two count', 'stuck'],
  ['it is counted below zero', 'Math.min(n, count)', 'n', 'one waits, one counts down by more than is left', 'stuck'],
  ['each counts one', 'state - BigInt(less)', 'state - 1n', 'two count, together more than is left', 'final'],
  ['any look releases', 'return countOf(state) === 0 || resetsOf(state) !== resets;', 'return !0;', 'one waits, one counts', 'race'],
  ['one that sleeps sees only whether it is open', '|| resetsOf(state) !== resets', '', 'one sleeps while it opens and is reset', 'stuck'],
  ['one that awaits sees only whether it is open', '|| resetsOf(state) !== resets', '', 'one awaits while it opens and is reset', 'stuck'],
  ['resets are not counted', 'resetsOf(state) + 1n', 'resetsOf(state)', 'one sleeps while it opens and is reset', 'stuck'],
  ['one that loses a race has reset it', RESETS, 'swap64(this.#state, 0, state, resets << RESET_SHIFT | BigInt(count)); return;', 'two reset it at once: one is refused', 'final'],
  ['a closed one is reset', 'if (countOf(state) > 0)', 'if (countOf(state) < 0)', 'two reset it at once: one is refused', 'final'],
  ['who arrives looks afterwards in which round it is', 'this.#isOver(before)', 'this.#isOver(this.#load())', 'one arrives while another opens it, closes it and counts in the next round', 'stuck'],
  ['who arrives looks before it counts in which round it is', 'before = this.#countDown(1,', 'before = this.#load(), counted = this.#countDown(1,', 'one arrives while another opens it, closes it and counts in the next round', 'final'],
];

/** The floor's waits. */
const IN_FLOOR: readonly MutantRow[] = [
  ['a slice has no end', 'sleepSlice(words, index, word, deadline, 50)', 'sleepSlice(words, index, word, deadline, 1 / 0)', 'one waits, and the one that has opened it dies before it rings', 'stuck'],
  ['an awaited word is not looked at in slices', 'vigil().turning ? PLATFORM_WAIT : 50', '1 / 0', 'one awaits, and the one that has opened it dies before it rings', 'stuck'],
  ['one whose time is up looks no more', 'resolve(success || isSo(load(words, index)))', 'resolve(success)', 'one awaits for a time, is busy until that is up, and finds that it was opened and reset', 'final'],
];

/** For each part of the algorithm some; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = [...mutantsOf('latch', IN_LATCH), ...mutantsOf('atomics', IN_FLOOR)];
