/** Something that happens, for which threads wait. */
export interface EventShape {
  set(): unknown;
  clear(): unknown;
  /** Blocks the calling thread until it is set. */
  wait(): unknown;
  waitAsync(): Promise<unknown>;
}

/** A condition with the lock that it goes with: all but `acquire` and `release` are called by its holder. */
export interface ConditionShape {
  /** Blocks the calling thread until it holds the lock. */
  acquire(): unknown;
  acquireAsync(): Promise<unknown>;
  release(): unknown;
  /** Blocks the calling thread, without the lock, until it is notified. */
  wait(): unknown;
  waitAsync(): Promise<unknown>;
  /** Wakes one. */
  notify(): unknown;
  notifyAll(): unknown;
}

/** A barrier for as many as the round has threads. */
export interface BarrierShape {
  /** Blocks the calling thread until all have come. */
  wait(): unknown;
  waitAsync(): Promise<unknown>;
}

/** A latch, made with the count that the work wants. */
export interface LatchShape {
  countDown(): unknown;
  /** Blocks the calling thread until the count is 0. */
  wait(): unknown;
  waitAsync(): Promise<unknown>;
  /** Shuts it again, when it is open. */
  reset(count: number): unknown;
}

/** Something that is done by one thread, once. */
export interface OnceShape {
  /** Blocks the calling thread while another does it; when `fn` throws, it is not done. */
  run(fn: () => void): unknown;
  runAsync(fn: () => void): Promise<unknown>;
}
