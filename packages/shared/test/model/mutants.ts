import { mutantsOf, type CaughtMutant } from '@sync/model-testing';

const WRITES = 'message.copyTo(this.#bytes, back * roomFor(this.#max)), store(words, SLOT_COMMIT, message.byteLength << 1 | back);';
const COMMITS_FIRST = 'store(words, SLOT_COMMIT, message.byteLength << 1 | back), message.copyTo(this.#bytes, back * roomFor(this.#max));';

/** T1, T2, and who may do them; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = mutantsOf('shared', [
  ['the value is written over', 'back = 1 - (load(words, SLOT_COMMIT) & 1)', 'back = load(words, SLOT_COMMIT) & 1', 'two update, and one dies', 'final'],
  ['it is committed before it is written', WRITES, COMMITS_FIRST, 'two change it where it is, and one dies', 'thrown'],
  ['it is never committed', ', store(words, SLOT_COMMIT, message.byteLength << 1 | back)', '', 'two update', 'final'],
  ['the dead keep the lock', 'onAbandoned: "recover"', 'onAbandoned: "throw"', 'two update, and one dies', 'thrown'],
  ['it is copied when the lock is given up', 'this.#within(hold, () => this.#buffer.copy())', '(this.#within(hold, () => 0), this.#buffer.copy())', 'one updates twice, one looks', 'race'],
  ['it is put there when the lock is given up', '"set", options, INSTEAD2), () => {', '"set", options, INSTEAD2), () => {}), [0].forEach(() => {', 'two put', 'race'],
  ['an awaited value is put there when the lock is given up', 'this.#within(hold, () => {\n      this.#buffer.write(copy);\n    });', 'this.#within(hold, () => {}), this.#buffer.write(copy);', 'two put, one awaiting', 'race'],
  ['what was awaited is put there when the lock is given up', 'return this.#put(await fn(this.#buffer.read()));', 'var done = await fn(this.#buffer.read()); this.#buffer.mutex.releaseNumbered(hold); return this.#put(done);', 'one updates, one awaits its update', 'race'],
  ['a hold is written back when it is given up', 'this.#read !== void 0 && this.#checkHeld("release()"), this.#writeBack();', 'this.#from.mutex.releaseNumbered(this.#number), this.#writeBack();', 'two change it where it is', 'race'],
  ['a hold is not written back', '&& this.#checkHeld("release()"), this.#writeBack();', '&& this.#checkHeld("release()");', 'one changes it, one awaits its change', 'final'],
  ['what was dropped is written back', 'discard() {', 'discard() {\nthis.#released || this.#writeBack();', 'one changes it, one drops its change', 'final'],
  ['what has failed is written back', /(?<=held\.release\(\), result;\s*\} finally \{\s*)held\.discard\(\)(?=[^]*async runAsync)/, 'held.release()', 'one changes it, one fails', 'final'],
  ['who fails keeps the lock', /(?<=return fn\(\);\s*\} )finally \{\s*(?=this)/, 'catch (error) { throw error;', 'one updates, one fails', 'stuck'],
  ['who tries gets it in any case', 'this.#mutex.tryAcquire() ? this.#mutex.number() : void 0', '(this.#mutex.tryAcquire(), this.#mutex.number())', 'one updates, one tries to', 'race'],
  ['whose time is up gets it in any case', '(gaveUp(), timedOut(mutex2, call, timeout))', '(gaveUp(), mutex2.number())', 'one updates for a time, one updates', 'race'],
]); // prettier-ignore
