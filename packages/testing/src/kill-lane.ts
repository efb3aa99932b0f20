import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { LONG, pause } from './delays.ts';
import { environmentNumber } from './environment.ts';
import { KillMember } from './kill-member.ts';
import { GATE, HEAD_WORDS, MOST_NOTES, ONCE, OPEN, PERIL, RECORD_WORDS, STOP } from './kill-words.ts';
import type { Fate } from './kill-words.ts';
import type { Mode } from './mode.ts';
import { random } from './random-numbers.ts';
import type { Random } from './random-numbers.ts';
import { testSeed } from './test-seed.ts';
import { until } from './until.ts';
import { watch } from './watchdog.ts';

/** So many threads are ended in each kill lane: `SYNC_TEST_KILLS`, a thousand by default. */
export const KILLS: number = environmentNumber('SYNC_TEST_KILLS', 1000);

/** What a lane is made of. */
export interface KillLaneOptions {
  /** A module that calls `mortal` of `@sync/testing/worker`. */
  readonly fixture: URL;
  /** What all threads are given. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of the steps that a thread says it takes. */
  readonly steps: readonly string[];
  /** Names of what it notes. */
  readonly notes?: readonly string[];
  /** How many are ended. */
  readonly kills?: number;
  /** How many live until they are ended. */
  readonly victims?: number;
  /** Those that live to the end. */
  readonly survivors?: readonly Mode[];
  /** What the others are like. */
  readonly modes?: readonly Mode[];
  /** False: none ends by itself, all are terminated. */
  readonly fates?: boolean;
}

const MODES = ['sync', 'async', 'mixed'] as const;
/** Of so many some have died at every step. */
const MANY = 400;
/** Milliseconds that one which may end by itself is given for it. */
const GRACE = 5;
/** So many of the dead are reported, those that died last. */
const SHOWN = 12;
/** Milliseconds within which some are ended that have not yet begun. */
const START = 40;

/**
 * Threads that do something, of which some are ended at random points and others come in
 * their place, until so many have been ended: by `terminate()`, by `process.exit()` in the
 * thread, by an error that nobody catches. All go through a gate, so a test can have
 * all that live come to rest, and look whether everything is where it belongs.
 */
export class KillLane {
  /** Where all that is random comes from. */
  readonly numbers: Random;
  /** Those that live. */
  readonly living = new Set<KillMember>();
  readonly #options: Required<KillLaneOptions>;
  readonly #script: string;
  readonly #head: Int32Array = new Int32Array(new SharedArrayBuffer(4 * HEAD_WORDS));
  readonly #errors: unknown[] = [];
  /** How many, by the step that was their last. */
  readonly #deaths = new Map<string, number>();
  #dead: KillMember[] = [];
  #started = 0;
  #killed = 0;

