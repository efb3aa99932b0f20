import { Worker, type ResourceLimits } from 'node:worker_threads';
import { LONG } from '@sync/testing';

/** What a function sees that runs in another thread: the public names, the inner ones, and a shelf. */
export type Here = typeof import('@sync/atomics') & {
  readonly internal: typeof import('@sync/atomics/internal');
  /** What the thread keeps from one call to the next. */
  readonly kept: Record<string, any>;
};

/** How a thread begins. */
export interface ThreadOptions {
  /** Runs there before anything is imported; sees nothing of the test's file. */
  readonly prelude?: () => void;
  /** URLs of another copy of the package. */
  readonly floor?: string;
  readonly internal?: string;
  readonly resourceLimits?: ResourceLimits;
}

interface Open {
  resolve(value: any): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

const running = new Set<Thread>();

/** After each test: ends all threads that it started. */
export async function endThreads(): Promise<void> {
  await Promise.all([...running].map((thread) => thread.terminate()));
}

/**
 * Another thread, driven from the test. It runs functions that the test sends as source,
 * which see their arguments only. No call outlives its limit: the thread is ended then.
 */
export class Thread {
  readonly worker: Worker;
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  readonly #open = new Map<number, Open>();
  #next = 1;
  #failure = new Error('the thread has ended');

  constructor({ resourceLimits = {}, ...options }: ThreadOptions = {}) {
    const workerData = { ...options, prelude: options.prelude?.toString() };
    const file = new URL('workers/thread.mjs', import.meta.url);
    this.worker = new Worker(file, { workerData, resourceLimits, execArgv: [], stderr: true });
    this.worker.on('message', ({ id, value, error }: { id: number; value: unknown; error?: object }) => {
      const open = this.#open.get(id);
      if (open === undefined) return;
      this.#open.delete(id);
      clearTimeout(open.timer);
      if (error === undefined) open.resolve(value);
      else open.reject(Object.assign(new Error(), error));
    });
    this.worker.on('error', (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    this.exited = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        running.delete(this);
        for (const { reject, timer } of this.#open.values()) {
          clearTimeout(timer);
          reject(this.#failure);
        }
        resolve(code);
      });
    });
    running.add(this);
  }

  /** Runs a function there, and gives what it returns or throws. */
  run<A extends unknown[], R>(fn: (here: Here, ...args: A) => R, ...args: A): Promise<Awaited<R>> {
    const id = this.#next++;
    const promise = new Promise<Awaited<R>>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`a thread has not returned within ${LONG} ms from ${fn.toString()}`));
        void this.terminate();
      }, LONG);
      this.#open.set(id, { resolve, reject, timer });
    });
    promise.catch(() => undefined);
    this.worker.postMessage({ id, source: fn.toString(), args });
    return promise;
  }

  /** Ends it, wherever it is. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
    await this.exited;
  }
}

/** So many threads, ready. */
export async function threads(count: number, options?: ThreadOptions): Promise<Thread[]> {
  const all = Array.from({ length: count }, () => new Thread(options));
  await Promise.all(all.map((thread) => thread.run(() => true)));
  return all;
}

/** Shared words for a test's own use. */
export function sharedWords(count = 16): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}
