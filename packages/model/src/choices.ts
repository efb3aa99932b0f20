import { ABORT, DELIVER, EXPIRE, KILL, RUN, TIMER, TIME_OUT, choiceOf, isOutside, threadOf } from './choice.ts';
import type { Operation } from './operation.ts';
import { deliveryOf, isOn, type Surroundings, type Wake } from './surroundings.ts';
import { IMAGE, LAST, NOBODY, type State } from './state.ts';
import type { System } from './system.ts';

/** What can happen next, and will if nothing else does. */
export function choicesOf(system: System, state: State): number[] {
  const found: number[] = [];
  const { threads } = system.model;
  let ended = 0;
  let isTimed = system.around(state).timed;
  for (let thread = 0; thread < threads.length; thread++) {
    const node = system.node(state, thread);
    const { step } = node;
    const operation = step?.operation;
    if (operation === undefined) {
      if (step?.returned !== undefined) ended++;
      if (step?.timers[0] !== undefined) isTimed = true;
      turns(system, state, thread, found);
    } else if (system.canRun(state, thread, node)) {
      const isOpen = operation.kind === 'notify' && system.settings.notifyOrder === 'any';
      const ways = isOpen ? wakesOf(system, system.around(state), thread, operation).length : 1;
      for (let way = 0; way < ways; way++) found.push(choiceOf(RUN, thread, way));
    }
  }
  if (isTimed && ended < threads.length) timeOuts(system, state, found);
  return found;
}

/** What may happen or not, so that nobody can count on it. */
export function chancesOf(system: System, state: State): number[] {
  const found: number[] = [];
  const { settings, model } = system;
  const mayKill = settings.kills > 0 && system.around(state).kills < settings.kills;
  for (let thread = 0; thread < model.threads.length; thread++) {
    if (system.hasEnded(state, thread)) continue;
    const step = system.node(state, thread).step;
    if (step?.operation === undefined) {
      for (const signal of step?.signals ?? []) found.push(choiceOf(ABORT, thread, signal));
    }
    if (mayKill && model.mayDie(state[IMAGE] as number, thread)) found.push(choiceOf(KILL, thread));
  }
  return found;
}

/** True if it takes the turn from a thread that could go on. */
export function preempts(state: State, choice: number): boolean {
  return state[LAST] !== NOBODY && state[LAST] !== threadOf(choice) && !isOutside(choice);
}

/** What a notify does: in several ways, if it may wake waiters in any order. */
export function wakesOf(system: System, around: Surroundings, thread: number, operation: Operation): readonly Wake[] {
  const known = around.wakes.get(operation);
  if (known !== undefined) return known;
  const { buffer, limit } = operation;
  // Memory of its own is nobody else's.
  const waiting = around.waiters.filter((waiter) => isOn(waiter, operation) && (buffer >= 0 || waiter.thread === thread));
  const isOpen = system.settings.notifyOrder === 'any' && limit < waiting.length;
  const wakes = (isOpen ? subsets(waiting, limit) : [waiting.slice(0, limit)]).map((woken) => ({
    count: woken.length,
    sleepers: woken.filter(({ wait }) => wait < 0).map((waiter) => waiter.thread),
    after: system.surroundings.with(around, {
      waiters: around.waiters.filter((waiter) => !woken.includes(waiter)),
      deliveries: [...around.deliveries, ...woken.filter(({ wait }) => wait >= 0).map((waiter) => deliveryOf(waiter, 'ok'))],
    }),
  }));
  if (buffer >= 0) around.wakes.set(operation, wakes);
  return wakes;
}

function subsets<T>(all: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return all.flatMap((first, at) => subsets(all.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}

/** What the event loop of a thread that awaits can do next. */
function turns(system: System, state: State, thread: number, found: number[]): void {
  const { clock, deliveries } = system.around(state);
  for (let at = 0; at < deliveries.length; at++) {
    if (deliveries[at]?.thread === thread) found.push(choiceOf(DELIVER, thread, at));
  }
  const timer = system.node(state, thread).step?.timers[0];
  if (timer !== undefined && timer.due <= clock) found.push(choiceOf(TIMER, thread));
}

/** Time-outs: the next ones if nothing else can move, else any, as far as that is bounded. */
function timeOuts(system: System, state: State, found: number[]): void {
  const { waiters, clock, early } = system.around(state);
  const { timeouts } = system.settings;
  const isEarly = found.length > 0;
  if (isEarly && early >= timeouts) return;
  const counted = isEarly && timeouts !== Infinity ? 1 : 0;
  const due: [at: number, choice: number][] = [];
  for (const [at, { thread, wait, deadline }] of waiters.entries()) {
    if (deadline === Infinity) continue;
    if (wait >= 0) due.push([deadline, choiceOf(EXPIRE, thread, at, counted)]);
    else if (system.goesOn(state, system.node(state, thread))) {
      due.push([deadline, choiceOf(TIME_OUT, thread, at, counted)]);
    }
  }
  for (let thread = 0; thread < system.model.threads.length; thread++) {
    const { step } = system.node(state, thread);
    const timer = step?.operation === undefined ? step?.timers[0] : undefined;
    if (timer !== undefined && timer.due > clock) due.push([timer.due, choiceOf(TIMER, thread, 0, counted)]);
  }
  const latest = isEarly ? Infinity : due.reduce((first, [at]) => Math.min(first, at), Infinity);
  for (const [at, choice] of due) if (at <= latest) found.push(choice);
}
