import { mutantsOf, type CaughtMutant, type MutantRow } from '../../../model-testing/src/index.ts';

/** Mistakes in the RWLock; the texts are those of what was built. */
const LOCK: readonly MutantRow[] = [
  // Readers, T1-T4.
  ['one that reads does not look again', 'this.isOpen() ? (this.holds = 1, !0) :', '!0 ? (this.holds = 1, !0) :', 'writer acquires, reader acquires', 'race'],
  ['one that finds it closed keeps its slot', ': (this.#leaveSlot(), !1);', ': !1;', 'writer acquires, reader acquires', 'stuck'],
  ['one that leaves tells nobody', 'this.isOpen() || this.#tell()', 'this.isOpen()', 'writer acquires, reader acquires', 'stuck'],
  ['one that leaves counts, and wakes nobody', /, \w+\(this\.#words, 9, 1 \/ 0\)/, '', 'writer acquires, reader acquires', 'stuck'],
  ['one that leaves does not count', /\w+\(this\.#words, 9, 2\), /, '', 'writer acquires, reader acquires', 'stuck'],
  ['one that leaves goes by an old look', 'this.#me, 0), this.isOpen() || this.#tell();', 'this.#me, 0);', 'writer acquires, reader acquires', 'stuck'],
  ['a slot is not noted as used', /\(\w+\(words, used\) & bit\) === 0 && \w+\(words, used, bit\), /, '', 'slots that were never taken: one reads, one writes', 'race'],
  ['the first end of several ends all', 'this.holds--, this.holds === 0 && this.#leaveSlot()', 'this.holds--, this.#leaveSlot()', 'many holds of one thread, one writes', 'race'],
  ['a release ends the hold of a guard', 'this.#guarded === this.holds ?', 'this.#guarded > 0 ?', 'many holds of one thread, one writes', 'thrown'],
  ['one that reads waits behind a writer to read again', 'return this.holds > 0 ? ', 'return this.holds > 0 && this.isOpen() ? ', 'one reads again past one that waits to write', 'stuck'],
  ['one that passes keeps the mutex', 'seat.forgetWriter(), seat.mutex.release(), !0', 'seat.forgetWriter(), !0', 'writer acquires, reader acquires', 'final'],
  ['one that reads in its turn has no slot', 'this.holds === 0 && !this.#takeSlot() ? !1 : (this.holds++, !0)', '(this.holds++, !0)', 'one reads, two write', 'race'],
  ['all look for a slot in one place', '(first + turn) % 64', 'first', 'two read in turn', 'stuck'],

  // Writers, T5-T9.
  ['one that writes does not look who reads', '!seat.hasRoomFor(FOR_WRITER) && !seat.makeRoom(FOR_WRITER) ? !1 :', '!1 ? !1 :', 'writer acquires, reader acquires', 'race'],
  ['one that drains reads the count after the slots', /let seen = \w+\(words, 9\);\s*if \(goOn\(\)\) return !0;/, 'if (goOn()) return !0; let seen = Atomics.load(words, 9);', 'writer acquires, reader acquires', 'stuck'],
  ['one that gives up draining keeps the mutex', 'gone || seat.mutex.release();', '', 'writer timed, reader acquires', 'final'],
  ['one that drains does not look for the dead', /slots\.forgetDead\(\);(?=\s*let circle)/, '', 'one dies: reads, writes', 'stuck'],
  ['readers are forgotten that live', /\w+\(thread, table\) && (?=\w+\(words, slot, thread, 0\))/, '', 'slices end: one reads, one writes', 'race'],
  ['a writer that is gone still writes', 'this.#swapWriter(this.me, 0)', 'this.isWriting', 'writer acquires, writer acquires', 'final'],
  ['others come between a write hold and the read hold after it', /seat\.enterAsOwner\(\);\s*let number = (.*);\s*return this\.release\(\), number;/, 'for (this.release(); !seat.reading.enterAsOwner(); ); return seat.reading.number();', 'writer acquires, one downgrades', 'race'],
  ['one that tries keeps the mutex', '(this.seat.mutex.release(), !1)', '!1', 'writer tries, reader acquires', 'final'],

  // Those that await, T10-T12.
  ['one that awaits does not keep the mutex', '(this.#seat.keepMutex(side.keeper), this.#keeps = !0, !1)', '(this.#keeps = !0, !1)', 'writer awaits, reader acquires', 'stuck'],
  ['one that awaits sleeps without a look', 'isKept(this.#seat.mutex) && !this.#seat.hasRoomFor(task.side.keeper) ? seen : void 0', 'seen', 'writer awaits, reader acquires', 'stuck'],
  ['one that awaits looks only for room', 'return isKept(this.#seat.mutex) && !', 'return !', 'writer aborted, reader tries', 'stuck'],
  ['one that awaits does not say so', /\w+\(this\.words, 9, 1\) \| 1/, 'Atomics.load(this.words, 9)', 'writer aborted, reader tries', 'stuck'],
  ['nobody tells one that it keeps the mutex no more', 'seat.tellKeeper(), seat.enterAsOwner()', 'seat.enterAsOwner()', 'writer aborted, reader tries', 'stuck'],
  ['one that awaits takes what it does not keep any more', /if \(this\.#keeps = !1, !takeKept\((\w+)\)\) return this\.claim\(task, glance\);/, 'this.#keeps = !1; takeKept(this.#seat.mutex);', 'writer aborted, reader tries', 'thrown'],
  ['one that is aborted keeps the mutex', 'this.#keeps && freeKept(this.#seat.mutex), ', '', 'writer aborted, reader acquires', 'final'],
  ['who comes next in a thread is not looked at', 'this.#keeps && this.#list.look()', 'this.#keeps', 'one that is aborted lets in the next of its thread, while others read', 'stuck'],
  ['a newcomer overtakes the line of its thread', 'line.empty && side.tryInTurn()', 'side.tryInTurn()', 'two tasks that write, in turn, beside one that writes', 'thrown'],

  // Those that die.
  ['a writer that dies is harmless', '? this.writer === 0 :', '? !0 :', 'not recovered: both write', 'final'],
  ['a death before the first write does harm', '? this.writer === 0 :', '? !1 :', 'one dies: writes, writes', 'final'],
  ['a reader that recovers leaves the dead writer', 'seat.forgetWriter(), seat.mutex', 'seat.mutex', 'recovered by a reader', 'thrown'],
  ['one that recovers gives back what is in doubt', ' && !seat.makeRoom(FOR_WRITER)', '', 'its slot is taken: recovered by one that may be aborted', 'final'],
  ['nobody notes who keeps the mutex', /\w+\(this\.place\.words, 12, this\.me\), /, '', 'one that awaits to write dies: another reads beside the first', 'thrown'],
  ['who keeps the mutex lives for ever', /\w+\(this\.#load\(12\), this\.place\.table\) \? !0 : /, '', 'one that awaits to write dies: another awaits and reads beside the first', 'thrown'],
  ['nobody takes what is kept', '(this.reading.slots.forgetDead(), this.hasRoomFor(owner))', '!1', 'a blocked thread that awaits to write does not keep one from reading', 'stuck'],
];

/** Mistakes in what the floor has for it. */
const FLOOR: readonly MutantRow[] = [
  ['who awaits takes the mutex from its owner', /if \(!isKeeper\(ownerOf\(word\)\)\) return !1;(?=\s*if \(swap\(words, 1, word, me \| 8)/, '', 'writer aborted, reader tries', 'race'],
  ['who leaves takes the mutex from its owner', /if \(!isKeeper\(ownerOf\(word\)\)\) return;(?=\s*if \(swap\(words, 1, word, word & 2\)\))/, '', 'writer aborted, reader tries', 'thrown'],
  ['who keeps it forgets those that sleep', 'ownedBy(keeper) | word & 15 & -9', 'ownedBy(keeper)', 'one reads and two write, of whom one awaits', 'stuck'],
  ['who leaves what is kept wakes nobody', /hasWaiters\(word\) && notify\(words, 1, 1\);(?=\s*return;)/, '', 'an async writer that is aborted lets in one that writes', 'stuck'],
  ['what is kept is an owner that lives', 'if (isKeeper(owner)) return', 'if (!1) return', 'a blocked thread that awaits to write does not keep one from reading', 'stuck'],
  ['who recovers sleeps on a poisoned word', '(vacant || glance.slept)', 'glance.slept', 'recovered by one that awaits', 'stuck'],
];

/** For each part of the algorithm some. */
export const RW_MUTANTS: readonly CaughtMutant[] = [...mutantsOf('lock', LOCK), ...mutantsOf('atomics', FLOOR)];
