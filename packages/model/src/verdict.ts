import { isPlain, mayRace, writes, type Operation } from './operation.ts';
import { IMAGE, type State } from './state.ts';
import type { System } from './system.ts';

/** What is wrong. */
export interface Fault {
  readonly kind: 'stuck' | 'thrown' | 'race' | 'livelock' | 'final';
  /** The threads that it is about. */
  readonly threads: readonly number[];
  readonly error?: unknown;
}

/** What can be told of a state whatever comes next; undefined: nothing is wrong. */
export function faultOf(system: System, state: State): Fault | undefined {
  const { threads } = system.model;
  let isAnyPlain = false;
  for (let thread = 0; thread < threads.length; thread++) {
    const { step, depth } = system.node(state, thread);
    if (step?.thrown !== undefined) return { kind: 'thrown', threads: [thread], error: step.thrown.error };
    if (depth > system.settings.maxSteps) return { kind: 'livelock', threads: [thread] };
    isAnyPlain ||= step?.operation !== undefined && isPlain(step.operation);
  }
  return isAnyPlain ? raceIn(system, state) : undefined;
}

/** What is wrong with a state in which nothing more will happen. */
export function faultAtEnd(system: System, state: State): Fault | undefined {
  const { model } = system;
  const left = model.threads.flatMap((_, thread) => (system.hasEnded(state, thread) ? [] : [thread]));
  if (left.length > 0) return { kind: 'stuck', threads: left };
  const results = model.threads.map((_, thread) => system.node(state, thread).step?.returned?.value);
  const thrown = model.judge(state[IMAGE] as number, results);
  return thrown && { kind: 'final', threads: [], error: thrown.error };
}

/**
 * Two threads that are about to touch one place, one of them to write, one by a plain
 * access: nothing orders them. (In programs whose atomic operations are all sequentially
 * consistent this finds each data race in some state: no clocks are needed.)
 */
function raceIn(system: System, state: State): Fault | undefined {
  const next = system.model.threads.map((_, thread) =>
    system.isAsleep(state, thread) ? undefined : system.node(state, thread).step?.operation,
  );
  for (const [thread, mine] of next.entries()) {
    for (let other = thread + 1; other < next.length; other++) {
      const theirs = next[other];
      if (mine === undefined || theirs === undefined || !mayRace(mine, theirs)) continue;
      if (willWrite(system, state, mine) || willWrite(system, state, theirs)) return { kind: 'race', threads: [thread, other] };
    }
  }
  return undefined;
}

function willWrite(system: System, state: State, operation: Operation): boolean {
  if (operation.kind !== 'compareExchange') return writes(operation, undefined);
  return writes(operation, system.model.memory.effect(operation, state[IMAGE] as number).result);
}
