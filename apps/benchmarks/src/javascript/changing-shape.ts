/** A list that threads share, and change one at a time. */
export interface ChangingShape {
  /** Calls `fn`, which changes the list where it is: others see what has become of it. */
  change(fn: (list: number[]) => void): void;
}
