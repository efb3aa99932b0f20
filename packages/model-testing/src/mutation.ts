import { ModelError } from '@sync/model';
import { builtCopy, type Mutant } from '@sync/testing';
import { expect, test } from 'vitest';
import { examine, type Case } from './case.ts';

/** A mistake in a built package, and the case that fails with it, and how. */
export interface CaughtMutant extends Mutant {
  readonly caughtBy: string;
  readonly as: ModelError['kind'];
}

/** As one writes them down. */
export type MutantRow = readonly [
  name: string,
  text: string | RegExp,
  by: string,
  caughtBy: string,
  as: ModelError['kind'],
];

/** Mistakes in one package. */
export function mutantsOf(name: string, rows: readonly MutantRow[]): CaughtMutant[] {
  return rows.map(([what, text, by, caughtBy, as]) => ({ name: what, package: name, text, by, caughtBy, as }));
}

/**
 * `SYNC_TEST_MUTANTS=none`: they are skipped, to be quicker. They prove the cases, which run in any case,
 * and not the packages.
 */
const ifWanted = process.env.SYNC_TEST_MUTANTS === 'none' ? test.skip : test;

/**
 * A test for each mutant: the case that is to catch it fails, and as it should.
 *
 * @param packages those that are copied; the entry of the last one is the module of the cases
 * @param file which entry, if it is not the first
 */
export function hunt<Module>(
  mutants: readonly CaughtMutant[],
  cases: readonly Case<Module>[],
  packages: readonly string[],
  file?: string,
): void {
  const caseOf = ({ caughtBy }: CaughtMutant): Case<Module> => {
    const found = cases.find(({ name }) => name === caughtBy);
    if (found === undefined) throw new Error(`there is no case "${caughtBy}"`);
    return found;
  };
  const within = async <T>(mutant: Mutant | undefined, fn: (module: Module) => Promise<T>): Promise<T> => {
    const copy = builtCopy(packages, mutant);
    try {
      return await fn((await import(copy.entry(packages.at(-1) ?? '', file))) as Module);
    } finally {
      copy.remove();
    }
  };

  ifWanted.each(mutants)('$name: caught', async (mutant) => {
    const one = caseOf(mutant);
    const error: unknown = await within(mutant, (module) => examine(one, module).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(ModelError);
    const { kind, cause } = error as ModelError;
    expect(kind).toBe(mutant.as);
    // Else the mutant is no program.
    expect(cause).not.toBeInstanceOf(ReferenceError);
  });

  // They run in full elsewhere: here it is the copy that is looked at.
  const brief = [...new Set(mutants.map(caseOf))].map((one) => ({ ...one, options: { ...one.options, preemptions: 1 } }));
  ifWanted.each(brief)('an unchanged copy passes: $name', async (one) => {
    await within(undefined, (module) => examine(one, module));
  });
}
