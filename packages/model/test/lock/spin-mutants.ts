import { mutantsOf, type CaughtMutant } from '../../../model-testing/src/index.ts';

/** Mistakes in a SpinLock; the texts are those of the built floor. */
export const SPIN_MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', [
  // T1-T7.
  ['one that tries takes what is held', 'if (!isFree(state)) return isVacant(this, state, inheritance) && takeOver(this, state, this.me);', '', 'spin: tries and tries', 'race'],
  ['one that has waited takes what is held', 'mine !== NOT_FREE) {\n        if (mutex2.swap(state, mine))', 'mine !== NOT_FREE || slept) {\n        if (mutex2.swap(state, mutex2.me))', 'spin: acquires and acquires', 'race'],
  ['a release that finds marks looks once', 'for (; !this.swap(state, state & 2); ) state = load(this.words, 1);', 'this.swap(state, state & 2);', 'spin: holds and holds', 'final'],
  ['a release drops the reservation', 'this.swap(state, state & 2)', 'this.swap(state, 0)', 'spin: a newcomer leaves a reserved word to one that has slept', 'thrown'],
  ['a release keeps the marks', 'this.swap(state, state & 2)', 'this.swap(state, state & 3)', 'spin: acquires and acquires', 'final'],
  ['a sleep is forgotten', '}\n      sleepSlice(words, SLOT_MADE, made, deadline, NAP2), slept = !0;', '}\n      sleepSlice(words, SLOT_MADE, made, deadline, NAP2);', 'spin: one that has slept reserves it', 'thrown'],
  ['one that has slept does not reserve it', 'if (slept && !isReserved(state)) {', 'if (!1) {', 'spin: one that has slept reserves it', 'thrown'],
  ['one that reserved it leaves it reserved', 'reserved && leave(mutex2), ', 'reserved, ', 'spin: acquires and acquiresBriefly', 'final'],
  ['a nap is long', 'NAP2 = 1;', 'NAP2 = 3;', 'spin: a newcomer waits for one that has died for a nap only', 'thrown'],
  ['a nap has no end', 'deadline, NAP2)', 'deadline)', 'spin: acquires and acquires', 'stuck'],
  ['one sleeps for too long', 'circle !== void 0 || deadline.passed', 'circle !== void 0', 'spin: one that waits for itself, and another', 'stuck'],
  ['one sleeps where it may not', 'if (canBlock()) return takeNapping', 'return takeNapping', 'spin: a thread that may not block takes it or throws, and leaves nothing behind', 'thrown'],

  // Guards, I4.
  ['a guard does not ask who holds it', 'isHoldOf(state, this.me) && isRecorded(state)', 'isRecorded(state)', 'spin: a guard that is forgotten, and another', 'race'],
  ['a guard does not ask which hold it is', 'isRecorded(state) && plainLoad(this.words, 2) === hold2', 'isRecorded(state)', 'spin: a guard that outlives its hold, and one that takes it', 'thrown'],
  ['a guard does not ask whether the hold is recorded', 'this.me) && isRecorded(state) &&', 'this.me) &&', 'spin: a guard during the next hold, which was waited for', 'thrown'],
  ['a hold that was waited for has no record', 'or(this.words, 1, 8);\n    }\n    return numberHold', '}\n    return numberHold', 'spin: holds and holds', 'final'],

  // Deaths, T8, T9 and I5.
  ['nobody looks whether the owner is dead', 'due ? isVacant(mutex2, state, inheritance) : checkPoison(mutex2, state, inheritance)', 'checkPoison(mutex2, state, inheritance)', 'spin: an owner dies, and one that waits recovers it', 'livelock'],
  ['one that tries does not look, either', 'return isVacant(this, state, inheritance) && takeOver(this, state, this.me);', 'return !1;', 'spin: an owner dies, and one that tries recovers it', 'thrown'],
  ['it is taken over without a look', 'due ? isVacant(mutex2, state, inheritance) : checkPoison(mutex2, state, inheritance)', 'due', 'spin: an owner dies, and one that waits recovers it', 'thrown'],
]);
