/**
 * All schedules of a program, one after the other, each played from the start: nothing is
 * remembered but which move was made at each step. So what is counted here is right because
 * there is hardly anything that could be wrong.
 */
import { Machine, rulesOf, type FaultKind, type Move } from './machine.ts';
import type { Environment, Program } from './program.ts';

/** What all schedules come to. */
export interface Count {
  readonly good: number;
  readonly failing: number;
  /** Preemptions of the failing schedule that has the fewest; Infinity: none fails. */
  readonly fewest: number;
  /** What is wrong with the schedules that have so few. */
  readonly kinds: ReadonlySet<FaultKind>;
}

/** More are too many for a test. */
const MOST_SCHEDULES = 2_000_000;

/** Plays every schedule to its end; `visit` returns true to leave it at that. */
export function everySchedule(make: () => Machine, visit: (machine: Machine, fault: FaultKind | undefined) => boolean): void {
  const made: { readonly moves: readonly Move[]; at: number }[] = [];
  for (let played = 0; ; played++) {
    if (played === MOST_SCHEDULES) throw new Error(`more than ${MOST_SCHEDULES} schedules`);
    const machine = make();
    for (const { moves, at } of made) machine.make(moves[at]!);
    let fault = machine.fault();
    while (fault === undefined) {
      const moves = machine.moves();
      if (moves.length === 0) break;
      made.push({ moves, at: 0 });
      machine.make(moves[0]!);
      fault = machine.fault();
    }
    if (visit(machine, fault ?? machine.faultAtEnd())) return;
    // The last step at which something else could have happened.
    while (made.length > 0 && made.at(-1)!.at === made.at(-1)!.moves.length - 1) made.pop();
    if (made.length === 0) return;
    made.at(-1)!.at++;
  }
}

/** Counts the schedules of a program. */
export function enumerate(program: Program, environment: Environment = {}): Count {
  let [good, failing, fewest] = [0, 0, Infinity];
  const rules = rulesOf(environment);
  let kinds = new Set<FaultKind>();
  everySchedule(
    () => new Machine(program, rules),
    ({ preemptions }, fault) => {
      if (fault === undefined) {
        good++;
        return false;
      }
      failing++;
      if (preemptions < fewest) kinds = new Set();
      fewest = Math.min(fewest, preemptions);
      if (preemptions === fewest) kinds.add(fault);
      return false;
    },
  );
  return { good, failing, fewest, kinds };
}
