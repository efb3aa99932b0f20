/** A thread that has been started. */
export interface StartedThread {
  /** Returns, or resolves, when it has ended. */
  join(): unknown;
}

/** One that can be asked to stop. */
export interface StoppableThread extends StartedThread {
  /** Asks it to. */
  stop(): unknown;
}

/** How threads are started. */
export interface ThreadShape {
  /** One that does nothing. */
  start(): StartedThread;
  /** One that adds 1 to word 0, and sleeps until word 1 is set. */
  startIdle?(words: Int32Array): StartedThread;
  /** One that sets word 0, waits, and notes when it noticed that it was asked to stop, on the shared clock. */
  startStoppable?(words: Int32Array, noticed: Float64Array): StoppableThread;
}
