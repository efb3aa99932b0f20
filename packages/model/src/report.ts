import type { Settings } from './options.ts';
import { describeOperation } from './operation.ts';
import { placesOf } from './source.ts';
import { describeChoice, type Scene } from './story.ts';
import type { State } from './state.ts';
import type { System } from './system.ts';
import { apply, startOf } from './transitions.ts';
import { faultAtEnd, faultOf, type Fault } from './verdict.ts';

/** A schedule that fails. The message tells it step by step. */
export class ModelError extends Error {
  /** `'stuck'`: threads that nobody will wake; `'final'`: `final` threw. */
  readonly kind: Fault['kind'];
  /** Runs this schedule alone: `check(setup, { replay })`, with the same options. */
  readonly replay: string;

  /** @param replay the token */
  constructor(fault: Fault, message: string, replay: string) {
    super(message, fault.error === undefined ? {} : { cause: fault.error });
    this.name = 'ModelError';
    this.kind = fault.kind;
    this.replay = replay;
  }
}

/** The schedule as one word. */
export function tokenOf(schedule: readonly number[]): string {
  return ['m1', ...schedule.map((choice) => choice.toString(36))].join('.');
}

/** The schedule of a token. */
export function scheduleOf(token: string): number[] {
  const [version, ...choices] = token.split('.');
  const schedule = choices.map((choice) => parseInt(choice, 36));
  if (version !== 'm1' || schedule.some(Number.isNaN)) throw new TypeError(`check(): ${token} is no replay token`);
  return schedule;
}

const CUT = ' A loop that waits by looking was followed for a hundred rounds only.';

/** Tells a schedule that fails. */
export function failure(system: System, schedule: readonly number[], settings: Settings, how: string): ModelError {
  const scenes: Scene[] = [];
  let state = startOf(system) as State;
  for (const choice of schedule) {
    const after = apply(system, state, choice) as State;
    scenes.push(describeChoice(system, state, choice, after, settings.hide));
    state = after;
  }
  const fault = faultOf(system, state) ?? faultAtEnd(system, state);
  if (fault === undefined) throw new Error('check(): the schedule of this token does not fail any more');
  const names = system.model.threads.map(({ name }, thread) => (name === undefined ? `T${thread}` : `T${thread} ${name}`));
  const replay = tokenOf(schedule);
  const parts = [
    `${headline(fault, names)} ${how}${system.spins ? CUT : ''}`,
    table(scenes, names),
    ['Then', ...names.map((name, thread) => `  ${name} ${whereabouts(system, state, thread, settings.hide)}`)].join('\n'),
    `Replay: check(setup, { replay: '${replay}' }), with the same options`,
  ];
  return new ModelError(fault, parts.join('\n\n'), replay);
}

function headline({ kind, threads, error }: Fault, names: readonly string[]): string {
  const who = threads.map((thread) => names[thread]).join(' and ');
  if (kind === 'thrown') return `${who} throws: ${String(error)}.`;
  if (kind === 'final') return `final() throws: ${String(error)}.`;
  if (kind === 'race') return `Data race: ${who} touch the same bytes, and nothing orders them.`;
  if (kind === 'livelock') return `Livelock: ${who} goes on and on: more steps than maxSteps.`;
  return `Stuck: nothing will ever wake ${who}.`;
}

/** A longer story is folded in the middle. */
const MOST_ROWS = 120;
const HEAD = 60;

/** A line a step, a column a thread. */
function table(scenes: readonly Scene[], names: readonly string[]): string {
  const widths = names.map((name, thread) =>
    scenes.reduce((width, scene) => (scene.thread === thread ? Math.max(width, scene.text.length) : width), name.length),
  );
  const line = (step: string, cells: readonly string[], place: string): string =>
    [step.padStart(4), ...cells.map((cell, thread) => cell.padEnd(widths[thread] ?? 0)), place].join('  ').trimEnd();
  const rows = scenes.map(({ thread, text, place }, at) =>
    line(String(at + 1), names.map((_, column) => (column === thread ? text : '')), place),
  );
  const { length } = rows;
  const folded = length > MOST_ROWS ? [...rows.slice(0, HEAD), `      ... ${length - MOST_ROWS} more ...`, ...rows.slice(HEAD - MOST_ROWS)] : rows;
  return [line('', names, ''), ...folded].join('\n');
}

function whereabouts(system: System, state: State, thread: number, hide: RegExp | undefined): string {
  const { step } = system.node(state, thread);
  if (step?.thrown !== undefined) return 'has thrown';
  if (system.isGone(state, thread)) return 'was killed';
  if (system.hasEnded(state, thread)) return 'has ended';
  const { waiters } = system.around(state);
  const waits = waiters.filter((waiter) => waiter.thread === thread && waiter.buffer >= 0);
  const words = waits.map(({ buffer, start }) => `b${buffer}[${start}]`).join(', ');
  if (step?.operation === undefined) return words === '' ? 'awaits something that nobody will bring' : `awaits, and waits on ${words}`;
  const verb = system.isAsleep(state, thread) ? 'sleeps on' : system.node(state, thread).endless === true ? 'goes round for ever, now to' : 'is about to';
  const what = system.isAsleep(state, thread) ? words : describeOperation(step.operation);
  return [`${verb} ${what}`, ...placesOf(step.site, hide, 4).map((place) => `    at ${place}`)].join('\n');
}
