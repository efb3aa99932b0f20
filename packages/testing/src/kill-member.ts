import { Worker } from 'node:worker_threads';
import { endWithTest } from './bunch.ts';
import { ASLEEP, AT_GATE, FATAL, NOTES, ROUNDS, STEP, STEPS, TASKS } from './kill-words.ts';
import type { MortalStart } from './kill-words.ts';
import type { Mode } from './mode.ts';

/** One thread of a kill lane, living or dead. */
export class KillMember {
  /** Its number among all that were ever started. */
  readonly who: number;
  readonly mode: Mode;
  /** The lane lets it live. */
  readonly survives: boolean;
  /** The platform's number. */
  readonly threadId: number;
  /** Fulfilled when it has ended; rejects when it was not to. */
  readonly ended: Promise<void>;
  /** It ended because the lane is over. */
  finished = false;
  /** The lane is ending it. */
  condemned = false;
  /** So many rounds are to be over before it is at the gate again. */
  due = 0;
  readonly #worker: Worker;
  readonly #record: Int32Array;
  readonly #steps: readonly string[];
  readonly #notes: readonly string[];
  readonly #mayEnd: boolean;

  constructor(script: string, start: MortalStart<unknown>, survives: boolean) {
    this.who = start.who;
    this.mode = start.mode;
    this.survives = survives;
    this.#record = start.record;
    this.#steps = start.steps;
    this.#notes = start.notes;
    this.#mayEnd = start.fate !== undefined;
    this.#worker = new Worker(script, { eval: true, execArgv: [], workerData: start });
    this.threadId = this.#worker.threadId;
    endWithTest(this.#worker);
    this.ended = this.#end();
    this.ended.catch(() => undefined);
  }

  /** What it does, or did last. */
  get step(): string {
    return this.#steps[this.#load(STEP)] ?? '';
  }

  /** Rounds that it has gone through. */
  get rounds(): number {
    return this.#load(ROUNDS);
  }

  /** How many go through the rounds. */
  get tasks(): number {
    return this.#load(TASKS);
  }

  /** All its tasks wait for the gate to open. */
  get atGate(): boolean {
    return this.tasks > 0 && this.#load(AT_GATE) === this.tasks && this.rounds >= this.due;
  }

  /** It sleeps in a call that blocks, or did. */
  get asleep(): boolean {
    return this.#load(ASLEEP) === 1;
  }

  /** It may end by itself. */
  get hasFate(): boolean {
    return this.#mayEnd;
  }

  /** What it has noted. */
  noted(name: string): number {
    const index = this.#notes.indexOf(name);
    if (index < 0) throw new TypeError(`the lane does not know the name ${name}`);
    return this.#load(NOTES + index);
  }

  /** It goes through a closed gate once. */
  goesThrough(): void {
    this.due = this.rounds + this.tasks;
  }

  /** Ends it, wherever it is. */
  async terminate(): Promise<void> {
    this.condemned = true;
    await this.#worker.terminate();
    await this.ended;
  }

  /** As `#12 async: waits, asleep, after 31 steps and 4 rounds; held 2`. */
  toString(): string {
    const where = this.tasks === 0 ? 'starting' : this.atGate ? 'at the gate' : `${this.step || 'at work'}${this.asleep ? ', asleep' : ''}`;
    const notes = this.#notes.filter((name) => this.noted(name) !== 0).map((name) => `; ${name} ${this.noted(name)}`);
    return `#${this.who} (Worker-${this.threadId}, ${this.mode}): ${where}, after ${this.#load(STEPS)} steps and ${this.rounds} rounds${notes.join('')}`;
  }

  #end(): Promise<void> {
    return new Promise((resolve, reject) => {
      let error: unknown;
      this.#worker.once('error', (thrown: unknown) => (error = thrown));
      this.#worker.once('message', () => (this.finished = true));
      this.#worker.once('exit', () => {
        const isFatal = error instanceof Error && error.message === FATAL;
        const may = error === undefined ? this.condemned || this.#mayEnd || this.finished : isFatal && this.#mayEnd;
        if (may) resolve();
        else reject(error instanceof Error ? error : new Error(`${String(this)} has ended, and was not to: ${String(error)}`));
      });
    });
  }

  #load(word: number): number {
    return Atomics.load(this.#record, word);
  }
}
