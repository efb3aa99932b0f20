import type { Thread } from '@sync/thread';
import type { Measure } from './arrivals.ts';
import type { UnobservedHook } from './origin.ts';
import type { Setup } from './setup.ts';
import type { SharedObjects } from './shared-objects.ts';

/** How an executor is made. */
export interface ExecutorPlan {
  /** As `ThreadPool`. */
  readonly kind: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** For so long may a worker be idle, in milliseconds. */
  readonly idleTimeout: number;
  /** For so long may a worker load its module, and so on, in milliseconds. */
  readonly loadTimeout: number;
  /** So many tasks may be submitted and not over. */
  readonly maxQueue: number;
  readonly onUnobserved: UnobservedHook | undefined;
  readonly measure: Measure;
  /** In the place of what names shared memory in calls and results. */
  readonly objects?: SharedObjects | undefined;
  /** Makes a worker's thread, not started yet. */
  readonly makeThread: (setup: Pick<Setup, 'memory' | 'layout' | 'store' | 'label' | 'worker' | 'port'>) => Thread;
}
