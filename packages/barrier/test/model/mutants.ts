import { mutantsOf, type CaughtMutant, type MutantRow } from '@sync/model-testing';

/** The rounds: T1 to T6, I1, I2. */
const ROUNDS: readonly MutantRow[] = [
  ['who comes last wakes nobody', '? (notify(words, 1, 1 / 0), !0) : !1', '? !0 : !1', 'two block', 'stuck'],
  ['who comes last wakes nobody that awaits', '? (notify(words, 1, 1 / 0), !0) : !1', '? !0 : !1', 'two await', 'stuck'],
  ['who comes last wakes one', '? (notify(words, 1, 1 / 0), !0) : !1', '? (notify(words, 1, 1), !0) : !1', 'three block', 'stuck'],
  ['who breaks it wakes nobody', 'return notify(words, 1, 1 / 0), !0;', 'return !0;', 'one blocks, one breaks it', 'stuck'],
  ['who breaks it wakes before it is broken', /if \(swap2\(words, 1, state, broken\(state\)\)\)\s*return notify\(words, 1, 1 \/ 0\), !0;/, 'if (notify(words, 1, 1 / 0), swap2(words, 1, state, broken(state))) return !0;', 'one awaits, one breaks it', 'stuck'],
  ['two come at once and count as one', '!swap3(this.place.words, 1, state, state - 1)', '(store2(this.place.words, 1, state - 1), !1)', 'two block', 'stuck'],
  ['who waits does not see that it is broken', 'return isBroken(state) || roundOf(state) !== round;', 'return roundOf(state) !== round;', 'one blocks, one breaks it', 'stuck'],
  ['who waits sees only whether it is broken', 'return isBroken(state) || roundOf(state) !== round;', 'return isBroken(state);', 'two block', 'stuck'],
  ['any look lets through', 'return isBroken(state) || roundOf(state) !== round;', 'return !0;', 'two block', 'final'],
  ['the last one is told too small an index', 'index: size - missing', 'index: size - missing - (missing === 1 ? 1 : 0)', 'two block', 'final'],
  ['one whose time is up breaks a full round', /if \(breakRound\(this\.place\.words, round, !0\)\)\s*throw gaveUp/, 'if (breakRound(this.place.words, round, !1)) throw gaveUp', 'one blocks for a time, one blocks, with an action', 'final'],
  ['one whose time is up gives up whatever has come of the round', /if \(breakRound\(this\.place\.words, round, !0\)\)\s*throw gaveUp\(\), timeoutError\(this, call, timeout\);/, '{ breakRound(this.place.words, round, !0); throw timeoutError(this, call, timeout); }', 'one blocks for a time, one blocks', 'final'],
  ['one that is aborted gives up whatever has come of the round', 'if (breakRound(this.place.words, round, !0)) throw failed.reason;', 'breakRound(this.place.words, round, !0); throw failed.reason;', 'one awaits until it is aborted, one blocks', 'final'],
  ['one whose time is up does not wait for the end of a full round', 'watch(this.#watched, isOver2, Deadline.never);', '', 'one blocks for a time, one blocks, with an action', 'final'],
  ['one that gives up does not await the end of a full round', 'await watchAsync(this.#watched, isOver2, { deadline: Deadline.never, signal: void 0, unref });', '', 'one awaits for a time, one blocks, with an action', 'final'],
  ['whatever round there is is broken', 'if (roundOf(state) !== round || isBroken(state) || unlessFull', 'if (isBroken(state) || unlessFull', 'one blocks for a time, one blocks', 'final'],
  ['abort() takes a round that has just ended for broken', 'if (isBroken(state) || breakRound(words, roundOf(state), !1)) return;', 'breakRound(words, roundOf(state), !1); return;', 'one comes twice, one breaks it: it is broken after that', 'thrown'],
  ['who comes last goes on in a broken round', 'if (isOverIn(state, round)) return !wasBroken(words, round, resets);', '', 'two block, one breaks it', 'final'],
  ['who comes last takes it for broken if another has let all go', 'return !wasBroken(words, round, resets);', 'return !1;', 'both leave, and one comes too many', 'final'],
  ['the promise of who comes last lets the others go', 'return arrival.last ? this.complete(call, arrival)', 'return arrival.last ? (await void 0, this.complete(call, arrival))', 'a task comes last, with an action, and its thread blocks at once', 'stuck'],
  ['a task waits for another to end a round', '!(missingOf(state) > 0 || this.#helps(state)) && (await', '!(missingOf(state) > 0) && (await', 'a task comes last, and its thread blocks at once for the next round', 'stuck'],
  ['an action that fails breaks nothing', 'throw breakRound(this.place.words, round, !1), error;', 'throw error;', 'two block, the action fails', 'stuck'],
  ['the others go on before the action', 'for (this.#act(round); ; ) {', 'for (turn(words, this.#load()), this.#act(round); ; ) {', 'two block, with an action', 'race'],
]; // prettier-ignore

