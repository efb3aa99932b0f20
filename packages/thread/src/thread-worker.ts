import { checkTravels, encodeError } from '@sync/codec';
import { DIED, LATE, SLOT_DAEMON, SLOT_ENDING, SLOT_STATE, STARTED, TERMINATED, THREW, end, isEnd, isLate, limitLoading } from './control.ts';
import type { Left, Reins, ThreadCore } from './core.ts';
import { explainLoading, withStart } from './failure.ts';
import type { Job } from './job.ts';
import { isNode, load, receive, store } from '@sync/atomics/internal';
import { leave } from './left.ts';
import { receiveMessageOnPort, workerThreads, type Port, type ResourceLimits, type WorkerLike } from './platform.ts';
import type { Target } from './target.ts';

/** How a thread is started. */
export interface Launch {
  readonly core: ThreadCore;
  readonly target: Target;
  readonly job: Job;
  /** The starter's end of the job's port. */
  readonly port: Port;
  readonly transfer: readonly unknown[];
  readonly resourceLimits: ResourceLimits | undefined;
  /** In milliseconds. */
  readonly loadTimeout: number;
  /** It has ended, and the calling thread has just heard of it; called once, or twice. */
  readonly onEnd: () => void;
  /** Its worker has ended, and with it whatever it started. */
  readonly onExit: () => void;
  /** Something came from it that is none of its own business. */
  readonly onMessage: (message: unknown) => void;
}

/** What the port carries that bytes cannot: `left` in its shared form. */
export interface Posted {
  readonly left: Left;
}

/** The worker of a thread, in the hands of who started it. */
export class ThreadWorker implements Reins {
  readonly #launch: Launch;
  readonly #worker: WorkerLike;
  #posted: Left | undefined;
  #loading: ReturnType<typeof setTimeout> | undefined;
  #hasExited = false;

  /**
   * Starts it.
   *
   * @throws TypeError something in the arguments cannot travel; names it
   */
  constructor(launch: Launch) {
    this.#launch = launch;
    const { core, port } = launch;
    limitLoading(core.words, launch.loadTimeout);
    this.#worker = this.#start();
    this.#listen();
    port.on?.('message', (message) => {
      this.#take(message);
    });
    if (port.on === undefined) port.onmessage = ({ data }) => { this.#take(data); };
    port.unref?.();
    if (load(core.words, SLOT_DAEMON) !== 0) this.#worker.unref?.();
    this.#watchLoading();
  }

  /** The platform's number of it; undefined where that says nothing. */
  get threadId(): number | undefined {
    const { threadId } = this.#worker;
    return threadId !== undefined && threadId >= 0 ? threadId : undefined;
  }

  /** Ends it, wherever it is. */
  async terminate(): Promise<void> {
    const { words } = this.#launch.core;
    if (isEnd(load(words, SLOT_STATE)) && this.#hasExited) return;
    store(words, SLOT_ENDING, 1);
    await this.#worker.terminate();
    this.#exited();
  }

  /** See {@link Reins}. */
  takePosted(): Left | undefined {
    return this.hasPosted ? receive(this.#posted) : undefined;
  }

  /** See {@link Reins}. */
  get hasPosted(): boolean {
    while (this.#posted === undefined) {
      const found = receiveMessageOnPort(this.#launch.port);
      if (found === undefined) return false;
      this.#take(found.message);
    }
    return true;
  }

  #start(): WorkerLike {
    const { job, target, transfer, resourceLimits, core } = this.#launch;
    try {
      return target.worker === undefined
        ? makeWorker(job, [job.port, ...transfer], core.name, resourceLimits)
        : ownWorker(target.worker, job, [job.port, ...transfer]);
    } catch (error) {
      const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
      if (code === 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST') {
        throw new TypeError(`${core.label}: something in its arguments, such as a port, can only be moved: add it to { transfer: [...] }`, { cause: error });
      }
      if (name !== 'DataCloneError') throw error;
      checkTravels(job.fields ?? job.args, job.fields === undefined ? 'args' : 'this', { posted: true });
      throw new TypeError(`${core.label}: something in its arguments cannot travel: ${(error as Error).message}`, { cause: error });
    }
  }

  #listen(): void {
    const { core, job } = this.#launch;
    const failed = (error: unknown): void => {
      if (isEnd(core.state)) return;
      if ((error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        core.cause = error;
        end(core.words, DIED);
        return;
      }
      if (core.state === STARTED) explainLoading(error, job.load);
      if (leave(core.words, encodeError(withStart(error, core.label, job.startedAt)))) end(core.words, THREW);
    };
    const worker = this.#worker;
    if (worker.on !== undefined) {
      worker.on('error', failed);
      worker.on('exit', () => {
        this.#exited();
      });
      return;
    }
    worker.addEventListener?.('error', (event: { error?: unknown; message?: string; preventDefault?(): void }) => {
      event.preventDefault?.();
      failed(event.error ?? new Error(event.message ?? 'the worker could not be loaded'));
      this.#launch.onEnd();
    });
  }

  #exited(): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    const { words } = this.#launch.core;
    end(words, load(words, SLOT_ENDING) === 0 ? DIED : TERMINATED);
    this.#launch.onEnd();
    this.#launch.onExit();
    clearTimeout(this.#loading);
  }

  #take(message: unknown): void {
    const { left } = (message ?? {}) as Partial<Posted>;
    if (left === undefined) this.#launch.onMessage(message);
    else this.#posted = left;
  }

  #watchLoading(): void {
    const { core, loadTimeout } = this.#launch;
    if (loadTimeout > 2 ** 30) return;
    const timer = (this.#loading = setTimeout(() => {
      if (core.state !== STARTED && core.state !== LATE) return;
      if (core.state === STARTED && !isLate(core.words)) {
        this.#watchLoading();
        return;
      }
      end(core.words, LATE);
      void this.#worker.terminate();
    }, loadTimeout + 1));
    (timer as { unref?(): void }).unref?.();
  }
}

/** Of this package's making. */
function makeWorker(job: Job, transfer: readonly unknown[], name: string, limits: ResourceLimits | undefined): WorkerLike {
  const threads = workerThreads();
  if (threads !== undefined) {
    // One file, and no module: Node loads that in half the time.
    const url = new URL(isNode() ? './bootstrap.cjs' : './bootstrap.js', import.meta.url);
    return new threads.Worker(url, { workerData: job, transferList: transfer, name, resourceLimits: limits });
  }
  const { Worker: WebWorker } = globalThis as unknown as { Worker: new (url: URL, options: object) => WorkerLike };
  // Written so that bundlers find the file.
  const worker = new WebWorker(new URL('./bootstrap.js', import.meta.url), { type: 'module', name });
  worker.postMessage(job, transfer);
  return worker;
}

/** Of the caller's making. */
function ownWorker(make: () => WorkerLike, job: Job, transfer: readonly unknown[]): WorkerLike {
  const worker = make();
  if (typeof (worker as Partial<WorkerLike> | undefined)?.postMessage !== 'function') {
    throw new TypeError('the target must return a Worker');
  }
  try {
    worker.postMessage(job, transfer);
  } catch (error) {
    void worker.terminate();
    throw error;
  }
  return worker;
}
