import { refusesWrongCalls } from './calls.ts';
import type { Refused } from './calls.ts';
import { refusesWrongHandles } from './handles.ts';
import { refusesWrongLimits } from './limits.ts';
import type { Limited } from './limits.ts';
import type { MisuseSpec } from './misuse-spec.ts';
import { refusesWrongOptions } from './options.ts';
import type { RefusedOptions } from './options.ts';
import { refusesWrongPlaces } from './places.ts';
import { refusesTakenMemory } from './taken-memory.ts';
import type { InUse } from './taken-memory.ts';
import { expectAllHandled } from './unhandled.ts';

/** All that is wrong to do with a class. */
export interface Misuse<T> {
  /** None: it never waits. */
  readonly limits?: Limited<T>;
  readonly calls: Refused<T>;
  readonly inUse: InUse<T>;
  /** Options that are wrong for it alone. */
  readonly options?: readonly RefusedOptions[];
  /** Where it cannot lie, if it is not as large as `byteLength` says. */
  readonly places?: (spec: MisuseSpec<T>) => void;
}

/** Declares all tests of misuse: wrong time limits, calls, handles, places, options, and memory that is taken. No rejection is left unheard. */
export function refusesMisuse<T>(spec: MisuseSpec<T>, { limits, calls, inUse, options, places = refusesWrongPlaces }: Misuse<T>): void {
  expectAllHandled();
  if (limits !== undefined) refusesWrongLimits(spec, limits);
  refusesWrongCalls(spec, calls);
  refusesWrongHandles(spec);
  places(spec);
  refusesTakenMemory(spec, inUse);
  refusesWrongOptions(spec, options);
}
