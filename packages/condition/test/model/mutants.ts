import { mutantsOf, type CaughtMutant, type MutantRow } from '@sync/model-testing';

/** T1 to T5 and what they rest on. */
const IN_LINE: readonly MutantRow[] = [
  ['T2: notify wakes nobody', ', notify(words, entry + NOTIFIED, 1 / 0);', ';', 'one blocks until something is there', 'stuck'],
  ['T2: notify wakes nobody that awaits', ', notify(words, entry + NOTIFIED, 1 / 0);', ';', 'one awaits something', 'stuck'],
  ['T2: notify writes nothing', 'store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) + now), ', '', 'one blocks until something is there', 'stuck'],
  ['T2: notify wakes before it writes', /store\(words, entry \+ NOTIFIED, load\(words, entry \+ NOTIFIED\) \+ now\), plainStore\(words, entry \+ FIRST, first \+ now \| 0\), notify\(words, entry \+ NOTIFIED, 1 \/ 0\);/, 'notify(words, entry + NOTIFIED, 1 / 0), store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) + now), plainStore(words, entry + FIRST, first + now | 0);', 'one blocks until something is there', 'stuck'],
  ['T2: who was notified counts as one that waits', 'load(words, entry + INSIDE) - load(words, entry + NOTIFIED)', 'load(words, entry + INSIDE)', 'two block until something is there', 'stuck'],
  ['T2: one for any number', 'now = Math.min(left, waitingAt(words, entry), before - first | 0)', 'now = left', 'two block until something is there', 'stuck'],
  ['T2: the youngest first', 'isOlder(ticket, first) && (first = ticket, found = entry);', 'isOlder(ticket, before) && (found = entry);', 'one blocks for a time, and a task of who notifies one', 'final'],
  ['T2: one more than was asked for', 'let left = count;', 'let left = count + 1;', 'one blocks for a time, and a task of who notifies one', 'final'],
  ['T3: an entry is not given back', 'store(words, entry + THREAD, 0);\n  let used', 'let used', 'one blocks until something is there', 'final'],
  ['T3: the last entry counts as used', 'store(words, SLOT_USED, used);', '', 'one blocks until something is there', 'final'],
  ['T3: what was notified stays so', 'store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) - 1)', '0', 'two tasks of one thread wait for a time, and it notifies one', 'final'],
  ['T4: who leaves still waits', '(this.#waiting.delete(waiter), quit(words, this.#entry))', 'quit(words, this.#entry)', 'one awaits for a time', 'final'],
  ['T5: who is aborted keeps it', 'aborted && passOn(words, this.#entry)', '0', 'one is aborted, the next was notified since, one has come between', 'stuck'],
  ['T5: the dead keep it', 'notifyBefore(words, load(words, entry + NOTIFIED), plainLoad(words, entry + BEFORE)), ', '', 'two block, and one dies', 'stuck'],
  ['I4: passed on to who came later', 'notifyBefore(words, 1, plainLoad(words, entry + BEFORE))', 'notifyBefore(words, 1, nextTicket(words))', 'one is aborted, one has come since it was notified', 'final'],
  ['I4: no further than before the first', 'hasOneFor(words, entry, ticket) && plainStore(words, entry + BEFORE, newest);', ';', 'one is aborted, the next was notified since, one has come between', 'stuck'],
  ['who lives counts as dead', 'isGone(thread);', '![0, threadId()].includes(thread);', 'one blocks, and a slice ends while another has a task there', 'livelock'],
];

/** How one waits. */
const IN_WAITING: readonly MutantRow[] = [
  ['one that blocks decides without the lock', /watch\(watched, isNotified, deadline\);([^]*?)let notified = isNotified\(\);/, 'let notified = watch(watched, isNotified, deadline); resumeHold(mutex3, hold2);', 'one blocks for a time', 'final'],
  ['a task decides without the lock', /this\.#tell\(\);(?=\s*for \(let deserter)/, '', 'one awaits for a time', 'final'],
  ['one gives the lock up before it is in the line', /entry = join\(words, mutex3\.table\);\s*if \(entry === void 0\) throw this\.#full\(call\);/, 'early = pauseHold(mutex3), entry = (mutex3.acquire(), join(words, mutex3.table));', 'one blocks until something is there', 'stuck'],
  ['one does not take the lock again', /resumeHold\(mutex3, hold2\);(?=\s*\} catch)/, '', 'one blocks until something is there', 'thrown'],
  ['a task does not take the lock again', 'await resumeHoldAsync(mutex3, hold2, unref);', '', 'one awaits something', 'thrown'],
  ['one that blocks looks after nobody', 'tend: this.#tend }', 'tend: void 0 }', 'two block, and one dies', 'stuck'],
  ['tasks look after nobody', 'this.tend = tend, ', '', 'two await, and one dies', 'livelock'],
  ['who looks after the dead does so without the lock', 'if (!this.#mutex.tryFree()) return !1;', '', 'two block, and one dies', 'thrown'],
  ['the time begins anew after a notification', 'await this.waitAsync(call, { timeout: deadline.remaining(), signal, unref });', 'await this.waitAsync(call, { timeout, signal, unref });', 'one awaits with a predicate for a time, and is notified in vain', 'thrown'],
  ['a task sleeps, whatever the word is', 'return notified === this.#told ? notified : void 0;', 'return notified;', 'one awaits something', 'stuck'],
  ['tasks do not hear of it', 'this.#told++, waiter.notified = !0, ', 'this.#told++, ', 'one awaits something', 'stuck'],
];

/** What one leaves that cannot have the lock again. */
const LOST: readonly MutantRow[] = [
  ['T6: one that blocks keeps its place', 'throw desert(words, entry), error;', 'throw error;', 'two block, and who has notified one dies', 'stuck'],
  ['T6: one that awaits keeps its place', 'throw run2.desert(waiter) && runs.delete(run2), error;', 'throw error;', 'two await, and who has notified one dies', 'livelock'],
  ['T2: how far it goes is written too late', /plainStore\(words, entry \+ BEFORE, reach\(words, first, before\)\), (store\(words, entry \+ NOTIFIED, load\(words, entry \+ NOTIFIED\) \+ now\),)/, 'store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) + now), plainStore(words, entry + BEFORE, reach(words, first, before)),', 'two block, and who has notified one dies', 'stuck'],
];

/** The hold that is given up and taken again. */
const IN_FLOOR: readonly MutantRow[] = [
  ['a level is not given up', 'hold2.depth !== 0 && store(words, 3, 0), mutex2.release()', 'mutex2.release()', 'one blocks deep inside', 'stuck'],
  ['levels and mode are not restored', 'store(words, 3, depth), number !== void 0', 'number !== void 0', 'one blocks deep inside', 'thrown'],
  ['a hold’s mode is not restored', 'store(words, 3, depth), number !== void 0', 'number !== void 0', 'one awaits something by a sync hold', 'thrown'],
  ['a hold’s number is not restored', 'isRecorded(load(words, 1)) || or(words, 1, 8), plainStore(words, 2, number)', 'isRecorded(load(words, 1)) || or(words, 1, 8)', 'one blocks deep inside', 'thrown'],
  ['a hold’s record is not restored', 'isRecorded(load(words, 1)) || or(words, 1, 8), plainStore(words, 2, number)', 'plainStore(words, 2, number)', 'one blocks deep inside', 'thrown'],
];

/** For each part of the algorithm some; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = [
  ...mutantsOf('condition', [...IN_LINE, ...IN_WAITING, ...LOST]),
  ...mutantsOf('atomics', IN_FLOOR),
];
