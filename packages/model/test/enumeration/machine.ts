/**
 * Plays one schedule of a program: memory, sleepers, the clock, deaths. Written as simply as
 * it can be, and without a look at the checker: what both say must agree.
 */
import { KILLED, type Environment, type Operation, type Program, type Thread } from './program.ts';

/** What can happen next. A thread sleeps once at most, so its number says which sleep ends. */
export type Move =
  | { readonly what: 'run'; readonly thread: number; readonly woken?: readonly number[] }
  | { readonly what: 'time-out'; readonly thread: number; readonly isCounted: boolean }
  | { readonly what: 'kill'; readonly thread: number };

export type FaultKind = 'thrown' | 'race' | 'stuck' | 'final';

/** Of a machine. */
export interface Rules extends Required<Environment> {
  /** False: plain accesses that nothing orders are no fault. */
  readonly races?: boolean;
  /** Told of each step of a thread, after it. */
  readonly onStep?: (thread: number, operation: Operation, answer: unknown) => void;
}

interface Player {
  readonly code: Thread;
  /** What it does when it runs; undefined: it has ended. */
  next: Operation | undefined;
  thrown: boolean;
  killed: boolean;
  result: unknown;
}

interface Sleeper {
  readonly thread: number;
  readonly index: number;
  readonly deadline: number;
}

const NOBODY = -1;

/** The rules of an environment. */
export function rulesOf(environment: Environment): Rules {
  return { kills: 0, timeouts: Infinity, endless: Infinity, notifyOrder: 'fifo', ...environment };
}

export class Machine {
  readonly memory: Int32Array;
  /** So often was the turn taken from a thread that could have gone on. */
  preemptions = 0;
  readonly #program: Program;
  readonly #rules: Rules;
  readonly #players: Player[] = [];
  /** Who sleeps, in the order of their arrival. */
  #sleepers: Sleeper[] = [];
  #clock = 0;
  #early = 0;
  #kills = 0;
  #last = NOBODY;

