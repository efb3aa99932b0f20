import { mutantsOf, type CaughtMutant, type MutantRow } from '@sync/model-testing';

/** T1, T2, I1. */
const IN_EVENT: readonly MutantRow[] = [
  ['set wakes nobody', 'notify(words, SLOT_CHANGES, 1 / 0);', '', 'waits and sets', 'stuck'],
  ['set wakes nobody that awaits', 'notify(words, SLOT_CHANGES, 1 / 0);', '', 'awaits and sets', 'stuck'],
  ['set wakes one', 'notify(words, SLOT_CHANGES, 1 / 0)', 'notify(words, SLOT_CHANGES, 1)', 'two wait and one sets', 'stuck'],
  ['set wakes one, who is gone', 'notify(words, SLOT_CHANGES, 1 / 0)', 'notify(words, SLOT_CHANGES, 1)', 'one waits, one awaits and one sets', 'stuck'],
  ['set wakes before it is set', /if \(swap\(words, SLOT_CHANGES, changes, changes \+ 1 \| 0\)\) \{\s*notify\(words, SLOT_CHANGES, 1 \/ 0\);/, 'if (notify(words, SLOT_CHANGES, 1 / 0), swap(words, SLOT_CHANGES, changes, changes + 1 | 0)) {', 'waits and sets', 'stuck'],
  ['set counts again what is set', '!isSet(changes)', '!0', 'two set it at once: it is set once', 'final'],
  ['clear counts down', '(swap(this.#place.words, SLOT_CHANGES, changes, changes + 1 | 0', '(swap(this.#place.words, SLOT_CHANGES, changes, changes - 1 | 0', 'one sleeps while it is set and cleared', 'stuck'],
  ['clear begins anew, while one awaits', '(swap(this.#place.words, SLOT_CHANGES, changes, changes + 1 | 0', '(swap(this.#place.words, SLOT_CHANGES, changes, 0', 'one awaits while it is set and cleared', 'stuck'],
  ['clear counts again what is clear', '; isSet(changes);', '; !0;', 'two clear it at once: it is cleared once, and who comes later waits', 'final'],
  ['one that sleeps sees only whether it is set', '|| changes !== first', '', 'one sleeps while it is set and cleared', 'stuck'],
  ['one that awaits sees only whether it is set', '|| changes !== first', '', 'one awaits while it is set and cleared', 'stuck'],
  ['any look releases', 'isSet(changes) || changes !== first', '!0', 'waits and sets', 'race'],
];

/** The floor's waits. */
const IN_FLOOR: readonly MutantRow[] = [
  ['a slice has no end', 'sleepSlice(words, index, word, deadline, 50)', 'sleepSlice(words, index, word, deadline, 1 / 0)', 'one waits, and the one that has set it dies before it wakes anybody', 'stuck'],
  ['an awaited word is not looked at in slices', 'vigil().turning ? PLATFORM_WAIT : 50', '1 / 0', 'one awaits, and the one that has set it dies before it wakes anybody', 'stuck'],
  ['one sleeps on a word that it has not looked at', /if \(isSo\(word\)\) return !0;\s*if \(deadline/, 'if (deadline', 'waits and sets', 'stuck'],
  ['one sleeps once', ' === "timed-out" && (look === void 0 ? wait.look() : look(wait), tend?.());', '; return !0;', 'waits for a time and sets', 'race'],
  ['a sleep goes on after its time', /if \(deadline\.passed\) return !1;\s*sleepSlice/, 'sleepSlice', 'two clear it at once: it is cleared once, and who comes later waits', 'stuck'],
  ['one awaits a word that it has not looked at', /return task\.isSo\(word, !1\) \? void 0 : word;/, 'return word;', 'awaits and sets', 'stuck'],
  ['whoever is woken is released', 'return task.isSo(load(this.words, this.index), glance.woken);', 'return !0;', 'awaits and sets', 'race'],
  ['one whose time is up looks no more', 'resolve(success || isSo(load(words, index)))', 'resolve(success)', 'one awaits for a time, is busy until that is up, and finds what was set and cleared', 'final'],
  ['a woken thread serves one of its tasks', 'this.#remove(task), task.settle(!0);', 'this.#remove(task), task.settle(!0); return;', 'awaits twice, once until it is aborted, and sets', 'stuck'],
];

/** For each part of the algorithm some; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = [...mutantsOf('event', IN_EVENT), ...mutantsOf('atomics', IN_FLOOR)];
