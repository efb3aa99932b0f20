import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Attachment } from './attachment.ts';
import { LONG } from './delays.ts';
import { reviveError } from './remote-error.ts';
import type { ErrorRecord } from './remote-error.ts';
import { StuckError } from './watchdog.ts';

/** What another thread needs to reach the subject of a test. */
export interface SubjectRecord {
  readonly id: number;
  readonly handle: unknown;
  readonly how: Attachment;
  readonly words: Int32Array;
  readonly flags: Int32Array;
}

/** What a function sees that runs in a remote thread. */
export interface Here<L> {
  /** The part under test. */
  readonly lock: L;
  /** The part that keeps it waiting; often the same. */
  readonly opponent: L;
  /** The subject's words. */
  readonly words: Int32Array;
  /** Shared words for the test's own use. */
  readonly flags: Int32Array;
  /** What the thread keeps from one call to the next, as guards. */
  readonly kept: Record<string, unknown>;
  /** Imports a module. */
  load(module: string): Promise<Record<string, unknown>>;
}

/** A function on its way to a thread. */
export interface Call {
  readonly id: number;
  readonly subject: SubjectRecord;
  readonly source: string;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type Reply =
  | { readonly id: number; readonly value: unknown; readonly error?: undefined }
  | { readonly id: number; readonly error: ErrorRecord };

interface Open {
  readonly source: string;
  readonly timer: NodeJS.Timeout;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Another thread, driven from the test: it runs functions that the test sends as source.
 * Such a function sees its arguments only. Calls run one after the other, except that one
 * that awaits lets the next begin. No call outlives its limit: it is reported with who
 * holds what, and the thread is ended.
 */
export class RemoteThread {
  readonly #worker: Worker;
  readonly #open = new Map<number, Open>();
  readonly #exit: Promise<void>;
  #next = 1;
  #ended = false;

  /**
   * @param prelude runs in the thread before anything is imported there
   * @param resourceLimits none but Node's own, if there are none
   */
  constructor(prelude?: () => void, resourceLimits: ResourceLimits = {}) {
    const workerData = { prelude: prelude?.toString() };
    const options = { workerData, execArgv: [], resourceLimits };
    this.#worker = new Worker(new URL('./remote-worker.js', import.meta.url), options);
    this.#worker.on('message', (reply: Reply) => {
      this.#settle(reply);
    });
    this.#worker.on('error', (error) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    });
    this.#exit = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        this.#end(new Error('the thread has ended'));
        resolve();
      });
    });
  }

  /** True while the thread runs and has nothing to do. */
  get idle(): boolean {
    return !this.#ended && this.#open.size === 0;
  }

  /** The platform's id of the thread. */
  get threadId(): number {
    return this.#worker.threadId;
  }

  /** Runs a function there, and gives what it returns or throws. */
  call(subject: SubjectRecord, source: string, args: readonly unknown[], limit: number = LONG): Promise<unknown> {
    const id = this.#next++;
    const { promise, resolve, reject } = promiseWithResolvers();
    const timer = setTimeout(() => {
      reject(new StuckError(`a thread has not returned within ${String(limit)} ms from ${source}`));
      void this.terminate();
    }, limit);
    this.#open.set(id, { source, timer, resolve, reject });
    promise.catch(() => undefined);
    const call: Call = { id, subject, source, args };
    this.#worker.postMessage(call);
    return promise;
  }

  /** Ends the thread, wherever it is. Its pending calls reject. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.#exit;
  }

  #settle(reply: Reply): void {
    const open = this.#open.get(reply.id);
    if (open === undefined) return;
    this.#open.delete(reply.id);
    clearTimeout(open.timer);
    if (reply.error === undefined) open.resolve(reply.value);
    else open.reject(reviveError(reply.error));
  }

  #end(error: Error): void {
    this.#ended = true;
    for (const open of this.#open.values()) {
      clearTimeout(open.timer);
      open.reject(error);
    }
    this.#open.clear();
  }
}

function promiseWithResolvers(): {
  promise: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
} {
  let resolve!: (value: unknown) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
