import { BlockStore, ProcessDiedError, homeTable, load, store } from '@sync/atomics/internal';
import type { ChildOptions } from './child-platform.ts';
import { ForkedChild, NotBegun } from './forked-child.ts';
import { listenTo } from './ports.ts';
import { Runner } from './runner.ts';
import type { RunningTask } from './running-task.ts';
import type { ToWorker } from './messages.ts';
import type { Setup } from './setup.ts';
import { Tasks } from './tasks.ts';
import { AT_ONCE, SEAT_LEAVE, SEAT_PROCESS, SEAT_READY, SEAT_TASKS, seatAt, seatOf } from './words.ts';
import type { Written } from './written.ts';

/** A process that is ended by a signal before it could do anything is made again, so often. */
const ATTEMPTS = 3;

/** What a worker of a ProcessPool is told when it begins. */
export interface ProcessSetup extends Setup {
  readonly child: ChildOptions;
  readonly loadTimeout: number;
}

/** What a worker's thread of a ProcessPool does: it has a child process run tasks, one at a time, until it is to leave. */
export async function workByProcess(setup: ProcessSetup): Promise<void> {
  const { memory, layout, store: blocks, label, worker, port, maxTasks, maxHeapBytes } = setup;
  const words = new Int32Array(memory);
  const seat = seatAt(seatOf(layout, worker));
  const home = new ChildHome(setup, words, seat);
  const post = { label, words, layout, store: BlockStore.attach(blocks.buffer, blocks.byteOffset, homeTable()), worker, port };
  const mayGoOn = (): boolean => !home.isBroken && load(words, seat + SEAT_TASKS) < maxTasks && home.heap < maxHeapBytes;
  const runner: Runner = new Runner(post, new Tasks({}, label), mayGoOn, (task, call) =>
    home.run(task, call, (value) => {
      runner.report(task, value);
    }),
  );
  try {
    if (!(await home.begin())) return;
    store(words, seat + SEAT_READY, 1);
    listenTo(port, (message: ToWorker) => {
      runner.inbox.take(message);
      runner.pump();
    });
    await runner.run();
    if (home.isBroken) {
      // As if it had never begun: the next worker would fare no better.
      store(words, seat + SEAT_READY, 0);
      await home.child();
    }
  } finally {
    await home.end();
  }
  port.close?.();
}

/** Where the child process of a worker is: one after the other, if they die. */
class ChildHome {
  /** The last one could not begin. */
  isBroken = false;
  readonly #setup: ProcessSetup;
  readonly #words: Int32Array;
  readonly #seat: number;
  #child: ForkedChild | undefined;

  constructor(setup: ProcessSetup, words: Int32Array, seat: number) {
    this.#setup = setup;
    this.#words = words;
    this.#seat = seat;
  }

  get heap(): number {
    return this.#child?.heap ?? 0;
  }

  /** False: it is to leave before it has begun. */
  async begin(): Promise<boolean> {
    try {
      await this.child();
      return true;
    } catch (error) {
      if (this.#isCondemned) return false;
      throw error;
    }
  }

  /** One that may be given tasks. */
  async child(): Promise<ForkedChild> {
    for (let attempt = 1; ; attempt++) {
      if (this.#child?.isAlive !== true && !this.isBroken) this.#child = this.#fork();
      const child = this.#child as ForkedChild;
      try {
        await child.ready;
        return child;
      } catch (error) {
        // Somebody from outside may have ended it.
        const mayTryAgain = error instanceof ProcessDiedError && error.signal !== undefined && attempt < ATTEMPTS;
        if (mayTryAgain && !this.#isCondemned) continue;
        if (!this.#isCondemned) this.isBroken = true;
        throw error;
      }
    }
  }

  async run(task: RunningTask, call: Uint8Array, onReport: (value: unknown) => void): Promise<Written> {
    for (;;) {
      const child = await this.child().finally(() => {
        this.#checkCancelled(task);
      });
      const tell = (): void => {
        child.cancel(task.reason);
      };
      task.signal.addEventListener('abort', tell);
      try {
        return await child.run(call, onReport);
      } catch (error) {
        // Also if it was ended for that very reason.
        this.#checkCancelled(task);
        // Nobody has begun it: another one may.
        if (!(error instanceof NotBegun)) throw error;
      } finally {
        task.signal.removeEventListener('abort', tell);
      }
    }
  }

  async end(): Promise<void> {
    await this.#child?.end();
  }

  /** The worker is to leave, and its process was ended for that. */
  get #isCondemned(): boolean {
    return load(this.#words, this.#seat + SEAT_LEAVE) === AT_ONCE;
  }

  #checkCancelled(task: RunningTask): void {
    if (task.isCancelled) throw task.reason;
  }

  #fork(): ForkedChild {
    const { label, module, initializer, maxHeapBytes, child, loadTimeout } = this.#setup;
    return new ForkedChild({
      ...child,
      setup: { label, module, initializer, tellsHeap: maxHeapBytes !== Infinity },
      loadTimeout,
      onProcess: (pid) => {
        store(this.#words, this.#seat + SEAT_PROCESS, pid);
      },
    });
  }
}
