/**
 * What a model lane (`*.model.test.ts`) is made of.
 *
 * - A {@link Case} is a small scenario over the module of a package, and the options it is checked
 *   with: one of the environments, `NO_SLICES`, `QUIET`, `DEATH`, `SLICES`, or a bounded one.
 * - {@link prove} makes a test of each case: it holds in all interleavings of the built package.
 * - {@link hunt} makes a test of each mutant, a copy of what was built with one mistake in it: the
 *   case that the mutant names fails with it, in the way that it names. `mutantsOf` makes
 *   mutants of rows.
 * - {@link scenarioOf} makes the scenario of a case from the ways that its threads go on a common
 *   ground, which the setup makes, and what each may come to.
 * - {@link outcomesBy} tells what a call of a way came to, also when it throws.
 * - A {@link Gathering} on that ground tells a thread that the others wait, without any sleeping for luck.
 *
 * ```ts
 * class Ground {
 *   readonly gathering = new Gathering();
 *   readonly latch: Latch;
 *   constructor({ Latch }: Latches) {
 *     this.latch = new Latch(1, { buffer: new SharedArrayBuffer(Latch.byteLength) });
 *   }
 * }
 * const waits: Way<Ground> = ({ latch }) => latch.wait();
 * const opens: Way<Ground> = ({ latch }) => latch.countDown();
 * const CASES: readonly Case<Latches>[] = [
 *   {
 *     name: 'one waits, one opens',
 *     options: NO_SLICES,
 *     awaits: false,
 *     setup: (module) => scenarioOf(new Ground(module), [waits, opens], [[true], [undefined]]),
 *   },
 * ];
 * const MUTANTS = mutantsOf('latch', [['nobody is woken', 'notify(words, 0, 1 / 0);', '', 'one waits, one opens', 'stuck']]);
 *
 * prove(CASES, latches);
 * hunt(MUTANTS, CASES, ['atomics', 'latch']);
 * ```
 */
export { examine, prove } from './case.ts';
export type { Case } from './case.ts';
export { DEATH, NO_SLICES, QUIET, SLICES } from './environments.ts';
export { Gathering } from './gathering.ts';
export { hunt, mutantsOf } from './mutation.ts';
export type { CaughtMutant, MutantRow } from './mutation.ts';
export { outcomesBy } from './outcomes.ts';
export type { Outcomes } from './outcomes.ts';
export { isAsync, scenarioOf } from './ways.ts';
export type { Way } from './ways.ts';
