import { mutantsOf, type CaughtMutant } from '@sync/model-testing';

const LEFT = 'one gets and dies, one has what is left';

/** T1 to T5, the bells, and what is made good after a death; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = mutantsOf('queue', [
  ['a put counts before it is written', '(format.write(parcel, slots.words, slot), this.#puts.store(puts + 1))', '(this.#puts.store(puts + 1), format.write(parcel, slots.words, slot))', 'Queue: one puts, one gets', 'race'],
  ['a get counts before it is read', 'parcel = format.read(slots.words, slot), block', 'parcel = (this.#takes.store(takes + 1), format.read(slots.words, slot)), block', 'Queue: one puts two, one gets two', 'race'],
  ['a put wakes nobody', 'outcome === 1 && this.getters.ring(), outcome', 'outcome', 'Queue: one puts, one gets', 'stuck'],
  ['several puts wake nobody', 'at > from && this.getters.ring(), ', '', 'Queue: one puts two at once, one gets two at once', 'stuck'],
  ['a get wakes nobody', 'parcel != null && this.putters.ring(), parcel', 'parcel', 'Queue: one puts two, one gets two', 'stuck'],
  ['a ring wakes nobody', '(bell & ASLEEP) !== 0 && notify', '0 && notify', 'Queue: one puts, one gets', 'stuck'],
  ['who wants several is not woken', '(bell & BESIDE) !== 0 && this.#beside?.ring()', '0', 'Queue: one puts two at once, one gets two at once', 'stuck'],
  ['who wants several keeps others from one', 'core.place, core.several, isLikely)', 'core.place, core.getters, isLikely)', 'Queue: one wants two at once, one gets and puts two, one puts', 'stuck'],
  ['who wants several does not say so', 'this.#rungBy !== void 0 && or(this.words, this.#rungBy.index, BESIDE), ', '', 'Queue: one puts two at once, one gets two at once', 'stuck'],
  ['a ring is not counted', '(bell & ~MARKS) + ONE_RING | 0', 'bell & ~MARKS', 'Queue: two get, one puts two', 'stuck'],
  ['who goes to sleep does not look again', 'found = wait.attempt(), found !== void 0 || deadline.passed', 'deadline.passed', 'Queue: one puts, one gets', 'stuck'],
  ['who goes to sleep does not say so', /let bell = this\.#bell\.mark\(\);(?=\s*if \(found)/, 'let bell = Atomics.load(words, index);', 'Queue: one puts, one gets', 'stuck'],
  ['who leaves does not mark the bell', 'this.#bell.mark(), this.#isThere() && this.#bell.ring();', 'this.#isThere() && this.#bell.ring();', 'Queue: one awaits, one gets, one puts two', 'stuck'],
  ['who leaves does not ring for the next', 'this.#bell.mark(), this.#isThere() && this.#bell.ring();', 'this.#bell.mark();', 'Queue: two get, one puts two', 'stuck'],
  ['who awaits does not ring for the next', 'isDone && slept && this.#waiting.leave(), isDone', 'isDone', 'Queue: one awaits, one gets, one puts two', 'stuck'],
  ['who awaits does not look again', 'return task.isLikely() ? void 0 : bell;', 'return bell;', 'Queue: one awaits two, one puts two', 'stuck'],
  ['who has given up keeps the wake-up', /passOn\(\) \{\s*this\.#waiting\.leave\(\);/, 'passOn() {', 'Queue: one gives up, one gets, one puts two', 'stuck'],
  ['the last task that is done wakes nobody', 'this.#wait.isLikely() && joiners.ring();', '', 'Queue: one joins, one works', 'stuck'],
  ['a shutdown wakes nobody', 'bell.ringAll();', ';', 'Queue: one gets all there are, one shuts it down', 'stuck'],
  ['a shutdown does not wait for who puts', /this\.#enterToPut\(\), this\.oneLock \|\| this\.#enterToGet\(\);\s*let before/, 'this.#enterToGet(); let before', 'Queue: one puts, one shuts it down', 'thrown'],
  ['a shutdown does not wait for who gets', /(?<=this\.#enterToPut\(\)), this\.oneLock \|\| this\.#enterToGet\(\);\s*let before = plainLoad2\(words, 1\)([^]*?)this\.oneLock \|\| this\.#getLock\.release\(\), (?=this\.#putLock\.release\(\);\s*for)/, ';let before = plainLoad2(words, 1), after = immediate ? 2 : 1; after > before && store(words, 1, after), ', 'Queue: one gets all there are, one shuts it down', 'race'],
  ['slots are moved while one gets', 'this.oneLock || this.#enterToGet(), slots.copyTo(block, capacity, puts, load3(words, 56)), store(words, 3, ringOf(block, capacity)), this.oneLock || this.#getLock.release(),', 'slots.copyTo(block, capacity, puts, load3(words, 56)), store(words, 3, ringOf(block, capacity)),', 'Queue: one puts one too many, one gets two', 'race'],
  ['slots are not moved', 'slots.copyTo(block, capacity, puts, load3(words, 56)), ', '', 'Queue: one puts one too many, one gets two', 'final'],
  ['nothing is said to be half done by who gets', 'this.#write(this.#takeBusy, 1), ', '', `PriorityQueue: ${LEFT}`, 'final'],
  ['nothing is said to be half done by who puts', 'this.#write(42, 1), this.#write(44', 'this.#write(44', 'Queue: one puts a large item and dies, one has what is left', 'thrown'],
  ['the entry that is taken is not noted', 'this.#write(61, this.#slots.entryOf(slot))', '0', `PriorityQueue: ${LEFT}`, 'thrown'],
  ['the entry that is put is not noted', 'this.#write(45, this.#slots.entryOf(slot))', '0', 'PriorityQueue: one puts and dies, one has what is left', 'thrown'],
  ['a note is taken for good when it was not', 'this.#slots.isFragile && this.#mendSlots(wasPut ? 0 : this.#read(45))', 'this.#slots.isFragile && this.#mendSlots(0)', 'PriorityQueue: one puts and dies, one has what is left', 'thrown'],
  ['the block that is put is not noted', '(this.#write(43, block), this.#store.keep', '(this.#store.keep', 'Queue: one puts a large item and dies, one has what is left', 'thrown'],
  ['the block that is taken is not noted', ', this.#write(59, block))', ')', 'Queue: one gets a large item and dies, one has what is left', 'thrown'],
  ['a block that is in the queue is taken for left', 'block !== 0 && !wasPut && this.#store', 'block !== 0 && this.#store.recover(block, tagOf(number)), 0 && this.#store', 'PriorityQueue: one puts a large item and dies, one has what is left', 'thrown'],
  ['larger slots of the dead are not freed', 'recent !== 0 && (this.#store.recover', 'recent !== 0 && (0 && this.#store.recover', 'Queue: one puts one too many and dies, one has what is left', 'thrown'],
]); // prettier-ignore
