import { Worker, workerData } from 'node:worker_threads';
import { javaScriptContender } from './contenders/catalogue.ts';
import { sharedNow } from './control-words.ts';

/** Time for the other to fall asleep on what this one holds. */
const LINGER_MS = 5;

interface VictimData {
  readonly contender: string;
  readonly shared: unknown;
  /** Word 0: 0, 1 it holds the lock, 2 the other wants it. */
  readonly words: Int32Array;
  /** When it took its last step, on the shared clock. */
  readonly ended: Float64Array;
}

/** A thread that takes a lock, and ends while another waits for it. */
export class Victim {
  readonly #words = new Int32Array(new SharedArrayBuffer(4));
  readonly #ended = new Float64Array(new SharedArrayBuffer(8));
  readonly #gone: Promise<unknown>;

  /** Starts it: this program again, in a thread, with a hidden argument. */
  constructor(contender: string, shared: unknown) {
    const data: VictimData = { contender, shared, words: this.#words, ended: this.#ended };
    const worker = new Worker(process.argv[1] ?? '', { argv: ['--victim'], workerData: data });
    this.#gone = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  }

  /** Resolves when it holds the lock. */
  async holds(): Promise<void> {
    const waiting = Atomics.waitAsync(this.#words, 0, 0);
    await Promise.race([waiting.value, this.#gone]);
  }

  /** Lets it end: the caller is about to wait. */
  letGo(): void {
    Atomics.store(this.#words, 0, 2);
    Atomics.notify(this.#words, 0);
  }

  /** Resolves when it is gone, with the time of its last step. */
  async end(): Promise<number> {
    await this.#gone;
    return this.#ended[0] ?? 0;
  }
}

/** In its thread. */
export async function runVictim(): Promise<void> {
  const { contender, shared, words, ended } = workerData as VictimData;
  const { blocking } = await javaScriptContender(contender).attach(shared);
  blocking?.acquire();
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  while (Atomics.load(words, 0) === 1) Atomics.wait(words, 0, 1);
  Atomics.wait(words, 0, 2, LINGER_MS);
  ended[0] = sharedNow();
  process.exit();
}
