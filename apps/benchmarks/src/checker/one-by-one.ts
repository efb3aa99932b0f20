import type { Checker } from './process.ts';

type Native = (view: Int32Array, index: number, ...values: number[]) => unknown;
type Kind = (typeof KINDS)[number];

/** One thread in one schedule: what it was answered so far, and what it asks for next; undefined: it has ended. */
interface Player {
  readonly body: () => unknown;
  readonly answers: unknown[];
  next: { readonly kind: Kind; readonly args: Parameters<Native> } | undefined;
  asleep: boolean;
}

const KINDS = ['compareExchange', 'exchange', 'wait', 'notify'] as const;
const operations = Atomics as unknown as Record<Kind | 'load', Native>;
const natives = { ...Object.fromEntries(KINDS.map((kind) => [kind, operations[kind]])) } as Record<Kind, Native>;
const STOP = new Error('the scenario must not catch this');

let running: Player | undefined;
let at = 0;

/** Puts an operation in place that is answered from memory, or noted as the next one of the thread that runs. */
function intercept(kind: Kind): void {
  operations[kind] = (...args) => {
    if (!running || at < running.answers.length) return running?.answers[at++];
    running.next = { kind, args };
    throw STOP;
  };
}

/** Runs a thread from its start, on what it was answered, to the step that has no answer yet. */
function rerun(player: Player): void {
  [running, at, player.next] = [player, 0, undefined];
  try {
    player.body();
  } catch (error) {
    if (error !== STOP) throw error;
  }
}

function tell(player: Player, answer: unknown): void {
  player.answers.push(answer);
  rerun(player);
}

/** Does a thread's step for real. Those asleep, all on one word, stand in `line` in the order of their arrival. */
function perform(player: Player, { kind, args }: NonNullable<Player['next']>, line: Player[]): void {
  const [words, index, value = 0] = args;
  if (kind === 'wait' && operations.load(words, index) === value) {
    player.asleep = true;
    line.push(player);
    return;
  }
  const woken = kind === 'notify' ? line.splice(0, value) : [];
  for (const sleeper of woken) {
    sleeper.asleep = false;
    tell(sleeper, 'ok');
  }
  if (kind === 'wait') tell(player, 'not-equal');
  else tell(player, kind === 'notify' ? woken.length : natives[kind](...args));
}

/** Plays one schedule: the choices made before first, then always the first; notes how many there were to choose from. */
function play(setup: Parameters<Checker>[0], choices: number[], widths: number[]): void {
  const players = setup().threads.map((body): Player => ({ body: body as Player['body'], answers: [], next: undefined, asleep: false }));
  players.forEach(rerun);
  const line: Player[] = [];
  for (let depth = 0; players.some((one) => one.next !== undefined); depth++) {
    const able = players.filter((one) => one.next !== undefined && !one.asleep);
    const player = able[(choices[depth] ??= 0)];
    if (player?.next === undefined) throw new Error('threads sleep that nobody wakes');
    widths[depth] = able.length;
    perform(player, player.next, line);
  }
}

/** The simplest checker there is: every schedule by itself, from its start, remembering nothing. */
export const oneByOne: Checker = (setup) => {
  const choices: number[] = [];
  const widths: number[] = [];
  let interleavings = 0n;
  KINDS.forEach(intercept);
  try {
    for (;;) {
      play(setup, choices, widths);
      interleavings++;
      // Back to the last step at which another thread could have come instead.
      while (choices.length > 0 && (choices.at(-1) ?? 0) + 1 === widths[choices.length - 1]) choices.pop();
      if (choices.length === 0) return { interleavings };
      choices.push((choices.pop() ?? 0) + 1);
    }
  } finally {
    Object.assign(operations, natives);
  }
};
