import { Deadline, load, swap, watch } from '@sync/atomics/internal';
import { DEATH, NO_SLICES, isAsync, scenarioOf, type Case, type Way } from '@sync/model-testing';
import type * as control from '../../src/control.ts';

/** What the cases need: the same ones run on it and on its mutants. */
export type Control = typeof control;

/** A thread's words, a plain word for what it leaves, and one for what its target has done. */
class Ground {
  readonly control: Control;
  readonly words: Int32Array;
  readonly left: number;
  readonly ran: number;

  constructor(module: Control, state: number) {
    this.control = module;
    this.left = module.CONTROL_WORDS;
    this.ran = this.left + 1;
    this.words = new Int32Array(new SharedArrayBuffer((this.left + 2) * 4));
    this.words[module.SLOT_STATE] = state;
    this.words[module.SLOT_TIMER] = module.WAITING;
  }

  /** How it ended, in a word; what it left is read by those who are told that it left something. */
  told(): string {
    const state = load(this.words, this.control.SLOT_STATE);
    if (state === this.control.RETURNED) return `returned ${String(this.words[this.left])}`;
    return state === this.control.TERMINATED ? 'terminated' : state === this.control.CANCELLED ? 'cancelled' : `state ${state}`;
  }
}

/** The thread: it begins if it may, leaves something, and ends. */
const runs: Way<Ground> = ({ words, left, control }) => {
  if (!swap(words, control.SLOT_STATE, control.STARTED, control.RUNNING)) return 'came too late';
  words[left] = 7;
  return control.end(words, control.RETURNED) ? 'ended it' : 'had ended';
};

/** The starter, which hears of its exit. */
const terminates: Way<Ground> = ({ words, control }) => (control.end(words, control.TERMINATED) ? 'ended it' : 'had ended');

/** Who waits until it has ended, and is told how; twice the same. */
const joins: Way<Ground> = (ground) => {
  const { words, control } = ground;
  watch({ subject: { label: 'it' }, words, index: control.SLOT_STATE }, control.isEnd, Deadline.never);
  const told = ground.told();
  if (ground.told() !== told) throw new Error(`first ${told}, then ${ground.told()}`);
  return told;
};

/** A Timer's thread, whose time has come. */
const fires: Way<Ground> = ({ words, left, ran, control }) => {
  const due = swap(words, control.SLOT_TIMER, control.WAITING, control.FIRED);
  if (due) words[ran] = 1;
  words[left] = 7;
  return control.end(words, due ? control.RETURNED : control.CANCELLED) && due;
};

/** Who cancels a Timer. */
const cancels: Way<Ground> = ({ words, control }) => swap(words, control.SLOT_TIMER, control.WAITING, control.TIMER_CANCELLED);

const ENDED = ['ended it', 'had ended'] as const;
const TOLD = ['returned 7', 'terminated'] as const;

/** Threads in these roles: one of those who can has ended it, and all are told of that. */
function ending(name: string, ways: readonly Way<Ground>[], options: Case<Control>['options']): Case<Control> {
  const outcomes = ways.map((way) => (way === joins ? TOLD : way === runs ? [...ENDED, 'came too late'] : ENDED));
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (module) => {
      const ground = new Ground(module, module.STARTED);
      return scenarioOf(ground, ways, outcomes, (results) => {
        const told = new Set(results.filter((result) => TOLD.includes(result as never)));
        const by = results.filter((result) => result === 'ended it').length;
        if (told.size > 1 || by > 1) throw new Error(results.join());
        if (told.size === 1 && !told.has(ground.told())) throw new Error(`${ground.told()}, but ${results.join()}`);
      });
    },
  };
}

/** A Timer that fires, and such as cancel it: one of them has, and it has run or not accordingly. */
function timer(name: string, ways: readonly Way<Ground>[]): Case<Control> {
  const outcomes = ways.map((way) => (way === joins ? ['returned 7', 'cancelled'] : [true, false]));
  return {
    name,
    options: NO_SLICES,
    awaits: false,
    setup: (module) => {
      const ground = new Ground(module, module.RUNNING);
      return scenarioOf(ground, ways, outcomes, (results) => {
        const won = results.filter((result) => result === true).length;
        if (won !== 1) throw new Error(`${won} have won: ${results.join()}`);
        if ((ground.words[ground.ran] === 1) !== (results[0] === true)) throw new Error('it ran, and was cancelled; or neither');
      });
    },
  };
}

/** T3, T4, I1, I2. */
export const ENDINGS: readonly Case<Control>[] = [
  ending('it returns while it is ended from outside', [runs, terminates], NO_SLICES),
  ending('it returns, and one waits', [runs, joins], NO_SLICES),
  ending('it returns while it is ended from outside, and one waits', [runs, terminates, joins], NO_SLICES),
  ending('it returns, and two wait', [runs, joins, joins], { ...NO_SLICES, preemptions: 3 }),
  ending('two find it gone, and one waits', [terminates, terminates, joins], NO_SLICES),
  ending('it dies at any step, who finds it gone says so, and one waits', [runs, terminates, joins], { ...DEATH, preemptions: 2 }),
];

/** T5, I3. */
export const TIMERS: readonly Case<Control>[] = [
  timer('its time comes while it is cancelled', [fires, cancels]),
  timer('its time comes while two cancel it', [fires, cancels, cancels]),
  timer('its time comes while it is cancelled, and one waits', [fires, cancels, joins]),
];
