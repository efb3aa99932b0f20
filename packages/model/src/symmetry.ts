import type { Surroundings } from './surroundings.ts';
import { LAST, SURROUNDINGS, THREADS, type State } from './state.ts';
import type { System } from './system.ts';

/**
 * The one among equivalent states that stands for all: threads that run the same function,
 * and have not looked who they are, may change places. In place.
 */
export function canonical(system: System, state: State): State {
  const { roots } = system.model;
  // Insertion: there are few, and most stay where they are.
  for (let thread = 1; thread < roots.length; thread++) {
    for (let at = thread; at > 0 && roots[at - 1] === roots[at] && isAfter(system, state, at - 1); at--) {
      exchange(system, state, at - 1);
    }
  }
  return state;
}

/** By node; threads at one node are told apart by who ran last, and who has waited longer. */
function isAfter(system: System, state: State, thread: number): boolean {
  const difference = (state[THREADS + thread] as number) - (state[THREADS + thread + 1] as number);
  if (difference !== 0) return difference > 0;
  if (state[LAST] === thread || state[LAST] === thread + 1) return state[LAST] === thread + 1;
  for (const waiter of system.around(state).waiters) {
    if (waiter.thread === thread) return false;
    if (waiter.thread === thread + 1) return true;
  }
  return false;
}

/** A thread and the next one change places. */
function exchange(system: System, state: State, thread: number): void {
  const at = THREADS + thread;
  const node = state[at] as number;
  state[at] = state[at + 1] as number;
  state[at + 1] = node;
  const last = state[LAST] as number;
  if (last === thread || last === thread + 1) state[LAST] = 2 * thread + 1 - last;
  const around = system.around(state);
  const after = (around.exchanged[thread] ??= exchanged(system, around, thread));
  state[SURROUNDINGS] = after.id;
}

function exchanged(system: System, around: Surroundings, first: number): Surroundings {
  const place = (thread: number): number => (thread === first || thread === first + 1 ? 2 * first + 1 - thread : thread);
  return system.surroundings.with(around, {
    waiters: around.waiters.map((waiter) => ({ ...waiter, thread: place(waiter.thread) })),
    deliveries: around.deliveries.map((delivery) => ({ ...delivery, thread: place(delivery.thread) })),
  });
}
