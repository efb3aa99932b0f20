import { mutantsOf, type CaughtMutant, type MutantRow } from '../../../model-testing/src/index.ts';

const ROWS: readonly MutantRow[] = [
  // Threads that block, T1-T9.
  ['a release wakes nobody', 'hasWaiters(word) && notify(this.words, 1, 1)', 'hasWaiters(word)', 'acquires and acquires', 'stuck'],
  ['a release looks once, and misses a mark that comes', 'for (; !this.swap(word, word & 2); ) word = load(this.words, 1);', 'this.swap(word, word & 2);', 'holds and holds', 'stuck'],
  ['a release takes the mark for its own', 'this.swap(word, word & 2)', 'this.swap(word, word & 3)', 'acquires and acquires', 'final'],
  ['a release drops the reservation', 'this.swap(word, word & 2)', 'this.swap(word, 0)', 'a newcomer leaves a reserved word to one that starves and blocks', 'thrown'],
  ['one sleeps without a mark', 'return word | 1 | (starving ? 2 : 0)', 'return word | (starving ? 2 : 0)', 'acquires and acquires', 'stuck'],
  ['one that starves reserves the word without a mark', 'return word | 1 | (starving ? 2 : 0)', 'return starving ? word | 2 : word | 1', 'a starving one that blocks', 'stuck'],
  ['one that has slept claims as a newcomer', 'slept ? me | 1 : me | word', 'me | word', 'three that block', 'stuck'],
  ['a sleep is forgotten', 'slept ||= end !== "not-equal"', 'slept = !1', 'three that block', 'stuck'],
  ['a newcomer takes a reserved word', 'isReserved(word) && !slept', 'isReserved(word) && !1', 'a newcomer leaves a reserved word to one that starves and blocks', 'thrown'],
  ['a nap has no end', 'isFree(word) ? NAP : 50', '50', 'a newcomer leaves a reserved word to one that has died for a nap only', 'stuck'],
  ['a nap is long', /NAP = 5\b/, 'NAP = 30', 'a newcomer leaves a reserved word to one that has died for a nap only', 'thrown'],
  ['a slice is long', 'isFree(word) ? NAP : 50', 'isFree(word) ? NAP : 100', 'a wake-up for a blocked thread holds that thread itself up for a slice at most', 'thrown'],
  ['one leaves with a wake-up', 'if (!this.#leave(word)) continue;', '', 'a blocked one that was woken in vain leaves one that blocks', 'stuck'],
  ['one leaves without a mark', '(reserved ? word & -3 : word) | 1', 'reserved ? word & -3 : word', 'a blocked one that was woken in vain leaves one that blocks', 'stuck'],
  ['one leaves the word reserved', '(reserved ? word & -3 : word) | 1', 'word | 1', 'a starving one that blocks leaves', 'final'],
  ['a sleep has no slice', 'Math.min(slice, deadline.remaining())', 'deadline.remaining()', 'one of three that block dies', 'stuck'],
  ['one that tries takes what is held', /if \(!isFree\(word\)\) return !1;(?=\s*if \(this\.swap\(word, this\.me \| word\)\))/, '', 'tries and tries', 'race'],

  // Threads that await, A1-A6 and J1-J3.
  ['an async wait sleeps on a free word', 'isPoisoned(word) || taken(word, this.#claimant.me, glance.slept) !== NOT_FREE', 'isPoisoned(word)', 'acquires and awaits', 'stuck'],
  ['an async wait that was woken claims as a newcomer', 'this.#take(glance.slept)', 'this.#take(!1)', 'one awaits among those that block', 'stuck'],
  ['a thread waits once', 'this.#waitsOn = void 0, this.#tasks.size', 'this.#tasks.size', 'one awaits among those that block', 'stuck'],
  ['a wait that found another value counts as pending', /\}\), !0\) : !1;(?=\s*\}\s*#awake)/, '}), !0) : !0;', 'acquires and awaits', 'stuck'],
  ['a wake-up that nobody needs is kept', 'woken && this.#awaited.passOn?.()', 'woken', 'an aborted one leaves one that blocks', 'stuck'],
  ['a wake-up is passed on if the word is free, else lost', 'if (swap(this.words, 1, word, left(word, !1))) return;', 'return;', 'an awaiting one that was woken in vain leaves one that blocks', 'stuck'],
  ['a wake-up is passed on as a mark, also on a free word', 'if (isFree(word)) {', 'if (!1) {', 'an aborted one leaves one that blocks', 'final'],
  ['one whose time is up stays in the line', 'this.#leave(task), task.settle(!1);', 'task.settle(!1);', 'acquires and awaitsTimed', 'final'],
  ['one that is aborted stays in the line', 'this.#leave(task), deadline.passed', 'deadline.passed', 'acquires and awaitsAborted', 'final'],
  ['an async wait leaves the word reserved', 'this.#tasks.size === 0 && this.#awaited.abandon?.()', 'this.#tasks.size', 'a starving one that awaits is aborted', 'final'],
  ['a newcomer overtakes the line of its thread', 'this.#list.size === 0 && (this.#take(!1)', '(this.#take(!1)', 'the tasks of a thread are served in the order in which they came, whatever others do', 'thrown'],
  ['the ordering id is drawn over another', 'swap(words, slot, 0, randomWord())', 'store(words, slot, randomWord())', 'two threads that draw the ordering id at once get the same: each has one line', 'thrown'],
  ['each object has a line of its own', 'get(orderOf(words), ', 'get(orderOf(words) + String(Math.random()), ', 'two threads that draw the ordering id at once get the same: each has one line', 'thrown'],
  ['an awaited word is not looked at in slices', 'vigil().turning ? PLATFORM_WAIT : 50', '1 / 0', 'one that awaits dies beside one that awaits', 'stuck'],
  ['a long wait that is taken over makes nobody look', 'isWaiting || mine.watched.size > 1', 'mine.watched.size > 1', 'one that awaited two locks, and left both, is late by a slice at most when a wake-up is lost by a death', 'thrown'],

  // Levels and records, I5.
  ['an async hold is not marked as one', 'store(this.words, 3, 1073741824), numberHold', 'numberHold', 'nests and awaitsAndTries', 'thrown'],
  ['a sync call enters an async hold', 'isAsyncHold(depth) ? !1 : ', '', 'nests and awaitsAndTries', 'thrown'],
  ['a second level is not marked', 'depth + 1), this.number(), !0', 'depth + 1), !0', 'nests and nests', 'thrown'],
  ['a release ends all levels', 'levelsOf(depth) > 0', 'levelsOf(depth) > 1', 'nests and nests', 'thrown'],
  ['the last level is not cleared', 'depth !== 0 && store(this.words, 3, 0)', 'depth', 'awaitsAndTries and awaitsAndTries', 'final'],
  ['all holds have one number', 'number + 1 | 0', 'number', 'keepsGuardInNext and acquires', 'thrown'],
  ['a hold that is taken at once has the number of the last one', 'this.number() : void 0 : numberHold(this.words)', 'this.number() : void 0 : plainLoad(this.words, 2)', 'keepsGuardInNext and acquires', 'thrown'],
  ['an async hold has the number of the last one', 'store(this.words, 3, 1073741824), numberHold(this.words)', 'store(this.words, 3, 1073741824)', 'keepsGuardInAsync and acquires', 'thrown'],
  ['a hold that is recorded for its levels has the number of the last one', 'or(this.words, 1, 8), numberHold(this.words)', 'or(this.words, 1, 8), plainLoad(this.words, 2)', 'keepsGuardInLevels and acquires', 'thrown'],
  ['an async hold is numbered before it is taken', 'if (swap(this.words, 1, word, mine | 8))', 'if (numberHold(this.words), swap(this.words, 1, word, mine | 8))', 'awaitsAndTries and awaitsAndTries', 'race'],
  ['a guard does not ask who holds it', 'isHoldOf(word, this.me) && isRecorded(word)', 'isRecorded(word)', 'keepsGuard and keepsGuard', 'race'],
  ['a guard does not ask whether it is held', 'this.isHeld(hold2) && !this.#leaveLevel()', '!this.#leaveLevel()', 'keepsGuard and keepsGuard', 'thrown'],
  ['the lock is free before its record ends', '(!isRecorded(word) || !this.#leaveLevel()) && this.#free(word)', 'this.#free(word), isRecorded(word) && this.#leaveLevel()', 'awaitsAndTries and awaitsAndTries', 'race'],
];

/** For each part of the algorithm some; the texts are those of the built floor. */
export const MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', ROWS);
