import {
  InvalidStateError,
  SPIN_FOR,
  interruptBy,
  load,
  receive,
  share,
  spinUntil,
  store,
  within,
  type BlockStore,
} from '@sync/atomics/internal';
import { unpacked } from './call.ts';
import { Inbox } from './inbox.ts';
import { Lane, NOTHING } from './lane.ts';
import type { Port } from './messages.ts';
import { Outbox } from './outbox.ts';
import { NUMBERED, Payloads } from './payload.ts';
import { afterTurn } from './platform.ts';
import { RunningTask } from './running-task.ts';
import { Seat } from './seat.ts';
import { SharedObjects } from './shared-objects.ts';
import type { Tasks } from './tasks.ts';
import {
  POOL_SEATS,
  POOL_WANTED,
  SLOT_BEGAN,
  SLOT_REPORTS,
  SLOT_TOOK,
  microseconds,
  seatOf,
  type Layout,
} from './words.ts';

/** So long may a worker run one task after the other before its event loop has a turn, in microseconds. */
const TURN = 10_000;

/** What a worker of a pool has to do with. */
export interface Post {
  /** As `ThreadPool(jobs)`. */
  readonly label: string;
  readonly words: Int32Array;
  readonly layout: Layout;
  readonly store: BlockStore;
  /** The worker's number. */
  readonly worker: number;
  /** To the pool's thread. */
  readonly port: Port;
}

/** Takes tasks, and runs them, in a worker of a pool. */
export class Runner {
  /** What it works with. */
  readonly post: Post;
  /** See there. */
  readonly payloads: Payloads;
  /** See there. */
  readonly objects: SharedObjects;
  /** What comes from the pool's thread. */
  readonly inbox: Inbox;
  /** The tasks that are not over. */
  readonly running = new Set<RunningTask>();
  /** The one that was begun last. */
  current: RunningTask | undefined;
  readonly #outbox: Outbox;
  readonly #tasks: Tasks;
  readonly #lanes: Lane[] = [];
  readonly #seat: Seat;
  readonly #mayGoOn: () => boolean;
  #ended: () => void = () => undefined;

