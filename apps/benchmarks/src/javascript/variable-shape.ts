/** A variable of which each thread has a value of its own; 1 at first. */
export interface VariableShape {
  value: number;
  /** Calls `fn`, for which it has that value. */
  run<R>(value: number, fn: () => R): R;
}
