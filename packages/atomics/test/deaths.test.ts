/**
 * Fails when: a thread's end is known later than 250 ms after it, by one that blocks or by
 * one that awaits, whatever the main thread does meanwhile, whoever started it, and whether
 * there is a /proc or not; or before it, while its code still runs.
 */
import { Worker } from 'node:worker_threads';
import { AtomicInt32 } from '@sync/atomics';
import { FACTOR, LONG, until } from '@sync/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What is promised, in milliseconds. */
const LIMIT = 250 * FACTOR;

// As deaths.mjs has them.
const GO = 0;
const NATIVE = 2;
const ASKED = 3;
const BEATS = 4;
const CALLS = 7;
const DONE = 8;
const ROUND = 9;

/** What it does, and what ends it: somebody else, or its own doing. */
const ENDS: readonly (readonly [mode: string, end: string])[] = [
  ['is idle', 'and is terminated'],
  ['is busy', 'and is terminated'],
  ['is blocked', 'and is terminated'],
  ['sleeps in slices', 'and is terminated'],
  ['is in a native call', 'and is terminated'],
  ['exits', ''],
  ['throws', ''],
  ['rejects', ''],
  ['runs out of memory', ''],
  ['has nothing left to do', ''],
  ['is blocked', 'when its parent exits'],
  ['is busy', 'when its parent exits'],
  ['sleeps in slices', 'when its parent throws'],
];

/** What the main thread does until all know; false: they did not in time. */
const MAIN: Readonly<Record<'idle' | 'busy' | 'blocked', (words: Int32Array) => Promise<unknown> | boolean>> = {
  idle: (words) => until('all know', () => Atomics.load(words, DONE) === 3),
  busy: (words) => {
    const end = performance.now() + LONG;
    while (Atomics.load(words, DONE) < 3 && performance.now() < end);
    return true;
  },
  blocked: (words) => {
    const end = performance.now() + LONG;
    for (let done; (done = Atomics.load(words, DONE)) < 3 && performance.now() < end; ) Atomics.wait(words, DONE, done, LONG);
    return true;
  },
};

/** Threads that ask after another one in each round, and the words that all of them share. */
class Askers {
  readonly #words = new Int32Array(new SharedArrayBuffer(64));
  readonly #times = new Float64Array(new SharedArrayBuffer(64));
  readonly #workers: Worker[] = [];
  readonly #isBlind: boolean;

  constructor(isBlind: boolean) {
    this.#isBlind = isBlind;
    // So that all of them have one table.
    new AtomicInt32();
    for (const role of ['sync', 'async', 'spy']) this.#start(role);
  }

  /** Lets a thread come to its end, while the main thread does something. */
  async die(mode: string, end: string, main: keyof typeof MAIN): Promise<Found> {
    const words = this.#words;
    words.fill(0, 0, ROUND);
    this.#times.fill(0);
    this.#start('parent', [mode, end]);
    await until('it runs', () => Atomics.load(words, NATIVE) > 0 && (mode !== 'is in a native call' || Atomics.load(words, CALLS) > 0));
    Atomics.add(words, ROUND, 1);
    Atomics.notify(words, ROUND);
    await until('both have asked', () => Atomics.load(words, ASKED) >= 4);
    Atomics.store(words, GO, 1);
    Atomics.notify(words, GO);
    await MAIN[main](words);
    expect(Atomics.load(words, DONE), 'all know').toBe(3);
    const [ended, sync, async, beats, called] = this.#times as unknown as [number, number, number, number, number];
    await this.#workers.pop()!.terminate();
    return { ended, told: [sync, async], called, beats: [beats, Atomics.load(words, BEATS)] };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(role: string, how?: readonly string[]): void {
    const workerData = { role, how, isBlind: this.#isBlind, words: this.#words, times: this.#times };
    const worker = new Worker(new URL('workers/deaths.mjs', import.meta.url), { workerData, execArgv: [], stderr: true });
    worker.on('error', () => undefined);
    this.#workers.push(worker);
  }
}

interface Found {
  /** When it was seen in the kernel no more. */
  readonly ended: number;
  readonly told: readonly number[];
  /** When it called what cannot be stopped for a second. */
  readonly called: number;
  readonly beats: readonly [then: number, now: number];
}

describe.each([
  ['idle', 'with a /proc'],
  ['busy', 'with a /proc'],
  ['blocked', 'with a /proc'],
  ['blocked', 'without one'],
] as const)('while the main thread is %s, %s, who waits learns within 250 ms of its end, and not before, of a thread that', (main, proc) => {
  let askers: Askers;
  beforeAll(() => {
    askers = new Askers(proc === 'without one');
  });
  afterAll(() => askers.close());

  test.each(ENDS)('%s %s', async (mode, end) => {
    const { ended, told, called, beats } = await askers.die(mode, end, main);
    for (const time of told) expect(time - ended).toBeLessThan(LIMIT);
    // No code of it runs any more, and none did after they knew.
    expect(beats[1]).toBe(beats[0]);
    if (mode === 'is in a native call') for (const time of told) expect(time - called).toBeGreaterThan(1000);
  });
});
