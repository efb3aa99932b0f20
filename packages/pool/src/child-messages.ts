/** What a worker's thread and its child process say to each other. Values are bytes of `@sync/codec`. */
import type { Initializer } from './setup.ts';

/** What a child process is told when it begins. */
export interface ChildSetup {
  /** As `ProcessPool(jobs)`. */
  readonly label: string;
  readonly module: string | undefined;
  readonly initializer: Initializer | undefined;
  /** It is to say how large its heap is. */
  readonly tellsHeap: boolean;
}

/** From the thread to its child. */
export type ToChild =
  | { readonly kind: 'begin'; readonly setup: Uint8Array }
  /** A task: the bytes that lie in its slot. */
  | { readonly kind: 'call'; readonly call: Uint8Array }
  /** The task that it runs was cancelled: why. */
  | { readonly kind: 'cancel'; readonly reason: Uint8Array };

/** From a child to its thread. */
export type FromChild =
  /** It may be given tasks. */
  | { readonly kind: 'ready' }
  /** It cannot begin: why. */
  | { readonly kind: 'failed'; readonly error: Uint8Array }
  /** It has the task, and what becomes of that is the task's doing. */
  | { readonly kind: 'begun' }
  /** It has run it; `flags` as in `payload.ts`. */
  | { readonly kind: 'result'; readonly bytes: Uint8Array; readonly flags: number; readonly heap: number }
  /** How far the task has come. */
  | { readonly kind: 'report'; readonly value: Uint8Array }
  /** It is about to end by this error. */
  | { readonly kind: 'uncaught'; readonly error: Uint8Array };
