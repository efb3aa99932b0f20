import { check, checkAsync, ModelError, type CheckOptions, type Scenario } from '@sync/model';

/** How a scenario of threads that block fails; throws if it does not. */
export function failureOf(setup: () => Scenario, options?: CheckOptions): ModelError {
  try {
    check(setup, options);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

/** How a check that awaits fails; rejects if it does not. */
export async function failureIn(checking: Promise<unknown>): Promise<ModelError> {
  const error: unknown = await checking.then(() => new Error('nothing failed'), (reason: unknown) => reason);
  if (error instanceof ModelError) return error;
  throw error;
}

/** How a scenario of threads that await fails; rejects if it does not. */
export function failureOfAsync(setup: () => Scenario, options?: CheckOptions): Promise<ModelError> {
  return failureIn(checkAsync(setup, options));
}
