/**
 * Data races as ECMA-262 defines them (29.9-29.11), by vector clocks: two accesses of one
 * word by two threads, one of which writes and one of which is plain, and neither happens
 * before the other. Before means: earlier in its thread, or by way of an atomic read, which
 * comes after the very write that it reads from, if that is atomic. There are no release
 * sequences: a later store of another thread hides the earlier one. That a chain of
 * read-modify-writes carries on is because each of them reads.
 */
import { Machine, isElsewhere, isPlain, rulesOf } from './machine.ts';
import type { Operation, Program } from './program.ts';
import { everySchedule } from './schedules.ts';

interface Access {
  readonly thread: number;
  /** By its thread's own clock. */
  readonly at: number;
  readonly kind: Operation['kind'];
  readonly index: number;
  readonly isPlain: boolean;
  readonly isWrite: boolean;
  /** A `compareExchange` that wrote, and nobody can see that any more. */
  isHidden: boolean;
}

/**
 * `'hidden'`: its only races are of a `compareExchange` whose value another thread's store
 * has replaced, and of a plain read that comes after that store.
 */
export type Raciness = 'none' | 'hidden' | 'race';

class Clocks {
  raciness: Raciness = 'none';
  /** For each thread, how much it has seen of each thread. */
  readonly #seen: number[][];
  /** For each word, what its last writer had seen; undefined: that was plain, or nobody. */
  readonly #published: (readonly number[] | undefined)[] = [];
  readonly #accesses: Access[] = [];

  constructor(threads: number) {
    this.#seen = Array.from({ length: threads }, () => new Array<number>(threads).fill(0));
  }

  /** Takes note of a step. */
  see(thread: number, operation: Operation, answer: unknown): void {
    if (isElsewhere(operation) || operation.kind === 'notify' || operation.kind === 'wait') return;
    const { kind, index } = operation;
    const mine = this.#seen[thread]!;
    const isWrite = operation.kind === 'compareExchange' ? answer === operation.expected : kind !== 'load' && kind !== 'read';
    const isRead = kind !== 'store' && kind !== 'write';
    mine[thread]!++;
    if (isRead && kind !== 'read') for (const [other, at] of this.#published[index]?.entries() ?? []) mine[other] = Math.max(mine[other]!, at);
    const access = { thread, at: mine[thread]!, kind, index, isPlain: isPlain(operation), isWrite, isHidden: false };
    for (const before of this.#accesses) {
      if (before.index !== index) continue;
      if (isConflict(before, access) && mine[before.thread]! < before.at) {
        if (!(before.isHidden && kind === 'read')) this.raciness = 'race';
        else if (this.raciness === 'none') this.raciness = 'hidden';
      }
      if (isWrite && before.isWrite) before.isHidden = before.kind === 'compareExchange';
    }
    this.#accesses.push(access);
    if (isWrite) this.#published[index] = access.isPlain ? undefined : mine.slice();
  }
}

function isConflict(a: Access, b: Access): boolean {
  return a.thread !== b.thread && (a.isWrite || b.isWrite) && (a.isPlain || b.isPlain);
}

/** The worst that some schedule of a program has. */
export function racinessOf(program: Program): Raciness {
  let worst: Raciness = 'none';
  let clocks: Clocks;
  everySchedule(
    () => {
      const mine = (clocks = new Clocks(program.threads.length));
      return new Machine(program, { ...rulesOf({}), races: false, onStep: (...step) => { mine.see(...step); } });
    },
    () => {
      if (worst === 'none') worst = clocks.raciness;
      if (clocks.raciness === 'race') worst = 'race';
      return worst === 'race';
    },
  );
  return worst;
}
