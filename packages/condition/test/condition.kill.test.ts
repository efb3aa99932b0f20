import type { Condition } from '@sync/condition';
import { LONG, Subject, bunch, closeSubjects, endThreads, pause, random, testSeed, until } from '@sync/testing';
import type { Bunch, Random } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { conditionSpec, entriesOf, isEmpty, notify, task, waitingIn } from './spec.ts';
import { CAME, DONE, GATE, LEFT, NOTIFIED, OWN, STAYING } from './workers/rounds-words.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const ROUNDS = new URL('workers/rounds.mjs', import.meta.url);
const KILLS = Number(process.env.SYNC_TEST_KILLS ?? 30);
const MODES = ['sync', 'async'] as const;
/** Of those that a thread has waiting in a round. */
const WAITS = { sync: 1, async: 6 } as const;

interface Member {
  readonly run: Bunch<unknown>;
  readonly own: number;
  readonly mode: (typeof MODES)[number];
}

/** Threads that wait in rounds, until they are ended. */
class Company {
  readonly #subject: Subject<Condition>;
  readonly #control: Int32Array;
  readonly #seed: number;
  readonly #errors: unknown[] = [];
  readonly #dead = new Set<Bunch<unknown>>();
  members: Member[] = [];
  #next = 0;
  #round = 0;

  constructor(subject: Subject<Condition>, most: number, numbers: Random) {
    this.#subject = subject;
    this.#seed = numbers.seed;
    this.#control = new Int32Array(new SharedArrayBuffer(4 * (OWN + 4 * most)));
  }

  join(mode: Member['mode']): void {
    const own = this.#next++;
    const data = { handle: this.#subject.record.handle, control: this.#control, seed: this.#seed, mode, own, round: this.#round };
    const run = bunch(1, ROUNDS, data, { limit: 10 * LONG });
    run.members[0]?.result.catch((error: unknown) => this.#dead.has(run) || this.#errors.push(error));
    this.members.push({ run, own, mode });
  }

  /** What those that live have counted. */
  count(word: number): number {
    for (const error of this.#errors) throw error;
    return this.members.reduce((sum, { own }) => sum + Atomics.load(this.#control, OWN + 4 * own + word), 0);
  }

  /** All begin to wait. */
  async begin(): Promise<void> {
    this.#control.fill(0, OWN);
    Atomics.store(this.#control, DONE, 0);
    this.#open(++this.#round);
    const all = this.members.reduce((sum, { mode }) => sum + WAITS[mode], 0);
    await until('all have come', () => this.count(CAME) === all);
  }

  /** One of them is ended, while nobody of them holds the lock. Returns how many of its own were notified and had returned. */
  async kill(at: number): Promise<number> {
    const [victim] = this.members.splice(at, 1);
    if (victim === undefined) throw new Error('there is no such member');
    this.#dead.add(victim.run);
    const { lock: condition } = this.#subject;
    expect(await condition.acquireAsync({ timeout: LONG })).toBe(true);
    await Promise.all(victim.run.members.map((member) => member.terminate()));
    condition.release();
    return Atomics.load(this.#control, OWN + 4 * victim.own + NOTIFIED);
  }

  /** All are through with the round. */
  ended(): Promise<void> {
    return until('all are through', () => this.count(CAME) === this.count(NOTIFIED) + this.count(LEFT) && Atomics.load(this.#control, DONE) >= this.members.length);
  }

  async end(): Promise<void> {
    this.#open(-1);
    await Promise.all(this.members.map(({ run }) => run.join()));
  }

  #open(round: number): void {
    Atomics.store(this.#control, GATE, round);
    Atomics.notify(this.#control, GATE);
  }
}

/** Rounds in which all come before anybody is notified: then each notification reaches one, whoever leaves or dies. */
async function play(threads: number, rounds: number, kills: number): Promise<void> {
  const subject = new Subject<Condition>(conditionSpec);
  const { lock: condition, words } = subject;
  const numbers = random(testSeed());
  const company = new Company(subject, threads + kills, numbers);
  for (let at = 0; at < threads; at++) company.join(MODES[at % 2]!);
  let killed = 0;
  for (let round = 0; round < rounds || killed < kills; round++) {
    await company.begin();
    // The last in the line, and there to look after the dead when all others have left.
    const last = task(condition);
    // So many that some are left over to whom a notification could go.
    const victim = killed < kills ? numbers.below(threads) : -1;
    let toDie = victim < 0 ? undefined : company.members[victim];
    const least = Math.max(0, company.count(STAYING) - (toDie === undefined ? 0 : WAITS[toDie.mode]));
    const most = numbers.below(least + 1);
    let gone = 0;
    let given = 0;
    while (given < most || toDie !== undefined) {
      if (toDie !== undefined && (given === most || numbers.below(3) === 0)) {
        gone = await company.kill(company.members.indexOf(toDie));
        toDie = undefined;
        killed++;
      } else if (given < most) {
        const count = Math.min(1 + numbers.below(2), most - given);
        notify(condition, count);
        given += count;
      }
      if (numbers.below(2) === 0) await pause(numbers.below(4));
    }
    await until(`as many go on as were notified, ${given}`, () => company.count(NOTIFIED) + gone >= given);
    // Who has a limit leaves in a while; what the dead have left is cleared.
    await until('the rest waits', () => {
      const rest = 1 + company.count(CAME) - company.count(NOTIFIED) - company.count(LEFT);
      return rest === waitingIn(words) && entriesOf(words).every(({ notified }) => notified === 0);
    });
    expect(company.count(NOTIFIED) + gone).toBe(given);
    notify(condition);
    expect(await last).toBe(true);
    await company.ended();
    if (victim >= 0) company.join(MODES[round % 2]!);
  }
  await company.end();
  expect(isEmpty(words)).toBe(true);
}

describe('Condition: each notification reaches one that waits', () => {
  test.each([{ threads: 2, rounds: 30 }, { threads: 4, rounds: 20 }, { threads: 8, rounds: 10 }])(
    'of $threads threads, while others leave by time limits and aborts',
    ({ threads, rounds }) => play(threads, rounds * Number(process.env.SYNC_TEST_STRESS ?? 1), 0),
    120_000,
  );

  test.each([{ threads: 4 }, { threads: 8 }])('of $threads threads, while others leave and threads die', ({ threads }) => play(threads, 1, Math.ceil(KILLS / 2)), 120_000);
});
