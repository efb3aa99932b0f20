import { checkFlag, checkOptions } from '@sync/atomics/internal';
import type { Core } from './core.ts';

/** What options of `shutdown` are. */
export interface ShutdownOptions {
  /** True: what is in the queue is thrown away. */
  readonly immediate?: boolean | undefined;
}

/** Checks the options, and shuts it down. */
export function shutDown(core: Core<unknown>, options: ShutdownOptions | undefined): void {
  const where = `${core.label}: shutdown()`;
  checkOptions(where, options, 'immediate: true');
  checkFlag(where, 'immediate', options?.immediate);
  core.shutDown(options?.immediate === true);
}
