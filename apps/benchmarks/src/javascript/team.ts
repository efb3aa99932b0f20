import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { CONTROL_SLOTS } from './control-words.ts';
import type { Request, ThreadData } from './thread.ts';

interface Reply {
  readonly value?: unknown;
  readonly error?: string;
}

/** The threads of a host, started once, asked in turn. */
export class Team {
  /** The words by which rounds are started and stopped. */
  readonly control: Int32Array = new Int32Array(new SharedArrayBuffer(CONTROL_SLOTS * 4));
  /** When the round began, on the shared clock. */
  readonly times: Float64Array = new Float64Array(new SharedArrayBuffer(8));
  readonly #workers: Worker[] = [];
  /** The other end of the last line, while its thread is not there. */
  #farEnd: MessagePort | undefined;

  /** Starts threads until there are `count`; each runs `entry` with the hidden argument for threads. */
  grow(entry: URL, count: number): void {
    while (this.#workers.length < count) {
      const line = this.#nextLine();
      const workerData: ThreadData = { me: this.#workers.length + 1, control: this.control, times: this.times, line };
      const options = { workerData, transferList: [line], argv: ['--thread'], resourceLimits: { maxYoungGenerationSizeMb: 256 } };
      this.#workers.push(new Worker(entry, options));
    }
  }

  /** One end of a line between two threads, then the other. */
  #nextLine(): MessagePort {
    const kept = this.#farEnd;
    this.#farEnd = undefined;
    if (kept) return kept;
    const { port1, port2 } = new MessageChannel();
    this.#farEnd = port2;
    return port1;
  }

  /** Number of threads. */
  get size(): number {
    return this.#workers.length;
  }

  /** Asks one thread, counted from 1, and resolves with its answer; rejects if it fails or ends. */
  ask(me: number, request: Request): Promise<unknown> {
    const worker = this.#workers[me - 1];
    if (!worker) return Promise.reject(new Error(`there is no thread ${String(me)}`));
    return new Promise((resolve, reject) => {
      const ended = (code: number): void => { reject(new Error(`thread ${String(me)} ended with code ${String(code)}`)); };
      worker.once('message', ({ value, error }: Reply) => {
        worker.off('exit', ended).off('error', reject);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
      worker.once('exit', ended).once('error', reject);
      worker.postMessage(request);
    });
  }

  /** Asks every one of the first `count` threads at once. */
  askAll(count: number, request: Request): Promise<unknown[]> {
    return Promise.all(Array.from({ length: count }, (_, i) => this.ask(i + 1, request)));
  }
}
