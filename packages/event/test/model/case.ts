import { ModelError, check, checkAsync, type CheckOptions, type Coverage, type Scenario } from '@sync/model';
import { builtCopy, type Mutant } from '@sync/testing';
import { expect, test } from 'vitest';
import type { Events } from './ground.ts';

/** A scenario over the package, which runs on its mutants, too. */
export interface Case {
  /** What holds in all of its interleavings. */
  readonly name: string;
  readonly options: CheckOptions;
  /** Its threads await. */
  readonly awaits: boolean;
  setup(events: Events): Scenario;
}

/** A mistake in a built package, and the case that fails with it, and how. */
export interface CaughtMutant extends Mutant {
  readonly caughtBy: string;
  readonly as: ModelError['kind'];
}

/** Goes through all interleavings of a case; throws if one fails. */
async function examine({ setup, options, awaits }: Case, events: Events): Promise<Coverage> {
  const scenario = (): Scenario => setup(events);
  return awaits ? checkAsync(scenario, options) : check(scenario, options);
}

/** A test for each case: it holds, and nothing was left out. */
export function prove(cases: readonly Case[], events: Events): void {
  test.each(cases)('$name', async (one) => {
    const { complete, interleavings } = await examine(one, events);
    expect(complete).toBe(true);
    expect(interleavings).toBeGreaterThan(1n);
  });
}

/** A test for each mutant: the case that is to catch it fails, and as it should. */
export function hunt(mutants: readonly CaughtMutant[], cases: readonly Case[]): void {
  test.each(mutants)('$name: caught', async (mutant) => {
    const one = cases.find(({ name }) => name === mutant.caughtBy);
    if (one === undefined) throw new Error(`there is no case "${mutant.caughtBy}"`);
    const copy = builtCopy(['atomics', 'event'], mutant);
    try {
      const events = (await import(copy.entry('event'))) as Events;
      const error: unknown = await examine(one, events).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ kind: mutant.as });
      // Else the mutant is no program.
      expect((error as ModelError).cause).not.toBeInstanceOf(ReferenceError);
    } finally {
      copy.remove();
    }
  });
}