  constructor(options: KillLaneOptions) {
    this.#options = { notes: [], kills: KILLS, victims: 12, survivors: MODES, modes: MODES, fates: true, ...options };
    if (this.#options.notes.length > MOST_NOTES) throw new RangeError('too many notes');
    this.numbers = random(testSeed());
    this.#script = bundled(options.fixture);
    onTestFinished(watch(this));
    for (const mode of this.#options.survivors) this.#start(mode, true);
  }

  /** Not yet so many as are to be ended. */
  get goesOn(): boolean {
    return this.#killed < this.#options.kills;
  }

  /** How many have been ended. */
  get killed(): number {
    return this.#killed;
  }

  /** Starts others in the place of those that were ended. They come to the gate. Some die before. */
  fill(): void {
    const { victims, modes } = this.#options;
    for (let missing = victims - this.#victims().length; missing > 0; missing--) {
      const member = this.#start(this.#among(modes), false);
      if (this.numbers.below(25) === 0) void this.#endEarly(member);
    }
  }

  /** Lets all go on. */
  open(): void {
    Atomics.store(this.#head, PERIL, 1);
    Atomics.or(this.#head, GATE, OPEN);
    Atomics.notify(this.#head, GATE);
  }

  /** Who comes to the gate from now on waits there, and none ends by itself. */
  close(): void {
    Atomics.store(this.#head, PERIL, 0);
    Atomics.and(this.#head, GATE, ~OPEN);
  }

  /** Lets all that are at the closed gate go through once; in peace none ends by itself meanwhile. */
  once(how?: 'in peace'): void {
    Atomics.store(this.#head, PERIL, how === undefined ? 1 : 0);
    for (const member of this.living) if (member.atGate) member.goesThrough();
    Atomics.add(this.#head, GATE, ONCE);
    Atomics.notify(this.#head, GATE);
  }

  /** What those that live have noted, added up. */
  sum(name: string, members: Iterable<KillMember> = this.living): number {
    return [...members].reduce((sum, member) => sum + member.noted(name), 0);
  }

  /** How many tasks they have. */
  get tasks(): number {
    return [...this.living].reduce((sum, { tasks }) => sum + tasks, 0);
  }

  /** True if all that live are at the gate, and none of them is about to end. */
  get isGathered(): boolean {
    return [...this.living].every(({ atGate, condemned }) => atGate && !condemned);
  }

  /** All that live have come to the gate. */
  gathered(): Promise<void> {
    return this.until('all that live have come to the gate', () => this.isGathered);
  }

  /** Polls until it is so, or until a thread has failed: throws what that has thrown. */
  async until(what: string, condition: () => boolean, limit: number = LONG): Promise<void> {
    await until(what, () => this.#errors.length > 0 || condition(), limit);
    for (const error of this.#errors) throw error;
  }

  /** Some of those that may be ended, rather many: to start others takes the time. */
  choose(): KillMember[] {
    const victims = this.#victims();
    const toDie = 1 + Math.max(this.numbers.below(victims.length), this.numbers.below(victims.length));
    while (victims.length > toDie) victims.splice(this.numbers.below(victims.length), 1);
    return victims;
  }

  /** Ends some, or these, at random points within a few milliseconds. */
  async strike(victims: readonly KillMember[] = this.choose(), within = 4): Promise<void> {
    await Promise.all(victims.map((victim) => this.#end(victim, within * this.numbers.next())));
  }

  /** Some of a full lane are ended while all go on; then those that live come to rest. */
  async round(): Promise<void> {
    this.fill();
    await this.gathered();
    this.open();
    await this.strike();
    this.close();
    await this.gathered();
  }

  /** Those that have died since this was asked last. */
  takeDead(): readonly KillMember[] {
    const dead = this.#dead;
    this.#dead = [];
    return dead;
  }

  /** Asserts that some have died at each of these steps, if there were many. */
  expectDeaths(...steps: readonly string[]): void {
    if (this.#options.kills < MANY) return;
    for (const step of steps) expect(this.#deaths.get(step), `deaths at the step "${step}"`).toBeGreaterThan(0);
  }

  /** Lets all that live finish, which they have to do in time. */
  async end(): Promise<void> {
    this.close();
    Atomics.store(this.#head, STOP, 1);
    Atomics.add(this.#head, GATE, ONCE);
    Atomics.notify(this.#head, GATE);
    await this.until('all that live have finished', () => this.living.size === 0);
  }

  /** Who does what, for the report of a wedged run. */
  toString(): string {
    const threads = [...this.living].map((member) => `\n    ${member.survives ? 'survivor' : 'victim'} ${String(member)}`);
    const dead = this.#dead.slice(-SHOWN).map((member) => `\n    dead ${String(member)}`);
    return `KillLane[${this.#killed} ended, SYNC_TEST_SEED=${this.numbers.seed}]${[...threads, ...dead].join('')}`;
  }

  #victims(): KillMember[] {
    return [...this.living].filter(({ survives }) => !survives);
  }

  #among<T>(all: readonly T[]): T {
    return all[this.numbers.below(all.length)] as T;
  }

  async #end(victim: KillMember, after: number): Promise<void> {
    if (after >= 1) await pause(after);
    // A timer has whole milliseconds.
    for (const end = performance.now() + (after % 1); performance.now() < end; );
    if (victim.hasFate) await Promise.race([victim.ended, pause(GRACE)]);
    await victim.terminate();
  }

  async #endEarly(member: KillMember): Promise<void> {
    await pause(this.numbers.below(START));
    if (member.tasks === 0) await member.terminate();
  }

  #start(mode: Mode, survives: boolean): KillMember {
    const { data, steps, notes } = this.#options;
    const start = {
      data,
      head: this.#head,
      record: new Int32Array(new SharedArrayBuffer(4 * RECORD_WORDS)),
      steps,
      notes,
      mode,
      who: this.#started++,
      seed: Math.floor(this.numbers.next() * 2 ** 31),
      gate: Atomics.load(this.#head, GATE),
      fate: survives ? undefined : this.#fate(),
    };
    const member = new KillMember(this.#script, start, survives);
    this.living.add(member);
    void member.ended.then(
      () => {
        this.#bury(member);
      },
      (error: unknown) => {
        this.living.delete(member);
        this.#errors.push(error);
      },
    );
    return member;
  }

  /** One in four ends by itself, soon or late. */
  #fate(): Fate | undefined {
    const dice = this.numbers.below(8);
    if (!this.#options.fates || dice > 1) return undefined;
    return { how: dice === 0 ? 'exit' : 'error', steps: 1 + Math.floor(2 ** (6 * this.numbers.next())) };
  }

  #bury(member: KillMember): void {
    this.living.delete(member);
    if (member.finished) return;
    this.#killed++;
    this.#dead.push(member);
    this.#deaths.set(member.step, (this.#deaths.get(member.step) ?? 0) + 1);
  }
}

/** The fixture with all that it imports, as one script: a thread starts in half the time of one that loads modules. */
function bundled(fixture: URL): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(fixture)],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
