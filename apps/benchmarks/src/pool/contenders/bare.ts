import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Pool, PoolContender, PoolNeed, TaskName } from '../pool-shape.ts';
import { tasksFor } from './targets.ts';

/** As many answers are forgotten at a time. */
const OFTEN = 1024;

interface Waiting {
  readonly message: readonly [task: TaskName, argument: unknown];
  readonly moved: readonly ArrayBuffer[] | undefined;
  readonly resolve: (result: unknown) => void;
}

/** A worker with a line to it; its answers come in the order of its tasks. */
class Lane {
  readonly worker: Worker;
  readonly #port: MessagePort;
  #sent: Waiting[] = [];
  #answered = 0;

  constructor(onAnswer: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.worker = new Worker(tasksFor('bare'), { workerData: port2, transferList: [port2] });
    port1.on('message', (first: unknown) => {
      this.#answer(first);
      for (let next = receiveMessageOnPort(port1); next !== undefined; next = receiveMessageOnPort(port1)) this.#answer(next.message);
      onAnswer();
    });
  }

  get unanswered(): number {
    return this.#sent.length - this.#answered;
  }

  send(task: Waiting): void {
    this.#sent.push(task);
    if (task.moved) this.#port.postMessage(task.message, task.moved);
    else this.#port.postMessage(task.message);
  }

  #answer(result: unknown): void {
    this.#sent[this.#answered++]?.resolve(result);
    if (this.#answered < OFTEN) return;
    this.#sent = this.#sent.slice(this.#answered);
    this.#answered = 0;
  }
}

/** What one writes by hand: a worker each, a message for each task, the least busy worker gets the next. */
class BarePool implements Pool {
  readonly #lanes: readonly Lane[];
  readonly #most: number;
  #queue: Waiting[] = [];
  #next = 0;

  constructor({ workers, oneAtATime }: PoolNeed) {
    this.#most = oneAtATime ? 1 : Infinity;
    this.#lanes = Array.from({ length: workers }, () => new Lane(() => { this.#serve(); }));
  }

  run(task: TaskName, argument: unknown): Promise<unknown> {
    return this.#submit([task, argument], undefined);
  }

  runMoved(task: TaskName, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return this.#submit([task, bytes], [bytes.buffer]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()));
  }

  #submit(message: Waiting['message'], moved: Waiting['moved']): Promise<unknown> {
    return new Promise((resolve) => {
      this.#queue.push({ message, moved, resolve });
      this.#serve();
    });
  }

  #serve(): void {
    for (let task = this.#queue[this.#next]; task; task = this.#queue[++this.#next]) {
      const lane = this.#lanes.reduce((least, one) => (one.unanswered < least.unanswered ? one : least));
      if (lane.unanswered >= this.#most) return;
      lane.send(task);
    }
    this.#queue = [];
    this.#next = 0;
  }
}

/** Bare workers. */
export const barePool: PoolContender = {
  version: () => Promise.resolve(process.version),
  load: () => Promise.resolve((need: PoolNeed) => new BarePool(need)),
};
