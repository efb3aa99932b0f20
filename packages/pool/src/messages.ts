/** What goes through ports: bells, and what bytes cannot carry. */
import type { Port } from '@sync/thread/internal';

export type { Port };

/** From the pool's thread to a worker; a bell is `0`. */
export type ToWorker =
  | 0
  /** A task for this worker alone: its call cannot be written as bytes. */
  | { readonly kind: 'call'; readonly slot: number; readonly call: unknown }
  /** See `shared-objects.ts`. */
  | { readonly kind: 'object'; readonly number: number; readonly object: object }
  /** Nobody has it any more. */
  | { readonly kind: 'forget'; readonly number: number }
  /** Why a task that it runs is cancelled, bytes of an error; then once more, when that can be seen. */
  | { readonly kind: 'cancel'; readonly slot: number; readonly reason: Uint8Array | undefined };

/** From a worker to the pool's thread; a bell is `0`. */
export type ToPool =
  | 0
  /** A result that cannot be written as bytes. */
  | { readonly kind: 'result'; readonly slot: number; readonly value: unknown }
  /** How far a task has come. */
  | { readonly kind: 'report'; readonly slot: number; readonly value: unknown };
