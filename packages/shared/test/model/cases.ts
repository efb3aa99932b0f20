import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, discards, fails, gets, getsAsync, holds, runs, runsAsync, runsBadly, sets, setsAsync, triesGet, triesUpdate, updates,
  updatesAborted, updatesAsync, updatesTen, updatesTimed, updatesTwice, type Module, type Outcome, type SharedWay,
} from './ground.ts'; // prettier-ignore

type SharedCase = Case<Module>;

const SEES: readonly Outcome[] = ['saw 0', 'saw 1', 'saw 2', 'saw 10', 'saw 11'];

/** What each may come to. */
const OUTCOMES = new Map<SharedWay, readonly Outcome[]>([
  [updates, [1]],
  [updatesTen, [10]],
  [updatesTwice, [2]],
  [updatesTimed, [1, 'time is up']],
  [fails, ['failed']],
  [triesUpdate, [1, 'time is up']],
  [updatesAsync, [10]],
  [updatesAborted, [10, 'aborted']],
  [gets, SEES],
  [getsAsync, SEES],
  [triesGet, [...SEES, 'time is up']],
  [sets, ['put']],
  [setsAsync, ['put']],
  [runs, [1]],
  [holds, [10]],
  [runsAsync, [10]],
  [discards, [0]],
  [runsBadly, ['failed']],
]);

function together(name: string, ways: readonly SharedWay[], options: CheckOptions): SharedCase {
  const outcomes = ways.map((way) => OUTCOMES.get(way) ?? []);
  const adds = outcomes.map(([first]) => (first === 'put' ? [0, 1] : first === 2 ? [0, 1, 2] : [0, typeof first === 'number' ? first : 0]));
  return { name, options, awaits: ways.some(isAsync), setup: (module) => new Ground(module).scenario(ways, outcomes, adds) };
}

/** Two threads. */
export const PAIRS: readonly SharedCase[] = [
  together('two update', [updates, updatesTen], NO_SLICES),
  together('one updates, one tries to', [updatesTen, triesUpdate], NO_SLICES),
  together('one updates twice, one looks', [updatesTwice, gets], NO_SLICES),
  together('two put', [sets, sets], NO_SLICES),
  together('two put, one awaiting', [sets, setsAsync], NO_SLICES),
  together('one puts, one tries to look', [sets, triesGet], NO_SLICES),
  together('one updates for a time, one updates', [updatesTimed, updatesTen], NO_SLICES),
  together('one updates, one fails', [updates, fails], NO_SLICES),
  together('one updates, one awaits its update', [updates, updatesAsync], NO_SLICES),
  together('one updates, one awaits until it is aborted', [updates, updatesAborted], NO_SLICES),
  together('one puts, awaiting, one looks', [setsAsync, gets], NO_SLICES),
  together('one puts, one looks, awaiting', [sets, getsAsync], { ...NO_SLICES, preemptions: 2 }),
  together('two change it where it is', [runs, holds], NO_SLICES),
  together('one changes it, one awaits its change', [runs, runsAsync], { ...NO_SLICES, preemptions: 3 }),
  together('one changes it, one drops its change', [runs, discards], NO_SLICES),
  together('one changes it, one fails', [holds, runsBadly], NO_SLICES),
];

/** One may die, at any step. */
export const DEATHS: readonly SharedCase[] = [
  together('two update, and one dies', [updates, updatesTen], DEATH),
  together('one updates twice, one looks, and one dies', [updatesTwice, gets], DEATH),
  together('one puts, one looks, and one dies', [sets, gets], DEATH),
  together('one updates, one awaits its update, and one dies', [updates, updatesAsync], { ...DEATH, preemptions: 3 }),
  together('two change it where it is, and one dies', [runs, holds], DEATH),
  together('one changes it, one awaits its change, and one dies', [runs, runsAsync], { ...DEATH, preemptions: 2 }),
];

/** Nobody takes it from one that lives. */
export const LIVES: readonly SharedCase[] = [
  together('two update, and one sleeps through a slice', [updates, updatesTen], { ...SLICES, preemptions: 2 }),
  together('two change it, and one sleeps through a slice', [runs, holds], { ...SLICES, preemptions: 2 }),
];
