import type { Scenario } from '@sync/model';
import { scenarioOf, type Way } from '@sync/model-testing';
import { homeTable, isGone, load, notify, plainLoad, plainStore, store, swap } from '@sync/atomics/internal';
import type * as internal from '../../src/internal.ts';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export type Internal = typeof internal;

/** Who the submitter is, in the scenarios; the others are workers. */
const SUBMITTER = 0;
/** Ids of the checker's threads begin there. */
const FIRST_ID = 2;
/** Two workers, at two seats. Their numbers are 2 and 3. */
const SEATS = 2;

/** None of the workers. */
const NOBODY = 9;

/** Words behind those of the pool: how often a task has run. Plain: two that run one at once are in a data race. */
const RAN = 0;
/** How often a task was settled, by the submitter. */
const SETTLED = 4;
/** Bells of the workers, and of the submitter: 1: it was rung. */
const BELLS = 8;
/** How many tasks have begun, of those that meet. */
const MET = 12;
const MORE = 13;

/** A slice of a wait, in milliseconds. */
const SLICE = 50;

interface Taken {
  readonly slot: number;
}

/** A pool with one lane, as one thread sees it. */
export class Ground {
  readonly words: Int32Array;
  readonly lane: InstanceType<Internal['Lane']>;
  readonly seats: InstanceType<Internal['Seats']>;
  readonly internal: Internal;
  readonly #more: number;
  readonly #layout: { readonly seats: number; readonly slots: number };
  /** Of the submitter: what is in each slot; -1: nothing. */
  readonly #inSlots: number[];
  /** And which worker it was posted to; 0: none. */
  readonly #postedTo: number[];

