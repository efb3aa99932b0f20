import { parentPort, workerData } from 'node:worker_threads';
import { ASLEEP, AT_GATE, FATAL, GATE, NOTES, ONCE, OPEN, PERIL, ROUNDS, STEP, STEPS, STOP, TASKS } from './kill-words.ts';
import type { MortalStart } from './kill-words.ts';
import type { Mode } from './mode.ts';
import { random } from './random-numbers.ts';
import type { Random } from './random-numbers.ts';
import { turn } from './random-tasks.ts';

/** What a thread of a kill lane knows. */
export interface Mortal<D> {
  /** What the test passed to all of them. */
  readonly data: D;
  /** Whether it is to block, to await, or both at once. */
  readonly mode: Mode;
  /** Its number among all that were ever started, from 0. */
  readonly who: number;
  /** Its own. */
  readonly numbers: Random;
  /** Says what it does next. It may be the last that it does. */
  step(name: string): void;
  /** Writes down what is to be known of it when it is dead. */
  note(name: string, value: number): void;
  /** What it has written down. */
  noted(name: string): number;
}

/** Milliseconds: nothing else may keep the thread's event loop alive. */
const KEEP_ALIVE = 1000;
/** So often an awaiting task lets its event loop have a turn. */
const TURN_EVERY = 16;

/**
 * The body of a fixture that a `KillLane` starts: gives the rounds of the thread's tasks, each
 * of which is gone through again and again while the lane's gate is open, until the
 * thread is ended. A thread that only blocks has one task.
 */
export function mortal<D>(begin: (mortal: Mortal<D>) => readonly (() => unknown)[]): void {
  const { head, record, steps, notes, fate, gate, seed, ...start } = workerData as MortalStart<D>;
  const indexIn = (names: readonly string[]): ((name: string) => number) => {
    const indices = new Map(names.map((name, index) => [name, index]));
    return (name) => {
      const index = indices.get(name);
      if (index === undefined) throw new TypeError(`the lane does not know the name ${name}`);
      return index;
    };
  };
  const stepIndex = indexIn(steps);
  const noteIndex = indexIn(notes);
  noteSleep(record);

  const rounds = begin({
    ...start,
    numbers: random(seed),
    step: (name) => {
      Atomics.store(record, STEP, stepIndex(name));
      const taken = Atomics.add(record, STEPS, 1) + 1;
      if (fate === undefined || taken < fate.steps || Atomics.load(head, PERIL) === 0) return;
      if (fate.how === 'error') throw new Error(FATAL);
      process.exit();
    },
    note: (name, value) => {
      Atomics.store(record, NOTES + noteIndex(name), value);
    },
    noted: (name) => Atomics.load(record, NOTES + noteIndex(name)),
  });

  const go = async (round: () => unknown): Promise<void> => {
    for (let seen = gate, done = 0; ; done++) {
      Atomics.add(record, AT_GATE, 1);
      for (let now = Atomics.load(head, GATE); isClosed(now, seen); now = Atomics.load(head, GATE)) {
        if (Atomics.load(head, STOP) === 1) return;
        if (start.mode === 'sync') wait(head, GATE, now, KEEP_ALIVE);
        else await Atomics.waitAsync(head, GATE, now, KEEP_ALIVE).value;
      }
      if (Atomics.load(head, STOP) === 1) return;
      seen = Atomics.load(head, GATE);
      Atomics.sub(record, AT_GATE, 1);
      await round();
      Atomics.add(record, ROUNDS, 1);
      if (start.mode !== 'sync' && done % TURN_EVERY === 0) await turn();
    }
  };
  const alive = setInterval(() => undefined, KEEP_ALIVE);
  Atomics.store(record, TASKS, rounds.length);
  // What a task throws ends the thread: nobody catches it.
  void Promise.all(rounds.map(go)).then(() => {
    clearInterval(alive);
    parentPort?.postMessage('done');
  });
}

const { wait } = Atomics;

/** For one who has gone through when it was as he has seen it. */
function isClosed(now: number, seen: number): boolean {
  return (now & OPEN) === 0 && now - (seen & ~OPEN) < ONCE;
}

/** Says in the record when the thread sleeps: then it has announced itself. */
function noteSleep(record: Int32Array): void {
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    Atomics.store(record, ASLEEP, 1);
    const outcome = wait(...args);
    Atomics.store(record, ASLEEP, 0);
    return outcome;
  }) as typeof wait;
}
