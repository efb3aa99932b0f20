import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, QUIET, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, awaits, awaitsAborted, awaitsAndAborts, awaitsBusily, awaitsTimed, awaitsTwice, blocksItself, runs, runsSlowly, runsTimed,
  runsWhenTheySleep, tries, triesAsync, type Module, type OnceWay, type Outcome,
} from './ground.ts'; // prettier-ignore

type OnceCase = Case<Module>;

const ENDS: readonly Outcome[] = ['did it', 'was done'];
const FAILS: readonly Outcome[] = [...ENDS, 'failed'];
const LEAVING = new Map<OnceWay, Outcome>([
  [runsTimed, 'time is up'],
  [awaitsTimed, 'time is up'],
  [tries, 'time is up'],
  [triesAsync, 'time is up'],
  [awaitsAborted, 'aborted'],
  [awaitsTwice, 'aborted'],
  [awaitsAndAborts, 'aborted'],
  [blocksItself, 'would wait for itself'],
]);

/** Some that call it, of whom so many fail. */
function together(name: string, ways: readonly OnceWay[], options: CheckOptions, failing = 0): OnceCase {
  const outcomes = ways.map((way) => {
    const leaves = LEAVING.get(way);
    return [...(failing > 0 ? FAILS : ENDS), ...(leaves === undefined ? [] : [leaves])];
  });
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (module) => new Ground(module, failing).scenario(ways, outcomes),
  };
}

/** Two threads. */
export const PAIRS: readonly OnceCase[] = [
  together('two block', [runs, runs], NO_SLICES),
  together('one blocks, one awaits', [runs, awaits], NO_SLICES),
  together('two await', [awaits, awaits], NO_SLICES),
  together('two await what they do', [runsSlowly, runsSlowly], NO_SLICES),
  together('one blocks, one awaits what it does', [runs, runsSlowly], NO_SLICES),
  together('one blocks for a time, one blocks', [runsTimed, runs], NO_SLICES),
  together('one awaits for a time, one blocks', [awaitsTimed, runs], NO_SLICES),
  together('one awaits until it is aborted, one blocks', [awaitsAborted, runs], NO_SLICES),
  together('one awaits until it is aborted, one awaits what it does', [awaitsAborted, runsSlowly], NO_SLICES),
  together('two tasks of one thread and one that blocks', [awaitsTwice, runs], NO_SLICES),
  together('two look once', [tries, triesAsync], NO_SLICES),
  together('one blocks while its own task does it, and another blocks', [blocksItself, runs], NO_SLICES),
  together('one awaits for a time, is busy until that is up, and another does it meanwhile', [awaitsBusily, runs], QUIET),
];

/** The first run fails, or the first two. */
export const FAILURES: readonly OnceCase[] = [
  together('two block, one fails', [runs, runs], NO_SLICES, 1),
  together('one blocks, one awaits, one fails', [runs, awaits], NO_SLICES, 1),
  together('two await, one fails', [awaits, awaits], NO_SLICES, 1),
  together('two await what they do, one fails', [runsSlowly, runsSlowly], NO_SLICES, 1),
  together('one blocks for a time, one blocks, one fails', [runsTimed, runs], NO_SLICES, 1),
  together('one awaits for a time, one awaits, one fails', [awaitsTimed, awaits], NO_SLICES, 1),
  together('two tasks of one thread, one that blocks, one fails', [awaitsTwice, runs], NO_SLICES, 1),
  together('one task aborts another of its thread, and fails, as one before it that blocks', [awaitsAndAborts, runs], NO_SLICES, 2),
  together('one sleeps while another fails', [runsWhenTheySleep, runs], QUIET, 1),
  together('two sleep while another fails', [runsWhenTheySleep, runs, runs], QUIET, 1),
  together('one sleeps, one awaits while another fails', [runsWhenTheySleep, runs, awaits], QUIET, 1),
  together('three block, two fail', [runs, runs, runs], NO_SLICES, 2),
  together('two block, one awaits, two fail', [runs, runs, awaits], { ...NO_SLICES, preemptions: 3 }, 2),
];

/** Three threads. */
export const TRIPLES: readonly OnceCase[] = [
  together('three block', [runs, runs, runs], NO_SLICES),
  together('two block, one awaits', [runs, runs, awaits], NO_SLICES),
  together('one blocks, two await', [runs, awaits, awaits], NO_SLICES),
  together('three await', [awaits, awaits, awaits], { ...NO_SLICES, preemptions: 3 }),
  together('one blocks for a time, one until it is aborted, one blocks', [runsTimed, awaitsAborted, runs], { ...NO_SLICES, preemptions: 2 }),
  together('two block, one slice ends', [runs, runs], SLICES),
];

/** A slice may end while the runner lives, too. */
const EARLY: CheckOptions = { ...DEATH, timeouts: 1 };

/** One dies, at any step. */
export const DEATHS: readonly OnceCase[] = [
  together('two block, and one dies', [runs, runs], DEATH),
  together('one blocks, one awaits, and one dies', [runs, awaits], DEATH),
  together('two await, and one dies', [awaits, awaits], DEATH),
  together('one awaits until the one that blocks dies', [runs, awaits], { ...DEATH, maxSteps: 100 }),
  together('one awaits what it does, one blocks, and one dies', [runsSlowly, runs], DEATH),
  together('one awaits what it does, one awaits, and one dies', [runsSlowly, awaits], DEATH),
  together('two block, one fails, and one dies', [runs, runs], DEATH, 1),
  together('one blocks, one awaits, one fails, and one dies', [runs, awaits], DEATH, 1),
  together('two block, a slice ends, and one dies', [runs, runs], EARLY),
  together('one awaits what it does, one blocks, a slice ends, and one dies', [runsSlowly, runs], EARLY),
  together('one awaits what it does, one awaits, a slice ends, and one dies', [runsSlowly, awaits], EARLY),
  together('three block, and one dies', [runs, runs, runs], { ...DEATH, preemptions: 3 }),
  together('two block, one awaits, and one dies', [runs, runs, awaits], { ...DEATH, preemptions: 2 }),
  together('one blocks, two await, and one dies', [runs, awaits, awaits], { ...DEATH, preemptions: 2 }),
];
