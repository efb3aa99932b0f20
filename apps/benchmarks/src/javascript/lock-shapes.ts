/** A lock that blocks: what the loops call is the contender's own object wherever its methods have these names. */
export interface BlockingLock {
  /** Blocks the calling thread until it holds the lock. */
  acquire(): unknown;
  /** Gives the lock back. */
  release(): unknown;
}

/** A lock that runs a function while it is held. */
export interface ScopedLock {
  /** Runs `section` while the lock is held. */
  run(section: () => void): unknown;
}

/** A lock that hands out a guard. */
export interface GuardingLock {
  /** Takes the lock; the guard gives it back. */
  hold(): { release(): unknown };
}

/** A lock that is awaited. */
export interface AwaitedLock {
  /** Resolves when the lock is held. */
  acquireAsync(): Promise<unknown>;
  /** Gives the lock back. */
  release(): unknown;
}

/** A lock that runs an async function while it is held. */
export interface AwaitedScopedLock {
  /** Resolves when `section` has run and the lock is free again. */
  runAsync(section: () => void): Promise<unknown>;
}

/** A counter that several threads add to. */
export interface SharedCounter {
  /** Adds `n`. */
  add(n: number): unknown;
}

/** Two threads that wake each other by bare `Atomics.wait` and `Atomics.notify`: the platform's own cost. */
export interface BareWords {
  /** Word 0 says whose turn it is. */
  readonly words: Int32Array;
}

/** What a contender offers to a thread that has attached to its shared memory. A loop takes the shape it needs. */
export interface Attached {
  readonly blocking?: BlockingLock;
  readonly scoped?: ScopedLock;
  readonly guarding?: GuardingLock;
  readonly awaited?: AwaitedLock;
  readonly awaitedScoped?: AwaitedScopedLock;
  readonly counter?: SharedCounter;
  readonly bare?: BareWords;
  /** The sum that every thread's additions should have given; asked on the host's side after a round. */
  readonly total?: () => number;
}

/** A contender in JavaScript: makes something to share, and attaches to it in each thread. */
export interface JavaScriptContender {
  /** The version to print beside the name, where it is not Node's own. */
  version(): Promise<string | undefined>;
  /** Makes one lock (or counter); what it returns is posted to the threads. */
  create(): Promise<unknown>;
  /** Attaches to what `create` returned. */
  attach(shared: unknown): Promise<Attached>;
}
