import {
  InvalidStateError,
  SPIN_FOR,
  load,
  share,
  spinUntil,
  store,
  type BlockStore,
} from '@sync/atomics/internal';
import type { Call } from './call.ts';
import { Execution, type Elsewhere } from './execution.ts';
import { Inbox } from './inbox.ts';
import { Lane, NOTHING } from './lane.ts';
import type { Port } from './messages.ts';
import { Outbox } from './outbox.ts';
import { Payloads } from './payload.ts';
import { afterTurn } from './platform.ts';
import type { RunningTask } from './running-task.ts';
import { Seat } from './seat.ts';
import { SharedObjects } from './shared-objects.ts';
import { TaskExecutor } from './task-executor.ts';
import type { Tasks } from './tasks.ts';
import {
  ASLEEP,
  POOL_SEATS,
  POOL_WANTED,
  SLOT_REPORTS,
  microseconds,
  SEAT_STATE,
  seatAt,
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
  /** The tasks that it runs. */
  readonly execution: Execution;
  readonly #outbox: Outbox;
  readonly #tasks: Tasks;
  readonly #lanes: Lane[] = [];
  readonly #seat: Seat;
  readonly #mayGoOn: () => boolean;
  #executor: TaskExecutor | undefined;
  #ended: () => void = () => undefined;

  /**
   * @param mayGoOn asked between tasks: false: the worker is used up
   * @param elsewhere who runs them, if it is not this thread
   */
  constructor(post: Post, tasks: Tasks, mayGoOn: () => boolean, elsewhere?: Elsewhere) {
    const { words, layout, store: blocks, worker, port } = post;
    this.post = post;
    this.#tasks = tasks;
    this.#mayGoOn = mayGoOn;
    this.#seat = new Seat(words, layout, worker);
    this.payloads = new Payloads(words, blocks);
    this.objects = new SharedObjects(refuseToPublish);
    this.inbox = new Inbox(port, words, this.#seat.posted, this.objects, (slot, reason) => {
      this.execution.cancelled(slot, reason);
    });
    this.#outbox = new Outbox(this.payloads, this.objects, port);
    this.execution = new Execution({
      worker,
      seat: this.#seat,
      payloads: this.payloads,
      inbox: this.inbox,
      outbox: this.#outbox,
      tasks,
      elsewhere,
      isMain: (lane) => lane === this.#lane(0),
      onOver: () => {
        this.pump();
      },
    });
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
    while (this.execution.running.size === 0) {
      if (this.#seat.mustLeave || (this.#isFree && !this.#mayGoOn())) this.inbox.close();
      if (this.inbox.isClosed && (this.#seat.mustLeave || this.#hasNothing)) {
        this.#ended();
        return;
      }
      if (this.#runNext()) {
        if (((microseconds() - began) | 0) < TURN) continue;
        this.#pumpLater();
        return;
      }
      if (this.inbox.hasCalls) {
        // Not all runtimes can look for them.
        this.#pumpLater();
        return;
      }
      if (this.#seat.mayLeave && this.#isFree) {
        this.inbox.close();
        continue;
      }
      if (!spinUntil(this.#mayHave, SPIN_FOR.event) && this.#seat.sleep(this.#mayHave, this.#isFree)) return;
    }
    // They await something: what they have submitted may be run here.
    this.#runOwn(began);
  }

  /** Runs a certain task; false: somebody else has taken it. */
  runThis(lane: Lane, slot: number): boolean {
    if (!lane.takeThis(slot, this.post.worker)) return false;
    this.execution.run(lane, slot);
    return true;
  }

  /** Whether a task's function is known to return promises. */
  isAsync(call: Pick<Call, 'name' | 'text'>): boolean {
    return this.#tasks.isAsync(call);
  }

  /** It is blocked, waiting for what it cannot run itself: another worker may begin. */
  set blocked(isBlocked: boolean) {
    this.#seat.blocked = Number(isBlocked);
    if (isBlocked) this.callForHands();
  }

  /** Others may be woken: a snapshot. */
  get isAnyoneAsleep(): boolean {
    const { words } = this.post;
    for (let seat = load(words, POOL_SEATS) - 1; seat >= 0; seat--) if (load(words, seatAt(seat) + SEAT_STATE) === ASLEEP) return true;
    return false;
  }

  /** The pool, for the tasks of its tasks. */
  get executor(): TaskExecutor {
    return (this.#executor ??= new TaskExecutor(this));
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

  #pumpLater(): void {
    afterTurn(() => {
      this.pump();
    });
  }

  /** The lane of the tasks that this worker's tasks submit. */
  get #ownLane(): Lane {
    return this.#lane(seatOf(this.post.layout, this.post.worker) + 1);
  }

  #lane(index: number): Lane {
    return (this.#lanes[index] ??= new Lane(this.post.words, this.post.layout, index));
  }

  #runNext(): boolean {
    for (let posted = this.inbox.nextCall(); posted !== undefined; posted = this.inbox.nextCall()) {
      const lane = this.#lane(0);
      if (!lane.takeReserved(posted.slot, this.post.worker)) continue;
      this.execution.run(lane, posted.slot, posted.call);
      return true;
    }
    return this.#eachLane(this.#runFrom);
  }

  /** Runs the first task of a lane; false: there is none. */
  readonly #runFrom = (lane: Lane): boolean => {
    const slot = lane.take(this.post.worker);
    if (slot === NOTHING) return false;
    this.execution.run(lane, slot);
    return true;
  };

  #runOwn(began: number): void {
    while (this.execution.running.size > 0 && this.#runFrom(this.#ownLane)) {
      if (((microseconds() - began) | 0) < TURN) continue;
      this.#pumpLater();
      return;
    }
  }

  /** Those of workers first: whoever submitted them waits for them. */
  #eachLane(use: (lane: Lane) => boolean): boolean {
    for (let lane = load(this.post.words, POOL_SEATS); lane >= 0; lane--) if (use(this.#lane(lane))) return true;
    return false;
  }

  /** Nothing that its tasks have submitted is on its way. */
  get #isFree(): boolean {
    return (this.#executor?.unfinished ?? 0) === 0;
  }

  /** There is nothing that nobody else could do. */
  get #hasNothing(): boolean {
    return this.#isFree && !this.inbox.hasCalls;
  }

  readonly #mayHave = (): boolean => this.inbox.hasCalls || this.#eachLane((lane) => lane.hasTasks);

  #ringIf(rings: boolean): void {
    if (rings) this.#outbox.send(0);
  }
}

function refuseToPublish(): never {
  throw new InvalidStateError('memory that was made in a task cannot be handed to another task: return it, or make it before');
}
