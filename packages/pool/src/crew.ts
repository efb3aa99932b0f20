import { encodeError } from '@sync/codec';
import type { Thread } from '@sync/thread';
import { makeChannel } from '@sync/thread/internal';
import type { CrewEvents, CrewPlan, Worker } from './crew-plan.ts';
import { endProcess } from './end-process.ts';
import type { ToPool, ToWorker } from './messages.ts';
import { listenTo, takeFrom } from './ports.ts';
import { Reaper } from './reaper.ts';
import type { Seats } from './seats.ts';
import type { Submission } from './submission.ts';
import { diedWithTask, isTermination, tookTooLong } from './the-dead.ts';
import { later } from './timers.ts';
import type { Workers } from './workers.ts';

/** A worker may have so many calls that are for it alone, so that it need not wait for the next one. */
const MOST_POSTED = 2;

/** The workers of a pool, in the hands of its own thread. */
export class Crew implements Workers {
  readonly #plan: CrewPlan;
  readonly #seats: Seats;
  readonly #events: CrewEvents;
  readonly #workers = new Map<number, Worker>();
  readonly #obituaries = new Map<number, unknown>();
  readonly #reaper: Reaper;
  #isClosed = false;

  /** Nobody is hired yet: see {@link Crew.see}. */
  constructor(plan: CrewPlan, events: CrewEvents) {
    this.#plan = plan;
    this.#seats = plan.seats;
    this.#events = events;
    this.#sayIfHiring();
    this.#reaper = new Reaper(plan.seats, plan.idleTimeout, (worker) => {
      this.#seats.dismiss(worker);
      this.#ring(worker);
    });
  }

  /** How many there are. */
  get size(): number {
    return this.#workers.size;
  }

  /** Their threads. */
  get threads(): Thread[] {
    return Array.from(this.#workers.values(), ({ thread }) => thread);
  }

  /** The ids of their child processes. */
  get processes(): number[] {
    return Array.from(this.#workers.keys(), (worker) => this.#seats.process(worker)).filter((pid) => pid !== 0);
  }

  /** Milliseconds that they have spent on tasks. */
  get busy(): number {
    let sum = 0;
    for (const worker of this.#workers.keys()) sum += this.#seats.busy(worker);
    return sum / 1000;
  }

  /**
   * There may be something to do: sleepers are woken, and more workers begin.
   *
   * @param isSure the tasks have been waiting; else only as many as these are worth, if they take as long as others have
   */
  see(isSure: boolean): void {
    const { unfinished } = this.#events;
    const worth = isSure ? unfinished : this.#plan.pace.workersFor(unfinished);
    const wanted = Math.max(this.#plan.least, Math.min(this.#most, worth));
    while (this.#workers.size < wanted && this.#hire() !== undefined);
    this.#wake(worth);
  }

  /** There is one more task: the submitter may be blocked before it is asked to see to it. */
  seeToOne(): void {
    const worth = this.#plan.pace.workersFor(this.#events.unfinished);
    if (!this.#wake(worth, 1) && this.#workers.size < Math.min(this.#plan.most, worth)) this.#hire();
  }

  /** A worker has called for others. */
  seeToWanted(): void {
    if (!this.#seats.areWanted) return;
    if (!this.#wake(Infinity, 1) && this.#workers.size < this.#most) this.#hire();
  }

  /** See {@link Workers}: to the one that has the least to do; false: all of them have enough. */
  post(submission: Submission): boolean {
    let best: Worker | undefined;
    for (const worker of this.#workers.values()) {
      if (worker.posted < MOST_POSTED && !this.#seats.hasLeft(worker.number) && (best === undefined || this.#burden(worker) < this.#burden(best))) best = worker;
    }
    if ((best === undefined || this.#burden(best) > 0) && this.#workers.size < this.#most) best = this.#hire() ?? best;
    if (best === undefined) return false;
    const { number, port } = best;
    const { slot, posted: call, limits } = submission;
    if (!this.#seats.countPosted(number)) return this.post(submission); // it has just left
    try {
      port.postMessage({ kind: 'call', slot, call } satisfies ToWorker, limits?.transfer);
    } catch (error) {
      this.#seats.uncountPosted(number);
      throw error;
    }
    best.posted++;
    submission.postedTo = number;
    this.#ring(number);
    return true;
  }

  /** See {@link Workers}. */
  unpost(worker: number): void {
    const found = this.#workers.get(worker);
    if (found !== undefined) found.posted--;
  }

  /** All of them get a message. */
  sendAll(message: ToWorker): void {
    for (const { port } of this.#workers.values()) port.postMessage(message);
  }

  /** See {@link Workers}. */
  tell(worker: number, slot: number, reason?: unknown): void {
    const bytes = reason === undefined ? undefined : encodeError(reason);
    this.#workers.get(worker)?.port.postMessage({ kind: 'cancel', slot, reason: bytes } satisfies ToWorker);
  }

  /** See {@link Workers}. */
  terminate(worker: number, grace: number, runs: () => boolean): void {
    if (grace > 0) {
      later(grace, () => {
        this.terminate(worker, 0, runs);
      });
      return;
    }
    const found = this.#workers.get(worker);
    if (found === undefined || !runs()) return;
    this.#seats.condemn(worker, true);
    if (runs()) void this.#endNow(found);
    else this.#seats.condemn(worker, false);
  }

  /** See {@link Workers}. */
  receive(): void {
    for (const { port } of this.#workers.values()) takeFrom(port, this.#take);
  }

  /** Notices which of them have ended, for who is blocked, and does not hear of it. */
  tend(): void {
    for (const worker of this.#workers.values()) if (!worker.thread.isAlive) this.#end(worker);
  }

  /** See {@link Workers}. */
  isGone(worker: number): boolean {
    return this.#seats.isGone(worker);
  }

  /** See {@link Workers}. */
  whyGone(worker: number): unknown {
    // One that was condemned may have come to its end by itself.
    return this.#obituaries.get(worker) ?? diedWithTask(this.#events.label);
  }

  /** They leave when there is nothing to do, and nobody is hired any more. */
  close(): void {
    this.#isClosed = true;
    this.#reaper.stop();
    this.#seats.close();
    for (const worker of this.#workers.keys()) this.#ring(worker);
  }

  /** They are ended, whatever they do. */
  async terminateAll(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers.values()].map((worker) => this.#endNow(worker)));
    this.tend();
  }

  /** While some are blocked, others take their places. */
  get #most(): number {
    let blocked = 0;
    for (const worker of this.#workers.keys()) blocked += this.#seats.blocked(worker);
    return Math.min(this.#plan.most + blocked, this.#seats.count);
  }

  /** Whatever it does; one with a child process leaves when that has ended. */
  async #endNow({ number, thread }: Worker): Promise<void> {
    if (this.#seats.process(number) === 0) {
      await thread.terminate();
      return;
    }
    this.#seats.condemn(number, true);
    this.#ring(number);
    endProcess(() => this.#seats.process(number));
    await thread.joinAsync();
  }

  #burden({ number, posted }: Worker): number {
    return posted * 2 + (this.#seats.isAsleep(number) ? 0 : 1);
  }

  #sayIfHiring(): void {
    this.#seats.hires = !this.#isClosed && this.#workers.size < this.#plan.most;
  }

  #hire(): Worker | undefined {
    const number = this.#isClosed ? 0 : this.#seats.take();
    if (number === 0) return undefined;
    const { port1: port, port2 } = makeChannel();
    const thread = this.#plan.makeThread({ worker: number, port: port2 });
    const worker: Worker = { number, thread, port, posted: 0, late: undefined, forgive: () => undefined };
    this.#workers.set(number, worker);
    this.#sayIfHiring();
    listenTo(port, (message: ToPool) => {
      // Of the dead all has come before.
      if (this.#workers.has(number)) this.#take(message);
    });
    port.unref?.();
    for (const [index, object] of this.#plan.objects()) port.postMessage({ kind: 'object', number: index, object } satisfies ToWorker);
    try {
      thread.start();
    } catch (error) {
      this.#isClosed = true;
      this.#bury(worker, error);
      this.#events.onBroken(error);
      return undefined;
    }
    void thread.joinAsync({ unref: true }).then(() => {
      this.#end(worker);
    });
    worker.forgive = later(this.#plan.loadTimeout, () => {
      if (this.#seats.isReady(number)) return;
      worker.late = tookTooLong(thread, this.#plan.loadTimeout);
      void thread.terminate();
    });
    this.#reaper.watch(() => [...this.#workers.keys()], this.#plan.least);
    return worker;
  }

  readonly #take = (message: ToPool): void => {
    if (message === 0) this.#events.onBell();
    else this.#events.onMessage(message);
  };

  #ring(worker: number): boolean {
    const woken = this.#seats.wake(worker);
    if (woken) this.#workers.get(worker)?.port.postMessage(0 satisfies ToWorker);
    return woken;
  }

  /** Wakes sleepers until so many workers are awake, or `most` were woken; false: nobody was. */
  #wake(wanted: number, most = wanted): boolean {
    let left = wanted - this.#workers.size;
    for (const worker of this.#workers.keys()) left += Number(this.#seats.isAsleep(worker));
    let woken = 0;
    for (const worker of this.#workers.keys()) {
      if (woken >= most || woken >= left) break;
      if (this.#seats.isAsleep(worker) && !this.#seats.isLeaving(worker) && this.#ring(worker)) woken++;
    }
    return woken > 0;
  }

  /** A worker has ended: by itself, or not. */
  #end(worker: Worker): void {
    if (!this.#workers.has(worker.number)) return;
    let error: unknown;
    try {
      worker.thread.result({ timeout: 0 });
    } catch (thrown) {
      error = worker.late ?? thrown;
    }
    this.receive();
    const couldNotBegin = error !== undefined && !this.#seats.isReady(worker.number) && !isTermination(error);
    // The next one would fare no better.
    if (couldNotBegin) this.#isClosed = true;
    this.#bury(worker, error);
    if (couldNotBegin) this.#events.onBroken(error);
  }

  #bury({ number, port, forgive }: Worker, error: unknown): void {
    forgive();
    this.#workers.delete(number);
    if (error !== undefined) this.#obituaries.set(number, error);
    this.#seats.leave(number);
    this.#sayIfHiring();
    port.close?.();
    this.#events.onGone();
    this.#obituaries.delete(number);
    if (!this.#isClosed) this.see(true);
  }
}
