import type { Shared } from '@sync/atomics/internal';
import type { CodeCache } from './code-cache.ts';
import type { Port } from './platform.ts';
import type { Thread } from './thread.ts';

/** What is run. `module`: as it is imported; `text`: a function's source; `served`: by name. */
export type Load =
  | { readonly by: 'module'; readonly module: string; readonly name: string; readonly isClass: boolean }
  | { readonly by: 'text'; readonly text: string; readonly name: string }
  | { readonly by: 'serve'; readonly name: string };

/** All that a new thread is told by the one that starts it. */
export interface Job {
  /** Tells it from what else may be posted to a worker. */
  readonly kind: typeof JOB;
  /** Its Thread. */
  readonly thread: Shared<Thread>;
  readonly load: Load;
  /** In their shared form. */
  readonly args: readonly unknown[];
  /** Of an object of a class that extends Thread, in their shared form. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** For what bytes cannot carry. Its other end is the starter's. */
  readonly port: Port;
  /** A Timer's, in milliseconds, and when it was started by the shared clock. */
  readonly delay: { readonly after: number; readonly since: number } | undefined;
  /** The modules that are being loaded by the threads which led to this one. */
  readonly loading: readonly string[];
  /** A word for each thread that led to this one: 1 while it has a hook for errors. */
  readonly hooked: readonly Int32Array[];
  /** For Node's threads. */
  readonly code: CodeCache | undefined;
  /** Where the starter called start(): the lines of its stack. */
  readonly startedAt: string;
}

/** Of {@link Job.kind}. */
export const JOB = '@sync/thread job';

/** True for what starts a thread. */
export function isJob(value: unknown): value is Job {
  return (value as Partial<Job> | null | undefined)?.kind === JOB;
}
