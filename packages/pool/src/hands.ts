import type { Workers } from './workers.ts';

/** What a submitter's thread does beyond its lane: it is the pool's own, or that of a worker. */
export interface Hands {
  /** How many workers there may be. */
  readonly most: number;
  /** Tasks that find no room may wait for it: those that keep it do not wait for them. */
  readonly mayWait: boolean;
  /** See there. */
  readonly workers: Workers;
  /** Tasks are there to be taken: somebody is to be awake. */
  offered(): void;
  /** A task is over. */
  over(): void;
  /** There are tasks whose results are to come, or no more. */
  busy(isBusy: boolean): void;
}