  constructor(program: Program, rules: Rules) {
    this.#program = program;
    this.#rules = rules;
    this.memory = new Int32Array(program.words);
    if (program.initial !== undefined) this.memory.set(program.initial);
    for (const make of program.threads) this.#players.push({ code: make(), next: undefined, thrown: false, killed: false, result: undefined });
    for (const player of this.#players) this.#tell(player, undefined);
  }

  /** What is wrong, whatever would come next. */
  fault(): FaultKind | undefined {
    let isAnyPlain = false;
    for (const { next, thrown } of this.#players) {
      if (thrown) return 'thrown';
      isAnyPlain ||= next !== undefined && isPlain(next);
    }
    return isAnyPlain && this.#rules.races !== false && this.#isRacy() ? 'race' : undefined;
  }

  /** What is wrong, given that nothing comes next. */
  faultAtEnd(): FaultKind | undefined {
    if (this.#players.some(({ next }) => next !== undefined)) return 'stuck';
    try {
      this.#program.final?.(
        Array.from(this.memory),
        this.#players.map(({ result }) => result),
      );
      return undefined;
    } catch {
      return 'final';
    }
  }

  /** All that can happen next; none: the schedule is over. */
  moves(): Move[] {
    const found: Move[] = [];
    for (let thread = 0; thread < this.#players.length; thread++) {
      const { next } = this.#players[thread]!;
      if (next === undefined || this.#isAsleep(thread)) continue;
      if (next.kind !== 'notify') found.push({ what: 'run', thread });
      else for (const woken of this.#waysToWake(next.index, next.count)) found.push({ what: 'run', thread, woken });
    }
    if (this.#sleepers.length > 0) found.push(...this.#timeOuts(found.length > 0));
    // A death may happen, but nobody can count on it: without anything else this is the end.
    if (found.length > 0 && this.#kills < this.#rules.kills) {
      for (const [thread, { next }] of this.#players.entries()) {
        if (next === undefined) continue;
        if (this.#program.mayDie?.(thread, Array.from(this.memory)) ?? true) found.push({ what: 'kill', thread });
      }
    }
    return found;
  }

  /** Does one of them. */
  make(move: Move): void {
    const { thread } = move;
    const player = this.#players[thread]!;
    if (move.what === 'kill') {
      this.#kills++;
      this.#wakeUp([thread]);
      player.next = undefined;
      player.killed = true;
      player.result = KILLED;
    } else if (move.what === 'time-out') {
      this.#early += move.isCounted ? 1 : 0;
      this.#clock = Math.max(this.#clock, this.#sleepers.find((sleeper) => sleeper.thread === thread)!.deadline);
      this.#wakeUp([thread]);
      this.#tell(player, 'timed-out');
    } else {
      if (this.#last !== NOBODY && this.#last !== thread) this.preemptions++;
      this.#last = thread;
      this.#run(thread, player, move.woken ?? []);
    }
    // Who sleeps or has ended loses nothing when another one runs.
    if (this.#last === NOBODY) return;
    if (this.#players[this.#last]!.next === undefined || this.#isAsleep(this.#last)) this.#last = NOBODY;
  }

  #run(thread: number, player: Player, woken: readonly number[]): void {
    const operation = player.next!;
    let answer: unknown;
    if (operation.kind === 'notify') {
      this.#wakeUp(woken);
      for (const sleeper of woken) this.#tell(this.#players[sleeper]!, 'ok');
      answer = woken.length;
    } else if (operation.kind === 'wait') {
      const { index, expected, timeout } = operation;
      if (this.memory[index] !== expected) answer = 'not-equal';
      else if (timeout === 0) answer = 'timed-out';
      else {
        const deadline = timeout >= this.#rules.endless ? Infinity : this.#clock + timeout;
        this.#sleepers.push({ thread, index, deadline });
        this.#rules.onStep?.(thread, operation, undefined);
        return;
      }
    } else {
      answer = this.#look(operation) ?? access(this.memory, operation);
    }
    this.#rules.onStep?.(thread, operation, answer);
    this.#tell(player, answer);
  }

  /** At what is no memory. */
  #look(operation: Operation): number | boolean | undefined {
    if (operation.kind === 'now') return this.#clock;
    return operation.kind === 'isGone' ? this.#players[operation.thread]?.killed === true : undefined;
  }

  /** Who looks at what cannot be otherwise is answered at once: then it is no step. */
  #tell(player: Player, answer: unknown): void {
    try {
      let turn = player.code.next(answer);
      while (turn.done !== true && this.#isStill(turn.value, player)) turn = player.code.next(this.#look(turn.value));
      player.next = turn.done === true ? undefined : turn.value;
      if (turn.done === true) player.result = turn.value;
    } catch {
      player.next = undefined;
      player.thrown = true;
    }
  }

  /** The clock while nobody waits for a time; the others where nobody can die, one that is nobody, or oneself. */
  #isStill(operation: Operation, player: Player): boolean {
    if (operation.kind === 'isGone') {
      const other = this.#players[operation.thread];
      return this.#rules.kills === 0 || other === undefined || other === player;
    }
    return operation.kind === 'now' && this.#sleepers.every(({ deadline }) => deadline === Infinity);
  }

  #isAsleep(thread: number): boolean {
    for (const sleeper of this.#sleepers) if (sleeper.thread === thread) return true;
    return false;
  }

  #wakeUp(threads: readonly number[]): void {
    if (threads.length > 0) this.#sleepers = this.#sleepers.filter(({ thread }) => !threads.includes(thread));
  }

  #waysToWake(index: number, count: number): number[][] {
    const line = this.#sleepers.filter((sleeper) => sleeper.index === index).map(({ thread }) => thread);
    return this.#rules.notifyOrder === 'fifo' || count >= line.length ? [line.slice(0, count)] : choose(line, count);
  }

  #timeOuts(isEarly: boolean): Move[] {
    const timed = this.#sleepers.filter(({ deadline }) => deadline !== Infinity);
    if (isEarly) {
      const isCounted = this.#rules.timeouts !== Infinity;
      if (this.#early >= this.#rules.timeouts) return [];
      return timed.map(({ thread }) => ({ what: 'time-out', thread, isCounted }));
    }
    const first = Math.min(...timed.map(({ deadline }) => deadline));
    const due = timed.filter(({ deadline }) => deadline === first);
    return due.map(({ thread }) => ({ what: 'time-out', thread, isCounted: false }));
  }

  /** Two threads are about to touch one word, one by a plain access, one of them to write. */
  #isRacy(): boolean {
    const next = this.#players.map((player, thread) => (this.#isAsleep(thread) ? undefined : player.next));
    return next.some((a, thread) => next.slice(thread + 1).some((b) => conflict(a, b, this.memory)));
  }
}

/** Does what is no wait, no notify and no look at anything else than memory. */
export function access(memory: Int32Array, operation: Operation): number | undefined {
  if (isElsewhere(operation) || operation.kind === 'wait' || operation.kind === 'notify') return undefined;
  const { index } = operation;
  const before = memory[index]!;
  if (operation.kind === 'load' || operation.kind === 'read') return before;
  const { kind, value } = operation;
  if (kind === 'compareExchange') {
    if (before === operation.expected) memory[index] = value;
    return before;
  }
  if (kind === 'add') memory[index] = before + value;
  else if (kind === 'sub') memory[index] = before - value;
  else if (kind === 'and') memory[index] = before & value;
  else if (kind === 'or') memory[index] = before | value;
  else if (kind === 'xor') memory[index] = before ^ value;
  else memory[index] = value;
  if (kind === 'write') return undefined;
  return kind === 'store' ? value : before;
}

export function isPlain(operation: Operation): boolean {
  return operation.kind === 'read' || operation.kind === 'write';
}

/** It looks at no memory. */
export function isElsewhere(operation: Operation): operation is Extract<Operation, { kind: 'now' | 'isGone' }> {
  return operation.kind === 'now' || operation.kind === 'isGone';
}

/** A `compareExchange` that fails only reads; so does a wait. */
export function wouldWrite(operation: Operation, memory: Int32Array): boolean {
  if (operation.kind === 'compareExchange') return memory[operation.index] === operation.expected;
  return !['load', 'read', 'wait', 'notify', 'now', 'isGone'].includes(operation.kind);
}

function conflict(a: Operation | undefined, b: Operation | undefined, memory: Int32Array): boolean {
  if (a === undefined || b === undefined || !(isPlain(a) || isPlain(b))) return false;
  if (a.kind === 'notify' || b.kind === 'notify' || isElsewhere(a) || isElsewhere(b)) return false;
  return a.index === b.index && (wouldWrite(a, memory) || wouldWrite(b, memory));
}

function choose<T>(from: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  if (from.length < count) return [];
  const [first, ...rest] = from as [T, ...T[]];
  return [...choose(rest, count - 1).map((others) => [first, ...others]), ...choose(rest, count)];
}
