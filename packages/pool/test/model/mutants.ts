import { mutantsOf, type CaughtMutant } from '@sync/model-testing';

/** T1 to T9, I1 to I4 of `words.ts`. */
export const MUTANTS: readonly CaughtMutant[] = mutantsOf('pool', [
  ['T1: TAIL before the place in the ring', 'store(words, this.#ring + (tail & this.#mask), slot), store(words, this.#base + 16, tail + 1 | 0), !0)', 'store(words, this.#base + 16, tail + 1 | 0), store(words, this.#ring + (tail & this.#mask), slot), !0)', 'two are submitted, one worker takes', 'final'],
  ['T1: it may be taken after TAIL', '(this.#begin(slot, 1), store(words, this.#ring + (tail & this.#mask), slot), store(words, this.#base + 16, tail + 1 | 0), !0)', '(store(words, this.#ring + (tail & this.#mask), slot), store(words, this.#base + 16, tail + 1 | 0), this.#begin(slot, 1), !0)', 'two are submitted, one worker takes', 'final'],
  ['T1: a place is written while one who comes late reads it', 'store(words, this.#ring + (tail & this.#mask), slot)', 'words[this.#ring + (tail & this.#mask)] = slot', 'the ring is full of what was cancelled', 'race'],
  ['T1: what is posted is for all', 'this.#begin(slot, 5);', 'this.#begin(slot, 1);', 'one is posted in the place of one that is cancelled: who finds its place in the ring does not take it', 'final'],
  ['T2: two take one', 'return swap(this.words, this.at(slot) + 0, 1, by(2, worker));', 'return load(this.words, this.at(slot) + 0) === 1 && (store(this.words, this.at(slot) + 0, by(2, worker)), !0);', 'one is there, two workers take', 'race'],
  ['T2: it does not say who', 'return swap(this.words, this.at(slot) + 0, 1, by(2, worker));', 'return swap(this.words, this.at(slot) + 0, 1, 2);', 'one of two workers dies, the owner waits: its bell', 'stuck'],
  ['T3: what is taken is cancelled', 'return swap(this.words, state, 1, 0) || swap(this.words, state, 5, 0);', 'return store(this.words, state, 0), !0;', 'one is cancelled while it is taken', 'final'],
  ['T4: one takes the place of another on the stack', 'swap(words, this.#done, top, slot + 1)) break;', 'store(words, this.#done, slot + 1), !0) break;', 'two workers run one each, their owner waits: its bell', 'thrown'],
  ['T5: what comes meanwhile is lost', 'let next = exchange(words, this.#done, 0)', 'let next = load(words, this.#done), none = store(words, this.#done, 0)', 'two workers run one each, their owner waits: its bell', 'stuck'],
  ['T6: it is not looked for what was posted to the dead', ' || submission.postedTo', '', 'one dies that a task was posted to', 'stuck'],
  ['T6: what has come is settled again', ' || arrivals.has(submission)', '', 'one of two workers dies, the owner waits: its bell', 'thrown'],
  ['T6: what others run is taken over', '(phase === 1 ? lane.takeBack(slot) : isGone(lane.takerOf(slot)))', '(phase === 1 ? lane.takeBack(slot) : !0)', 'a lane is taken over while a worker that takes from it lives', 'race'],
  ['T6: the counts begin anew', 'store(words, this.#base + 0, load(words, this.#base + 16));\n    for (let word of [32, 33])', 'for (let word of [0, 16, 32, 33])', 'a lane is taken over while a worker that takes from it lives', 'final'],
  ['T7: one that waits is passed', 'if (load(words, this.at(slot) + 0) === 1) return passed;', '', 'the ring is full, and the first in it waits', 'final'],
  ['T8: it looks before it sleeps', 'return store(this.#words, this.#at + 0, 2), this.#isSleeping = !0, !mayHave() &&', 'let has = mayHave(); return store(this.#words, this.#at + 0, 2), this.#isSleeping = !0, !has &&', 'one is submitted while a worker falls asleep', 'stuck'],
  ['T8: it does not look whether it is to leave', '!(isFree && this.mayLeave)', '!0', 'one is submitted while a worker falls asleep, which is to leave then', 'stuck'],
  ['I4: who sleeps is not woken', 'return mode === 2 && notify(words, bell, 1 / 0), mode === 1;', 'return mode === 1;', 'one worker runs two, their owner waits: asleep', 'stuck'],
  ['I4: no bell', 'return mode === 2 && notify(words, bell, 1 / 0), mode === 1;', 'return mode === 2 && notify(words, bell, 1 / 0), !1;', 'one worker runs two, their owner waits: its bell', 'stuck'],
  ['PLACE: it is freed after that is forgotten', 'this.#store.free(place), plainStore(this.#words, at + 3, 0)', 'plainStore(this.#words, at + 3, 0), this.#store.free(place)', 'a worker dies that clears a slot, and writes it', 'final'],
  ['PLACE: it is kept before it is known where', 'return this.#set(at, length, place, flags), place !== 0 && this.#store.keep(place, tagOf(at)), !0;', 'return place !== 0 && this.#store.keep(place, tagOf(at)), this.#set(at, length, place, flags), !0;', 'a worker dies that clears a slot, and writes it', 'final'],
  ['PLACE: all blocks have one tag', 'return -1 - at;', 'return -1;', 'a worker dies that clears a slot, and writes it', 'thrown'],
  ['PLACE: of the dead, it is freed whatever it is', 'this.#store.recover(place, tagOf(at))', 'this.#store.free(place)', 'a worker dies that clears a slot, and writes it', 'thrown'],
]); // prettier-ignore
