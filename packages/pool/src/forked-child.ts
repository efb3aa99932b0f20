import { ProcessDiedError } from '@sync/atomics/internal';
import { decode, decodeError, encode, encodeError } from '@sync/codec';
import type { ChildSetup, FromChild } from './child-messages.ts';
import { fork, type ChildOptions, type ChildProcess } from './child-platform.ts';
import { Written } from './written.ts';

/** When a child has ended, what it has said comes within so many milliseconds; and the other way round. */
const LAST_WORDS = 1000;

/** How a child is made. */
export interface ForkPlan extends ChildOptions {
  readonly setup: ChildSetup;
  /** So long may it take until it may be given tasks, in milliseconds. */
  readonly loadTimeout: number;
  /** Told its id when it begins, and 0 when it has ended. */
  readonly onProcess: (pid: number) => void;
}

/** The child has died before it had the task. */
export class NotBegun extends Error {}

/** What is waited for. */
interface Awaited<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

interface Task extends Awaited<Written> {
  readonly onReport: (value: unknown) => void;
  hasBegun: boolean;
}

/** The child process of a worker, in the hands of its thread. */
export class ForkedChild {
  /** Resolves when it may be given tasks; rejects with what keeps it from that. */
  readonly ready: Promise<void>;
  /** Bytes of its heap, as far as it has said. */
  heap = 0;
  readonly #plan: ForkPlan;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #onEnded = (): void => undefined;
  #begun: Awaited<undefined> | undefined;
  #task: Task | undefined;
  #uncaught: { readonly error: unknown } | undefined;
  #exit: { readonly exitCode: number | undefined; readonly signal: string | undefined } | undefined;
  #isAlive = true;

  /** It begins. */
  constructor(plan: ForkPlan) {
    this.#plan = plan;
    this.#child = fork(plan);
    plan.onProcess(this.pid);
    this.#ended = new Promise((resolve) => {
      this.#onEnded = resolve;
    });
    this.ready = new Promise<undefined>((resolve, reject) => {
      this.#begun = { resolve, reject };
    });
    // Who waits for it hears of it.
    this.ready.catch(() => undefined);
    this.#listen();
    this.#limitLoading();
    this.#send({ kind: 'begin', setup: encode(plan.setup) });
  }

  /** Its id; 0: it could not even begin. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** It has not ended, as far as is known. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Has it run a task. Rejects with a {@link NotBegun}, or a ProcessDiedError, if it dies. */
  run(call: Uint8Array, onReport: (value: unknown) => void): Promise<Written> {
    return new Promise((resolve, reject) => {
      if (!this.#isAlive) {
        reject(new NotBegun());
        return;
      }
      this.#task = { resolve, reject, onReport, hasBegun: false };
      this.#send({ kind: 'call', call });
    });
  }

  /** The task that it runs was cancelled. */
  cancel(reason: unknown): void {
    this.#send({ kind: 'cancel', reason: encodeError(reason) });
  }

  /** It is to end; resolves when it has. */
  async end(): Promise<void> {
    if (this.#isAlive) {
      if (this.#child.connected) this.#child.disconnect();
      this.#killLater();
    }
    await this.#ended;
  }

  #send(message: Parameters<ChildProcess['send']>[0]): void {
    // One that has died is heard of otherwise.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #listen(): void {
    const child = this.#child;
    child.on('message', (message) => {
      this.#take(message);
    });
    child.on('error', (error) => {
      this.#uncaught ??= { error };
      if (this.pid === 0) this.#die();
    });
    child.on('exit', (code, signal) => {
      this.#exit = { exitCode: code ?? undefined, signal: signal ?? undefined };
      this.#plan.onProcess(0);
      if (child.connected) setTimeout(this.#die, LAST_WORDS);
      else setImmediate(this.#die);
    });
    child.on('disconnect', () => {
      if (this.#exit === undefined) this.#killLater();
      else this.#die();
    });
  }

  #take(message: FromChild): void {
    const task = this.#task;
    switch (message.kind) {
      case 'ready':
        this.#begun?.resolve(undefined);
        return;
      case 'failed':
        this.#begun?.reject(decodeError(message.error));
        return;
      case 'begun':
        if (task !== undefined) task.hasBegun = true;
        return;
      case 'report':
        task?.onReport(decode(message.value));
        return;
      case 'uncaught':
        this.#uncaught = { error: decodeError(message.error) };
        return;
      default:
        this.heap = message.heap;
        this.#task = undefined;
        task?.resolve(new Written(message.bytes, message.flags));
    }
  }

  /** Nothing more comes from it. */
  readonly #die = (): void => {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    const task = this.#task;
    this.#begun?.reject(this.#death('before it could run tasks'));
    task?.reject(task.hasBegun ? this.#death('while it ran the task') : new NotBegun());
    this.#onEnded();
  };

  #death(when: string): ProcessDiedError {
    const { pid } = this;
    const { exitCode, signal } = this.#exit ?? {};
    const how = pid === 0 ? 'could not begin' : signal === undefined ? `exited with code ${String(exitCode)}` : `was ended by ${signal}`;
    const options = this.#uncaught === undefined ? undefined : { cause: this.#uncaught.error };
    return new ProcessDiedError(`Process ${pid} of ${this.#plan.setup.label} ${how} ${when}`, { pid, exitCode, signal }, options);
  }

  #limitLoading(): void {
    const { loadTimeout, setup } = this.#plan;
    if (loadTimeout > 2 ** 30) return;
    const timer = setTimeout(() => {
      const what = setup.module ?? 'it';
      this.#begun?.reject(new ProcessDiedError(`Process ${this.pid} of ${setup.label}: ${what} was not loaded within ${loadTimeout} ms`, { pid: this.pid }));
      this.#child.kill('SIGKILL');
    }, loadTimeout);
    const loaded = (): void => {
      clearTimeout(timer);
    };
    this.ready.then(loaded, loaded);
  }

  #killLater(): void {
    const timer = setTimeout(() => {
      this.#child.kill('SIGKILL');
    }, LAST_WORDS);
    void this.#ended.then(() => {
      clearTimeout(timer);
    });
  }
}
