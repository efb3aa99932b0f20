import type { ThreadDiedError } from '@sync/atomics/internal';
import type { Thread } from '@sync/thread';
import type { Port, ToPool } from './messages.ts';
import type { Pace } from './pace.ts';
import type { Seats } from './seats.ts';
import type { Setup } from './setup.ts';

/** How a crew is made. */
export interface CrewPlan {
  readonly seats: Seats;
  readonly least: number;
  readonly most: number;
  /** For so long may a worker be idle, in milliseconds. */
  readonly idleTimeout: number;
  /** For so long may a worker load its module, and so on, in milliseconds. */
  readonly loadTimeout: number;
  /** See there. */
  readonly pace: Pace;
  /** Makes a thread that is not started yet. */
  readonly makeThread: (setup: Pick<Setup, 'worker' | 'port'>) => Thread;
  /** Objects that workers are to know, with their numbers. */
  readonly objects: () => Iterable<readonly [number, object]>;
}

/** What a crew tells its pool. */
export interface CrewEvents {
  /** As `ThreadPool(jobs)`. */
  readonly label: string;
  /** How many tasks are not over. */
  readonly unfinished: number;
  /** Something came from a worker. */
  onMessage(message: Exclude<ToPool, 0>): void;
  /** A worker rang: results are there. */
  onBell(): void;
  /** A worker could not begin: why. */
  onBroken(cause: unknown): void;
  /** A worker is gone: what it had taken is lost. */
  onGone(): void;
}

/** A worker, as the pool's thread has it. */
export interface Worker {
  readonly number: number;
  readonly thread: Thread;
  readonly port: Port;
  /** Calls that were posted to it, and are not over. */
  posted: number;
  /** It was ended, since it took too long to begin: why. */
  late: ThreadDiedError | undefined;
  /** Nobody waits any more for it to begin. */
  forgive: () => void;
}
