declare const __SYNC_VERSION__: string | undefined;

/**
 * The format of everything that threads share: words, handles, the thread table and
 * the per-thread context. Copies of the floor with the same protocol work together in
 * one process; a change of any format raises this number.
 */
export const PROTOCOL = 5;

/** The version of this copy of the package, for messages. */
export const VERSION: string =
  typeof __SYNC_VERSION__ === 'undefined' ? 'source' : __SYNC_VERSION__;
