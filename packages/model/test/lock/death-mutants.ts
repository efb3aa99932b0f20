import { mutantsOf, type CaughtMutant } from '../../../model-testing/src/index.ts';

/** T10 and T11, and what leads to them; the texts are those of the built floor. */
export const DEATH_MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', [
  ['one that lives counts as dead', /if \(!isGone\(owner, mutex2\.table\)\) return !1;/, '', 'Lock: two block, and a slice ends', 'race'],
  ['one is poisoned that is another by now', 'if (!swap(mutex2.words, 1, word, word | 4)) return !1;', 'or(mutex2.words, 1, 4);', 'Lock: one blocks, one gives up, one recovers, and a slice ends', 'final'],
  ['who waits is not told, but has it', '(load(mutex2.words, 4) & 1) !== 0 || mutex2', '!0 || mutex2', 'Lock: two block', 'thrown'],
  ['who finds it dead is not told', 'return checkPoison(mutex2, word | 4, inheritance);', 'return !1;', 'Lock: two block', 'stuck'],
  ['a policy is not looked at', '(load(mutex2.words, 4) & 1) !== 0 || mutex2', 'mutex2', 'Lock: two block, silently', 'thrown'],
  ['two take it over at once', 'if (!swap(mutex2.words, 1, word, inherited(heir))) return !1;', 'store(mutex2.words, 1, inherited(heir));', 'Lock: one blocks, two recover', 'race'],
  ['levels of the dead are inherited', 'store(mutex2.words, 3, 0);\n  let owner', 'let owner', 'RLock: two levels, one recovers', 'final'],
  ['an async hold of the dead is inherited', 'store(mutex2.words, 3, 0);\n  let owner', 'let owner', 'RLock: an async hold, two levels', 'final'],
  ['an heir that awaits has no record', 'takeOver(this.#claimant, word, me | 8)', 'takeOver(this.#claimant, word, me)', 'RLock: two levels, one recovers, awaiting', 'thrown'],
  ['one that awaits asks after nobody', '!((vacant || glance.slept) && this.#inherit(inheritance))', '!0', 'Lock: one blocks, one awaits', 'livelock'],
  ['what a task is told, it does not hear', 'this.#leave(task), task.reject(error);', 'this.#leave(task);', 'Lock: one blocks, one awaits', 'stuck'],
  ['one that blocks asks after nobody', 'due = end === "timed-out" && !isFree(word)', 'due = !1', 'Lock: two block', 'stuck'],
  ['one that tries asks after nobody', 'this.#enterAgain(word) || isVacant(this, word, inheritance) && takeOver(this, word, this.me)', 'this.#enterAgain(word)', 'Lock: one tries, one blocks', 'stuck'],
]);