  /** @param mayGoOn asked between tasks: false: the worker is used up */
  constructor(post: Post, tasks: Tasks, mayGoOn: () => boolean) {
    const { words, layout, store: blocks, worker, port } = post;
    this.post = post;
    this.#tasks = tasks;
    this.#mayGoOn = mayGoOn;
    this.#seat = new Seat(words, layout, worker);
    this.payloads = new Payloads(words, blocks);
    this.objects = new SharedObjects(refuseToPublish);
    this.inbox = new Inbox(port, words, this.#seat.posted, this.objects, (slot, reason) => {
      this.#cancelled(slot, reason);
    });
    this.#outbox = new Outbox(this.payloads, this.objects, port);
    interruptBy(interruptionOf(this));
  }

  /** The lane of the tasks that this worker's tasks submit. */
  get ownLane(): Lane {
    return this.#lane(seatOf(this.post.layout, this.post.worker) + 1);
  }

  /** Runs tasks until the worker is to leave. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.pump();
    });
  }

  /** Runs what there is, and then sleeps; called when something may have come. */
  pump(): void {
    this.#seat.wake();
    const began = microseconds();
    while (this.running.size === 0) {
      if (this.#seat.mustLeave || !this.#mayGoOn()) {
        this.#ended();
        return;
      }
      if (this.#runNext()) {
        if (((microseconds() - began) | 0) < TURN) continue;
        afterTurn(() => {
          this.pump();
        });
        return;
      }
      if (this.#seat.mayLeave) {
        this.#ended();
        return;
      }
      if (!spinUntil(this.#mayHave, SPIN_FOR.event) && this.#seat.sleep(this.#mayHave)) return;
    }
    // They await something: what they have submitted may be run here.
    this.#runOwn(began);
  }

  /** Runs a task that the worker's own tasks have submitted; false: there is none. */
  runOwn(): boolean {
    const slot = this.ownLane.take(this.post.worker);
    if (slot === NOTHING) return false;
    this.#run(this.ownLane, slot);
    return true;
  }

  /** What a task of this worker tells of its progress. */
  report(task: RunningTask, value: unknown): void {
    const { lane, slot } = task;
    if (lane !== this.#lane(0)) return;
    this.#outbox.send({ kind: 'report', slot, value: share(value) });
    store(lane.words, lane.at(slot) + SLOT_REPORTS, ++task.reports);
  }

  /** The pool's thread is to see to the sleepers, and to more workers. */
  callForHands(): void {
    store(this.post.words, POOL_WANTED, 1);
    this.#ringIf(this.#lane(0).alarm());
  }

  #lane(index: number): Lane {
    return (this.#lanes[index] ??= new Lane(this.post.words, this.post.layout, index));
  }

  #runNext(): boolean {
    for (let posted = this.inbox.nextCall(); posted !== undefined; posted = this.inbox.nextCall()) {
      const lane = this.#lane(0);
      if (!lane.takeThis(posted.slot, this.post.worker)) continue;
      this.#run(lane, posted.slot, posted.call);
      return true;
    }
    return this.#eachLane((lane) => {
      const slot = lane.take(this.post.worker);
      if (slot === NOTHING) return false;
      this.#run(lane, slot);
      return true;
    });
  }

  #runOwn(began: number): void {
    while (this.running.size > 0 && this.runOwn()) {
      if (((microseconds() - began) | 0) < TURN) continue;
      afterTurn(() => {
        this.pump();
      });
      return;
    }
  }

  /** Those of workers first: whoever submitted them waits for them. */
  #eachLane(use: (lane: Lane) => boolean): boolean {
    for (let lane = load(this.post.words, POOL_SEATS); lane >= 0; lane--) if (use(this.#lane(lane))) return true;
    return false;
  }

  readonly #mayHave = (): boolean => this.inbox.hasCalls || this.#eachLane((lane) => lane.hasTasks);

  #run(lane: Lane, slot: number, posted?: unknown): void {
    const { words } = this.post;
    store(words, lane.at(slot) + SLOT_BEGAN, microseconds() || 1);
    this.#seat.begin();
    const task = new RunningTask(lane, slot);
    const outer = this.current;
    this.current = task;
    this.running.add(task);
    try {
      const call = posted === undefined ? this.#readCall(task) : receive(posted);
      const result = isThenable(call) ? call.then((list) => this.#call(task, list)) : this.#call(task, call);
      if (isThenable(result)) {
        this.#await(task, result, outer);
        return;
      }
      this.#succeed(task, result);
    } catch (error) {
      this.#fail(task, error);
    }
    this.#over(task, outer);
  }

  #readCall({ lane, slot }: RunningTask): unknown {
    const at = lane.at(slot);
    const call = this.payloads.read(at);
    return (this.payloads.flags(at) & NUMBERED) === 0 ? call : this.inbox.restore(call);
  }

  #call(task: RunningTask, list: unknown): unknown {
    const call = unpacked(list as unknown[]);
    task.name = call.name;
    task.context = call.context;
    const { fn, isAsync } = this.#tasks.find(call);
    const run = (): unknown => this.#tasks.inContext(call.context, () => fn(...(call.args as never[])));
    return isAsync ? within(task, run) : run();
  }

  #await(task: RunningTask, result: PromiseLike<unknown>, outer: RunningTask | undefined): void {
    const end = (): void => {
      this.#over(task, outer);
      this.pump();
    };
    result.then(
      (value) => {
        this.#succeed(task, value);
        end();
      },
      (error: unknown) => {
        this.#fail(task, error);
        end();
      },
    );
  }

  #succeed(task: RunningTask, value: unknown): void {
    try {
      this.#outbox.succeed(task, value, task.lane === this.#lane(0));
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #fail(task: RunningTask, error: unknown): void {
    this.#outbox.fail(task, this.#tasks.explained(error, task.name), task.isCancelled && error === task.reason);
  }

  #over(task: RunningTask, outer: RunningTask | undefined): void {
    const { words } = this.post;
    const { lane, slot } = task;
    const at = lane.at(slot);
    this.running.delete(task);
    this.current = outer !== undefined && this.running.has(outer) ? outer : undefined;
    const took = (microseconds() - load(words, at + SLOT_BEGAN)) | 0;
    store(words, at + SLOT_TOOK, took);
    this.#seat.end(took);
    this.#ringIf(lane.finish(slot, this.post.worker)); // T4
  }

  #cancelled(slot: number, reason: unknown): void {
    for (const task of this.running) {
      if (task.slot !== slot || task.lane !== this.#lane(0)) continue;
      task.reason = reason;
      task.tell();
    }
  }

  #ringIf(rings: boolean): void {
    if (rings) this.#outbox.send(0);
  }
}

/** A blocking wait of a task that is cancelled throws the reason. */
function interruptionOf(runner: Runner): Parameters<typeof interruptBy>[0] {
  return {
    get pending() {
      return runner.current?.isPending ?? false;
    },
    take() {
      runner.inbox.receive();
      return runner.current?.answer();
    },
  };
}

function refuseToPublish(): never {
  throw new InvalidStateError('memory that was made in a task cannot be handed to another task: return it, or make it before');
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