/** What is remembered of rounds that were reset. */
const RESETS: readonly MutantRow[] = [
  ['a reset is not noted', 'else if (noteReset(words, state) && turn(words, state))', 'else if (turn(words, state))', 'one awaits, two reset: it is whole and empty', 'final'],
  ['a reset is not counted', 'return add(words, 3, 2), !0;', 'return !0;', 'one awaits, two reset: it is whole and empty', 'final'],
  ['a reset is noted after the next round has begun', 'else if (noteReset(words, state) && turn(words, state))', 'else if (turn(words, state) && (noteReset(words, load2(words, 1)), !0))', 'one awaits, two reset: it is whole and empty', 'final'],
  ['a reset counts for all rounds', 'return later === 0 ? (note & bitOf(round)) !== 0 :', 'return later === 0 ? !0 :', 'one blocks, the other comes, comes again and resets', 'final'],
  ['a reset counts for all rounds, awaited', 'return later === 0 ? (note & bitOf(round)) !== 0 :', 'return later === 0 ? !0 :', 'one awaits, the other comes, comes again and resets', 'final'],
  ['only the last reset is noted', '(noted === sixteen ? note : sixteen << 16) | bitOf(round)', '(sixteen << 16) | bitOf(round)', 'one comes, two of its rounds are reset', 'final'],
  ['a broken one that is empty begins another round', '|| swap2(words, 1, state, fresh(round, missingOf(state)))', '|| turn(words, state)', 'one breaks it, one resets: it is broken or whole, and empty', 'final'],
  ['reset() takes a round that somebody is in for empty', 'if (isFixedFor(parties, round) && missingOf(state) === sizeOf(parties)) {', 'if (isFixedFor(parties, round)) {', 'one awaits, two reset: it is whole and empty', 'stuck'],
]; // prettier-ignore

/** I3. */
const LEAVING: readonly MutantRow[] = [
  ['who leaves is still expected', 'swap2(words, 2, parties, fixedFor(next, countOf(parties)))', 'swap2(words, 2, parties, fixedFor(next, sizeOf(parties)))', 'one blocks for two rounds, one leaves', 'stuck'],
  ['who leaves late does not come again', 'if (!isFixedFor(parties, round) || countOf(parties) === 0) return !1;', 'if (countOf(parties) === 0) return !1;', 'one comes, one leaves for sure, one resets', 'stuck'],
  ['two leave at once and count as one', 'if (swap2(words, 2, parties, parties - 1)) return !0;', 'return store2(words, 2, parties - 1), !0;', 'both leave', 'final'],
]; // prettier-ignore

/** Who waits, and who has died. */
const DEATHS: readonly MutantRow[] = [
  ['nobody looks after the dead', '!isBroken(state) && this.#present.hasLost(round) && breakRound(place.words, round, !1);', '', 'one blocks, one awaits, one of them dies in the action', 'stuck'],
  ['who has died is not missed', 'if (isIn(here, round)) return lost = !0;', '', 'two block, one dies', 'stuck'],
  ['a task is noted after it has come', 'if (this.#present.enter(round), !swap3(this.place.words, 1, state, state - 1)) {', 'if (swap3(this.place.words, 1, state, state - 1)) this.#present.enter(round); else {', 'one waits for a time and dies when it has come, one that has seen it waits', 'stuck'],
  ['a task that has gone is still noted', ', this.#entry !== NONE && store(this.#words, this.#entry + HERE, this.#here))', ')', 'two block', 'final'],
  ['a task that has not come is still noted', /(1, state, state - 1\)\) \{\s*)this\.#present\.leave\(round\);/, '1, state, state - 1)) {', 'two block', 'final'],
  ['who runs the action is not noted any more', 'for (this.#act(round); ; ) {', 'for (this.#present.leave(round), this.#act(round); ; ) {', 'two block, one of them dies in the action', 'stuck'],
  ['what the next owner of a place has written is taken for that of the dead', 'if (load(words, entry + THREAD) === thread) {', '{', 'two block, one of them takes the place of one that had died', 'final'],
  ['who is behind forgets one that died in a later round', 'return (here & TASKS) === 0 || isBefore(roundOf(here), round);', 'return !isIn(here, round);', 'one dies in a round that has just begun, while another looks after the one before', 'livelock'],
]; // prettier-ignore

/** The floor's waits. */
const IN_FLOOR: readonly MutantRow[] = [
  ['a slice has no end', 'sleepSlice(words, index, word, deadline, 50)', 'sleepSlice(words, index, word, deadline, 1 / 0)', 'one blocks, one breaks it and dies before it wakes anybody', 'stuck'],
  ['an awaited word is not looked at in slices', 'vigil().turning ? PLATFORM_WAIT : 50', '1 / 0', 'one awaits, one resets and dies on the way', 'stuck'],
  ['who awaits looks after nobody', 'woken || this.#awaited.tend?.(), ', '', 'one awaits, one that has come dies in the action', 'livelock'],
  ['one sleeps on a word that it has not looked at', /if \(isSo\(word\)\) return !0;\s*if \(deadline/, 'if (deadline', 'two block', 'stuck'],
  ['a woken thread serves one of its tasks', 'this.#remove(task), task.settle(!0);', 'this.#remove(task), task.settle(!0); return;', 'two tasks of one thread and one that blocks', 'stuck'],
]; // prettier-ignore

/** For each part of the algorithm some; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = [
  ...mutantsOf('barrier', [...ROUNDS, ...RESETS, ...LEAVING, ...DEATHS]),
  ...mutantsOf('atomics', IN_FLOOR),
];
