/** A queue between threads: what the loops call is the contender's own object wherever its methods have these names. */
export interface QueueShape {
  /** Blocks the calling thread while the queue is full. */
  put(item: unknown): unknown;
  /** Blocks the calling thread until there is an item. */
  get(): unknown;
  /** Puts all of them; blocks the calling thread while the queue is full. */
  putMany?(items: readonly unknown[]): unknown;
  /** Takes as many as there are, up to `max`; blocks the calling thread until there is one. */
  getMany?(max: number): readonly unknown[];
  /** How many are queued. */
  readonly size?: number;
}

/** Items go by `postMessage`, each on the line of a pair of threads. */
export interface PostingShape {
  /** So many may be on their way, on all lines together. */
  readonly capacity: number;
  /** What of an item moves to the other thread instead of being copied. */
  moved?(item: unknown): readonly ArrayBuffer[];
}
