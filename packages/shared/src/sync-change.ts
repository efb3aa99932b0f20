/** What changes a value, and returns no promise: with one, its lock would be released too early. */
export type SyncChange<T, R> = ((value: T) => R) &
  ([R] extends [never] ? unknown : R extends PromiseLike<unknown> ? never : unknown);
