import { InvalidStateError, store } from '@sync/atomics/internal';
import { decode, decodeError, encode, encodeError } from '@sync/codec';
import { callTask } from './call-task.ts';
import type { ChildSetup, FromChild, ToChild } from './child-messages.ts';
import { ownProcess } from './child-platform.ts';
import type { Lane } from './lane.ts';
import { loadTasks } from './load-tasks.ts';
import { FAILED, STOPPED } from './payload.ts';
import { usedHeap } from './platform.ts';
import { runnerHere, type TaskRunner } from './runner-here.ts';
import { RunningTask } from './running-task.ts';
import type { Tasks } from './tasks.ts';
import { Transferring } from './transferring.ts';
import { SLOT_CANCEL, SLOT_WORDS } from './words.ts';

/** What a child process of a pool does: it runs the tasks that its thread hands it, until that lets go of it. */
export function workInChild(): void {
  const own = ownProcess();
  const child = new ChildRunner((message) => {
    if (own.connected === true) own.send?.(message);
  });
  runnerHere().runner = child;
  own.on('message', (message) => {
    child.take(message);
  });
  own.on('uncaughtExceptionMonitor', (error) => {
    child.tellUncaught(error);
  });
  // Its parent has ended, or wants no more of it.
  own.on('disconnect', () => own.exit());
}

/** Runs one task at a time, in a child process. */
class ChildRunner implements TaskRunner {
  readonly execution = { running: new Set<RunningTask>(), current: undefined as RunningTask | undefined };
  /** Nothing comes but by the event loop. */
  readonly inbox = { receive: (): void => undefined };
  readonly #send: (message: FromChild) => void;
  /** Of the one task: it is cancelled by a message. */
  readonly #words = new Int32Array(SLOT_WORDS);
  /** Of a lane, a task needs no more. */
  readonly #lane = { words: this.#words, at: () => 0 } as unknown as Lane;
  #tasks: Tasks | undefined;
  #tellsHeap = false;

  constructor(send: (message: FromChild) => void) {
    this.#send = send;
  }

  get executor(): never {
    throw new InvalidStateError('a task in a child process has no pool to submit to; make one there, or use a ThreadPool');
  }

  report(_: RunningTask, value: unknown): void {
    this.#send({ kind: 'report', value: encode(value, { path: 'report' }) });
  }

  tellUncaught(error: unknown): void {
    this.#send({ kind: 'uncaught', error: encodeError(error) });
  }

  take(message: ToChild): void {
    const task = this.execution.current;
    switch (message.kind) {
      case 'begin':
        void this.#begin(decode(message.setup) as ChildSetup);
        return;
      case 'call':
        this.#send({ kind: 'begun' });
        void this.#run(message.call);
        return;
      default:
        if (task === undefined) return;
        store(this.#words, SLOT_CANCEL, 1);
        task.reason = decodeError(message.reason);
        task.tell();
    }
  }

  async #begin({ label, module, initializer, tellsHeap }: ChildSetup): Promise<void> {
    this.#tellsHeap = tellsHeap;
    try {
      this.#tasks = await loadTasks(label, module);
      if (initializer !== undefined) await this.#tasks.initialize(initializer);
      this.#send({ kind: 'ready' });
    } catch (error) {
      this.#send({ kind: 'failed', error: encodeError(error) });
    }
  }

  async #run(call: Uint8Array): Promise<void> {
    const { execution, inbox } = this;
    const tasks = this.#tasks as Tasks;
    store(this.#words, SLOT_CANCEL, 0);
    const task = new RunningTask(this.#lane, 0, false);
    execution.running.add(task);
    execution.current = task;
    let bytes: Uint8Array;
    let flags = 0;
    try {
      const value = await callTask(tasks, inbox, task, decode(call));
      bytes = written(value);
    } catch (error) {
      flags = FAILED | (task.isCancelled && error === task.reason ? STOPPED : 0);
      bytes = encodeError(tasks.explained(error, task.name));
    }
    task.isOver = true;
    execution.running.delete(task);
    execution.current = undefined;
    this.#send({ kind: 'result', bytes, flags, heap: this.#tellsHeap ? usedHeap() : 0 });
  }
}

/** Without any bytes: undefined, as in a slot. */
function written(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  return encode(value instanceof Transferring ? value.value : value, { path: 'result' });
}
