import { ABORT, DELIVER, KILL, RUN, TIMER, TIME_OUT, detailOf, earlyOf, isOutside, kindOf, threadOf } from './choice.ts';
import { wakesOf } from './choices.ts';
import { SUSPECT } from './marks.ts';
import type { Node } from './node.ts';
import type { Operation } from './operation.ts';
import { deliveryOf, type Delivery, type Surroundings, type Wake } from './surroundings.ts';
import { IMAGE, LAST, NOBODY, SURROUNDINGS, THREADS, type State } from './state.ts';
import type { System } from './system.ts';

/** Where all schedules begin; undefined: `system.missing` has to be learned first. */
export function startOf(system: System): State | undefined {
  const { initial, roots } = system.model;
  const state = new Int32Array(THREADS + roots.length);
  state[IMAGE] = initial;
  state[SURROUNDINGS] = system.surroundings.start.id;
  state[LAST] = NOBODY;
  system.attempt();
  for (const [thread, root] of roots.entries()) settle(system, state, thread, root);
  return system.missing() === undefined ? state : undefined;
}

/** The state after a choice, in `next`; undefined: `system.missing` has to be learned first. */
export function apply(
  system: System,
  state: State,
  choice: number,
  next: State = new Int32Array(state.length),
): State | undefined {
  next.set(state);
  const thread = threadOf(choice);
  const kind = kindOf(choice);
  system.attempt();
  if (kind === RUN) run(system, next, thread, detailOf(choice));
  else if (kind === DELIVER) deliver(system, next, thread, detailOf(choice));
  else if (kind === ABORT) tell(system, next, thread, `abort ${detailOf(choice)}`);
  else if (kind === KILL) kill(system, next, thread);
  else timeOut(system, next, choice);
  if (system.missing() !== undefined) return undefined;
  if (system.countsTurns && !isOutside(choice)) next[LAST] = thread;
  // A thread that cannot go on loses nothing: such states are one, whoever ran last.
  const last = next[LAST] as number;
  if (last !== NOBODY && !system.canRun(next, last)) next[LAST] = NOBODY;
  return system.missing() === undefined ? next : undefined;
}

function run(system: System, next: State, thread: number, way: number): void {
  const { memory } = system.model;
  const node = system.node(next, thread);
  const operation = node.step?.operation as Operation;
  const { kind, buffer, start, args, limit } = operation;
  if (kind === 'now') {
    tell(system, next, thread, system.around(next).clock);
  } else if (kind === 'isGone') {
    tell(system, next, thread, system.isGone(next, args[0] as number));
  } else if (kind === 'notify') {
    notify(system, next, thread, operation, way);
  } else if (kind === 'wait' || kind === 'waitAsync') {
    // A word of its own was compared when the thread asked.
    const isEqual = buffer < 0 || memory.effect(operation, next[IMAGE] as number).result === true;
    const { clock, waiters } = system.around(next);
    const wait = kind === 'wait' ? -1 : node.waits;
    if (!isEqual || limit === 0) {
      tell(system, next, thread, isEqual ? 'timed-out' : 'not-equal');
    } else {
      const deadline = limit >= system.settings.endless ? Infinity : clock + limit;
      change(system, next, { waiters: [...waiters, { thread, wait, buffer, start, deadline }] });
      if (kind === 'waitAsync') tell(system, next, thread, 'async');
    }
  } else {
    const effect = memory.effect(operation, next[IMAGE] as number);
    next[IMAGE] = effect.image;
    tell(system, next, thread, effect.result);
  }
}

function notify(system: System, next: State, thread: number, operation: Operation, way: number): void {
  const { count, sleepers, after } = wakesOf(system, system.around(next), thread, operation)[way] as Wake;
  next[SURROUNDINGS] = after.id;
  for (const sleeper of sleepers) tell(system, next, sleeper, 'ok');
  tell(system, next, thread, count);
}

function deliver(system: System, next: State, thread: number, at: number): void {
  const { deliveries } = system.around(next);
  const { wait, result } = deliveries[at] as Delivery;
  change(system, next, { deliveries: deliveries.filter((_, other) => other !== at) });
  tell(system, next, thread, `wait ${wait} ${result}`);
}

/** A sleep, an async wait or a timer ends by the clock. */
function timeOut(system: System, next: State, choice: number): void {
  const thread = threadOf(choice);
  const around = system.around(next);
  const timer = kindOf(choice) === TIMER ? system.node(next, thread).step?.timers[0] : undefined;
  const waiter = timer === undefined ? around.waiters[detailOf(choice)] : undefined;
  change(system, next, {
    clock: Math.max(around.clock, timer?.due ?? waiter?.deadline ?? 0),
    early: around.early + earlyOf(choice),
    waiters: around.waiters.filter((other) => other !== waiter),
    ...(kindOf(choice) > TIME_OUT && waiter && { deliveries: [...around.deliveries, deliveryOf(waiter, 'timed-out')] }),
  });
  if (timer !== undefined) tell(system, next, thread, `timer ${timer.number}`);
  else if (kindOf(choice) === TIME_OUT) tell(system, next, thread, 'timed-out');
}

function kill(system: System, next: State, thread: number): void {
  const { waiters, deliveries, kills } = system.around(next);
  next[THREADS + thread] = system.model.nodes.dead.id;
  change(system, next, {
    waiters: waiters.filter((waiter) => waiter.thread !== thread),
    deliveries: deliveries.filter((delivery) => delivery.thread !== thread),
    kills: kills + 1,
  });
}

function change(system: System, next: State, part: Partial<Surroundings>): void {
  next[SURROUNDINGS] = system.surroundings.with(system.around(next), part).id;
}

/** A thread gets an answer, or its event loop a delivery. */
function tell(system: System, next: State, thread: number, entry: unknown): void {
  settle(system, next, thread, system.model.nodes.child(system.node(next, thread), entry));
}

/** Answers a look at the clock at once, if it is the same at whatever moment. */
function settle(system: System, next: State, thread: number, node: Node): void {
  const { maxSteps } = system.settings;
  let at = node;
  while (at.step?.operation?.kind === 'now' && at.depth <= maxSteps && system.isClockStill(next)) {
    at = system.model.nodes.child(at, system.around(next).clock);
  }
  if (at.step === undefined) system.lack(at, next);
  if (at.depth > maxSteps) at.marks |= SUSPECT;
  next[THREADS + thread] = at.id;
}
