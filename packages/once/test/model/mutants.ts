import { mutantsOf, type CaughtMutant, type MutantRow } from '@sync/model-testing';

const WAKES = 'swap(words, SLOT_STATE, from, to) && notify(words, SLOT_STATE, 1 / 0);';

/** T1 to T4, I1, I2, and what the calls look at. */
const IN_ONCE: readonly MutantRow[] = [
  ['whoever has ended it wakes nobody that blocks', WAKES, 'swap(words, SLOT_STATE, from, to);', 'two block', 'stuck'],
  ['whoever has ended it wakes nobody that awaits', WAKES, 'swap(words, SLOT_STATE, from, to);', 'two await what they do', 'stuck'],
  ['whoever has ended it wakes one', WAKES, 'swap(words, SLOT_STATE, from, to) && notify(words, SLOT_STATE, 1);', 'three block', 'stuck'],
  ['it wakes before it has ended', WAKES, 'notify(words, SLOT_STATE, 1 / 0), swap(words, SLOT_STATE, from, to);', 'two block', 'stuck'],
  ['one that fails wakes nobody', WAKES, 'swap(words, SLOT_STATE, from, to) && to === DONE && notify(words, SLOT_STATE, 1 / 0);', 'one sleeps while another fails', 'stuck'],
  ['whoever comes does it', 'swap(this.#place.words, SLOT_STATE, OPEN,', 'swap(this.#place.words, SLOT_STATE, this.#load(),', 'two block', 'race'],
  ['one that fails has done it', 'done ? DONE : OPEN', 'DONE', 'two block, one fails', 'thrown'],
  ['one that succeeds has not done it', 'done ? DONE : OPEN', 'OPEN', 'two block', 'final'],
  ['it is done before the function is called', 'checkNoPromise(subject, fn(),', 'this.#end(!0), checkNoPromise(subject, fn(),', 'two block', 'race'],
  ['it is done before what the function gave has settled', 'await asAsyncRun(', 'asAsyncRun(', 'two await what they do', 'race'],
  ['what is being done is taken to be done', 'return this.#load() === DONE;', 'return this.#load() !== OPEN;', 'two block', 'race'],
  ['one that finds it open again leaves it so', 'return !isRunning(state);', 'return state === DONE;', 'one sleeps while another fails', 'stuck'],
  ['a living runner is taken to be dead', 'isRunning(state) && isGone(', 'isRunning(state) || isGone(', 'two block', 'race'],
  ['a dead runner is taken to be alive', 'isRunning(state) && isGone(', '!1 && isGone(', 'two block, and one dies', 'stuck'],
  ['what the dead was doing is done', 'this.#become(state, OPEN)', 'this.#become(state, DONE)', 'two block, and one dies', 'thrown'],
  ['one that sleeps looks after nobody', 'tend: () => this.#handOver(this.#load())', 'tend: () => {}', 'two block, and one dies', 'stuck'],
  ['the runner is another one', 'threadId() << RUNNER_SHIFT', '1 << RUNNER_SHIFT', 'two block, and one dies', 'stuck'],
  ['a blocking call waits for its own thread', 'timeout === 1 / 0 && runnerOf(state) === threadId()', '!1', 'one blocks while its own task does it, and another blocks', 'stuck'],
  ['an abort between a wake-up and the call is not seen', 'if (signal?.aborted === !0 && timeout > 0) throw signal.reason;', '', 'one task aborts another of its thread, and fails, as one before it that blocks', 'thrown'],
];

/** The floor's waits that look after somebody. */
const IN_FLOOR: readonly MutantRow[] = [
  ['a sleep looks after nobody', ' === "timed-out" && (look === void 0 ? wait.look() : look(wait), tend?.());', ';', 'two block, and one dies', 'stuck'],
  ['an awaited wait looks after nobody', 'woken || this.#awaited.tend?.(), ', '', 'one awaits until the one that blocks dies', 'livelock'],
];

/** For each part of the algorithm some; the texts are those of what was built. */
export const MUTANTS: readonly CaughtMutant[] = [...mutantsOf('once', IN_ONCE), ...mutantsOf('atomics', IN_FLOOR)];
