import { check, checkAsync, type CheckOptions, type Coverage, type Scenario } from '@sync/model';
import { expect, test } from 'vitest';

/** A scenario over some module, so that the same one runs on the package and on its mutants. */
export interface Case<Module> {
  /** What holds in all of its interleavings. */
  readonly name: string;
  readonly options: CheckOptions;
  /** Its threads await. */
  readonly awaits: boolean;
  setup(module: Module): Scenario;
}

/** Goes through all interleavings of a case, within its bounds; throws if one fails. */
export async function examine<Module>({ setup, options, awaits }: Case<Module>, module: Module): Promise<Coverage> {
  const scenario = (): Scenario => setup(module);
  return awaits ? checkAsync(scenario, options) : check(scenario, options);
}

/**
 * Where a case bounds the preemptions, no more than so many: `SYNC_TEST_PREEMPTIONS`, which makes
 * the lanes quicker. Cases without a bound are gone through completely in any case.
 */
const MOST_PREEMPTIONS = Number(process.env.SYNC_TEST_PREEMPTIONS ?? Infinity);

function bounded<Module>(one: Case<Module>): Case<Module> {
  const { preemptions } = one.options;
  if (preemptions === undefined) return one;
  return { ...one, options: { ...one.options, preemptions: Math.min(preemptions, MOST_PREEMPTIONS) } };
}

/** A test for each case: it holds, and nothing was left out but what its bounds leave out. */
export function prove<Module>(cases: readonly Case<Module>[], module: Module): void {
  test.each(cases.map(bounded))('$name', async (one) => {
    const { cut, interleavings, complete, preemptions } = await examine(one, module);
    expect(cut).toBeUndefined();
    expect(complete || preemptions === one.options.preemptions).toBe(true);
    expect(interleavings).toBeGreaterThan(1n);
  });
}
