import { chancesOf, choicesOf, preempts } from './choices.ts';
import { DELIVER, EXPIRE, KILL, ABORT, RUN, TIMER, TIME_OUT, detailOf, kindOf, threadOf } from './choice.ts';
import { describeOperation } from './operation.ts';
import type { Search } from './search.ts';
import { placeOf } from './source.ts';
import { canonical } from './symmetry.ts';
import type { State } from './state.ts';
import type { System } from './system.ts';
import { apply, startOf } from './transitions.ts';

/** One step of a story. */
export interface Scene {
  readonly thread: number;
  readonly text: string;
  readonly place: string;
}

/** The choices that lead to a state which a search has found. */
export function scheduleTo(search: Search, system: System, found: number): number[] {
  const ids: number[] = [];
  for (let id = found; search.states.parent(id) >= 0; id = search.states.parent(id)) ids.unshift(id);
  const schedule: number[] = [];
  let state = startOf(system) as State;
  for (const id of ids) {
    // The search may have let interchangeable threads change places; the story does not.
    const row = search.states.row(id, new Int32Array(state.length)).join();
    const leadsThere = (choice: number): boolean => canonical(system, apply(system, state, choice) as State).join() === row;
    const leading = [...choicesOf(system, state), ...chancesOf(system, state)].filter(leadsThere);
    const before = state;
    const choice = leading.find((one) => !preempts(before, one)) ?? leading[0] ?? 0;
    schedule.push(choice);
    state = apply(system, state, choice) as State;
  }
  return schedule;
}

/** What a choice did, in words. */
export function describeChoice(system: System, before: State, choice: number, after: State, hide?: RegExp): Scene {
  const thread = threadOf(choice);
  const node = system.node(before, thread);
  const place = placeOf(node.step?.site, hide);
  return { thread, text: textOf(system, before, choice, after), place: kindOf(choice) <= TIME_OUT ? place : '' };
}

function textOf(system: System, before: State, choice: number, after: State): string {
  const thread = threadOf(choice);
  const kind = kindOf(choice);
  const around = system.around(before);
  if (kind === KILL) return '† is killed';
  if (kind === ABORT) return `signal ${detailOf(choice)} is aborted`;
  if (kind === TIMER) return 'a timer fires';
  if (kind === TIME_OUT) return 'its time is up';
  if (kind === EXPIRE) return `the time of its wait ${around.waiters[detailOf(choice)]?.wait ?? ''} is up`;
  if (kind === DELIVER) {
    const { wait, result } = around.deliveries[detailOf(choice)] ?? {};
    return `its wait ${wait ?? ''} ends: ${result ?? ''}`;
  }
  const operation = system.node(before, thread).step?.operation;
  if (kind !== RUN || operation === undefined) return '';
  const asked = describeOperation(operation);
  let told = system.node(after, thread);
  while (told.parent !== undefined && told.parent !== system.node(before, thread)) told = told.parent;
  if (told.parent === undefined || told === system.node(before, thread)) return `${asked}: sleeps`;
  if (operation.kind === 'write') return asked;
  const still = system.around(after).waiters;
  const woken = around.waiters.filter(
    ({ thread, wait }) => !still.some((waiter) => waiter.thread === thread && waiter.wait === wait),
  );
  const names = operation.kind === 'notify' && woken.length > 0 ? `, wakes ${woken.map((waiter) => `T${waiter.thread}`).join(', ')}` : '';
  const answer = operation.kind === 'isGone' ? (told.entry === true ? 'yes' : 'no') : String(told.entry);
  return `${asked} = ${answer}${names}`;
}
