import { IMAGE, LAST, NOBODY, SURROUNDINGS, THREADS, type State, type System } from './system.ts';

/**
 * The one among equivalent states that stands for all: threads that run the same function,
 * and have not looked who they are, may change places. In place.
 */
export function canonical(system: System, state: State): State {
  const { roots } = system.model;
  const around = system.around(state);
  let order: number[] | undefined;
  for (let thread = 1; thread < roots.length; thread++) {
    for (let at = thread; at > 0 && roots[at - 1] === roots[at]; at--) {
      order ??= roots.map((_, number) => number);
      if (!isBefore(at, at - 1)) break;
      swap(order, at);
      swap(state, THREADS + at);
    }
  }
  const moved = order;
  if (moved === undefined || moved.every((from, to) => from === to)) return state;
  const place = (thread: number): number => moved.indexOf(thread);
  state[IMAGE] = state[IMAGE] as number;
  if (state[LAST] !== NOBODY) state[LAST] = place(state[LAST] as number);
  if (around.waiters.length + around.deliveries.length > 0) {
    state[SURROUNDINGS] = system.surroundings.with(around, {
      waiters: around.waiters.map((waiter) => ({ ...waiter, thread: place(waiter.thread) })),
      deliveries: around.deliveries.map((delivery) => ({ ...delivery, thread: place(delivery.thread) })),
    }).id;
  }
  return state;

  /** Threads at one node are told apart by who ran last, and who has waited longer. */
  function isBefore(a: number, b: number): boolean {
    const difference = (state[THREADS + a] as number) - (state[THREADS + b] as number);
    if (difference !== 0) return difference < 0;
    const [threadA, threadB] = [order?.[a] as number, order?.[b] as number];
    if (state[LAST] === threadA || state[LAST] === threadB) return state[LAST] === threadA;
    return rank(threadA) < rank(threadB);
  }

  function rank(thread: number): number {
    return around.waiters.findIndex((waiter) => waiter.thread === thread);
  }
}

function swap(row: number[], at: number): void {
  [row[at - 1], row[at]] = [row[at] as number, row[at - 1] as number];
}