  constructor(module: Internal, slots: number) {
    this.internal = module;
    this.#layout = { seats: SEATS, slots };
    this.#more = module.laneAt(this.#layout, 1);
    this.words = new Int32Array(new SharedArrayBuffer((this.#more + MORE) * 4));
    this.lane = new module.Lane(this.words, this.#layout, 0);
    this.seats = new module.Seats(this.words, this.#layout, undefined as never);
    this.#inSlots = new Array<number>(slots).fill(-1);
    this.#postedTo = new Array<number>(slots).fill(0);
    for (let worker = SEATS; worker < 2 * SEATS; worker++) {
      const seat = module.seatAt(worker % SEATS);
      this.words[seat + module.SEAT_NUMBER] = worker;
      this.words[seat + module.SEAT_STATE] = module.AWAKE;
    }
  }

  /** A worker's seat, in its hands. */
  seat(worker: number): InstanceType<Internal['Seat']> {
    return new this.internal.Seat(this.words, this.#layout, worker);
  }

  /** Puts a task into a slot, for any worker. */
  offer(task: number, slot: number): void {
    if (!this.tryOffer(task, slot)) throw new Error('there is no room');
  }

  /** The same; false: there is no room. */
  tryOffer(task: number, slot: number): boolean {
    this.#put(task, slot);
    return this.lane.offer(slot);
  }

  /** The same, for one worker. */
  reserve(task: number, slot: number, worker: number): void {
    this.#put(task, slot);
    this.#postedTo[slot] = worker;
    this.lane.reserve(slot);
  }

  /** Cancels what is in a slot: true, or false: somebody has taken it. */
  takeBack(slot: number): boolean {
    if (!this.lane.takeBack(slot)) return false;
    this.#inSlots[slot] = -1;
    return true;
  }

  /** A worker runs what it has taken; true: the submitter is to be rung. */
  run(slot: number, worker: number): boolean {
    const { words, lane, internal } = this;
    const at = lane.at(slot);
    const task = this.#taskIn(slot);
    const ran = this.#more + RAN + task;
    plainStore(words, ran, plainLoad(words, ran) + 1); // PLAIN: this is what is checked
    plainStore(words, at + internal.SLOT_LENGTH, -1 - task); // PLAIN: T4
    return lane.finish(slot, worker);
  }

  /** What has been run is settled; what was left by the dead, too. Returns how many tasks were not. */
  settle(): number {
    const { lane, internal } = this;
    const done: number[] = [];
    lane.drain(done);
    const all = this.#inSlots.flatMap((task, slot) => (task < 0 ? [] : [{ slot, postedTo: this.#postedTo[slot] ?? 0 }]));
    const slots = { lane, [Symbol.iterator]: () => all[Symbol.iterator]() };
    const arrivals = { has: ({ slot }: Taken) => done.includes(slot), add: ({ slot }: Taken) => void done.push(slot) };
    const hands = { isGone: (worker: number) => this.seats.isGone(worker) };
    internal.seeToTheDead(slots as never, arrivals as never, hands, ({ slot }) => {
      this.#free(slot);
    });
    for (const slot of done) {
      const result = this.#taskIn(slot);
      const task = this.#inSlots[slot] ?? -1;
      if (task < 0 || result !== -1 - task) throw new Error(`slot ${slot} has ${result} of task ${task}`);
      this.#free(slot);
    }
    return this.#inSlots.filter((task) => task >= 0).length;
  }

  /** Something has been run. */
  get hasDone(): boolean {
    return this.lane.hasDone;
  }

  /** Takes the lane over, whose owner is gone; false: a worker still runs something of that. */
  reclaim(): boolean {
    const payloads = { clear: () => undefined, recover: () => undefined } as never;
    return this.internal.reclaim(this.lane, payloads, (worker) => this.seats.isGone(worker));
  }

  /** Wakes so many sleepers as there are tasks for, as the crew does. */
  see(tasks: number): void {
    for (let left = tasks; left > 0 && this.#wakeOne(); left--);
  }

  /** All workers leave when there is nothing to do. */
  close(): void {
    this.seats.close();
    while (this.#wakeOne());
  }

  /** Rings for a worker, or for the submitter. */
  ring(who: number): void {
    store(this.words, this.#more + BELLS + who, 1);
    notify(this.words, this.#more + BELLS + who, Infinity);
  }

  /** Blocks until its bell rings. The submitter hears of deaths, too: false. */
  hear(who: number): boolean {
    const bell = this.#more + BELLS + who;
    while (!swap(this.words, bell, 1, 0)) {
      if (Atomics.wait(this.words, bell, 0, SLICE) === 'timed-out' && who === SUBMITTER && this.bury()) return false;
    }
    return true;
  }

  /** Blocks as the submitter does that waits for results; or a short time. */
  sleep(): void {
    if (Atomics.wait(this.words, this.lane.bell, this.internal.WAKE, SLICE) === 'timed-out') this.bury();
  }

  /** Workers that have died leave their seats; false: none has. */
  bury(): boolean {
    let any = false;
    for (let worker = SEATS; worker < 2 * SEATS; worker++) {
      if (this.seats.isGone(worker) || !isGone(FIRST_ID + worker - SEATS + 1, homeTable())) continue;
      this.seats.leave(worker);
      any = true;
    }
    return any;
  }

  /** Tasks that meet: each goes on when so many have begun. */
  meet(count: number): void {
    const met = this.#more + MET;
    Atomics.add(this.words, met, 1);
    notify(this.words, met, Infinity);
    for (let now = load(this.words, met); now < count; now = load(this.words, met)) Atomics.wait(this.words, met, now);
  }

  /** How often a task was run. */
  ran(task: number): number {
    return Number(this.words[this.#more + RAN + task]);
  }

  /** How often it was settled. */
  settled(task: number): number {
    return Number(this.words[this.#more + SETTLED + task]);
  }

  /** A scenario of the submitter, and one or two workers. */
  scenario(ways: readonly PoolWay[], outcomes: readonly (readonly unknown[])[], final: (ground: Ground, results: readonly unknown[]) => void): Scenario {
    const scenario = scenarioOf(this, ways, outcomes, (results) => {
      final(this, results);
    });
    return { ...scenario, mayDie: (thread) => thread !== SUBMITTER };
  }

  /** Which tasks nobody has taken yet. */
  rest(): number[] {
    const rest: number[] = [];
    const at = this.internal.laneAt(this.#layout, 0);
    const [head = 0, tail = 0] = [this.words[at + this.internal.LANE_HEAD], this.words[at + this.internal.LANE_TAIL]];
    if (head > tail) throw new Error('HEAD is beyond TAIL');
    for (let slot = this.lane.take(NOBODY); slot >= 0; slot = this.lane.take(NOBODY)) rest.push(this.#taskIn(slot));
    return rest;
  }

  #taskIn(slot: number): number {
    return plainLoad(this.words, this.lane.at(slot) + this.internal.SLOT_LENGTH); // PLAIN: T1
  }

  #put(task: number, slot: number): void {
    this.#inSlots[slot] = task;
    this.#postedTo[slot] = 0;
    plainStore(this.words, this.lane.at(slot) + this.internal.SLOT_LENGTH, task); // PLAIN: T1
  }

  #free(slot: number): void {
    const settled = this.#more + SETTLED + (this.#inSlots[slot] ?? 0);
    plainStore(this.words, settled, plainLoad(this.words, settled) + 1); // PLAIN: nobody else does
    this.lane.free(slot);
    this.#inSlots[slot] = -1;
  }

  #wakeOne(): boolean {
    for (let worker = SEATS; worker < 2 * SEATS; worker++) {
      if (!this.seats.wake(worker)) continue;
      this.ring(worker - SEATS + 1);
      return true;
    }
    return false;
  }
}

/** What a thread does in a pool, and what came of it. */
export type PoolWay = Way<Ground>;
