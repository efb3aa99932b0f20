import { LAST, NOBODY, SURROUNDINGS, THREADS, type State, type System } from './system.ts';

/**
 * The one among equivalent states that stands for all: threads that run the same function,
 * and have not looked who they are, may change places. In place.
 */
export function canonical(system: System, state: State): State {
  const { roots } = system.model;
  for (let thread = 1; thread < roots.length; thread++) {
    const before = state[THREADS + thread - 1] as number;
    if (roots[thread - 1] === roots[thread] && before >= (state[THREADS + thread] as number)) return sorted(system, state);
  }
  return state;
}

/** By node; threads at one node are told apart by who ran last, and who has waited longer. */
function sorted(system: System, state: State): State {
  const { roots } = system.model;
  const around = system.around(state);
  const rank = (thread: number): number => around.waiters.findIndex((waiter) => waiter.thread === thread);
  const isAfter = (a: number, b: number): boolean => {
    const difference = (state[THREADS + a] as number) - (state[THREADS + b] as number);
    if (difference !== 0) return difference > 0;
    return state[LAST] === b || (state[LAST] !== a && rank(a) > rank(b));
  };
  // Insertion: there are few, and most stay where they are.
  const order = roots.map((_, thread) => thread);
  for (let thread = 1; thread < order.length; thread++) {
    for (let at = thread; at > 0 && roots[at - 1] === roots[at]; at--) {
      const [left, right] = [order[at - 1] as number, order[at] as number];
      if (!isAfter(left, right)) break;
      order[at - 1] = right;
      order[at] = left;
    }
  }
  return order.every((from, to) => from === to) ? state : moved(system, state, order);
}

function moved(system: System, state: State, order: readonly number[]): State {
  const around = system.around(state);
  const place = (thread: number): number => order.indexOf(thread);
  const nodes = order.map((from) => state[THREADS + from] as number);
  for (let to = 0; to < nodes.length; to++) state[THREADS + to] = nodes[to] as number;
  if (state[LAST] !== NOBODY) state[LAST] = place(state[LAST] as number);
  if (around.waiters.length + around.deliveries.length > 0) {
    state[SURROUNDINGS] = system.surroundings.with(around, {
      waiters: around.waiters.map((waiter) => ({ ...waiter, thread: place(waiter.thread) })),
      deliveries: around.deliveries.map((delivery) => ({ ...delivery, thread: place(delivery.thread) })),
    }).id;
  }
  return state;
}
