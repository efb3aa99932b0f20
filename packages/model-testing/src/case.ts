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

/** A test for each case: it holds, and nothing was left out but what its bounds leave out. */
export function prove<Module>(cases: readonly Case<Module>[], module: Module): void {
  test.each(cases)('$name', async (one) => {
    const { cut, interleavings, complete, preemptions } = await examine(one, module);
    expect(cut).toBeUndefined();
    expect(complete || preemptions === one.options.preemptions).toBe(true);
    expect(interleavings).toBeGreaterThan(1n);
  });
}
