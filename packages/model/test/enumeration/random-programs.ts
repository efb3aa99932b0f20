/** Random small programs: of all operations for counting, of accesses for races. */
import { Chance } from './chance.ts';
import { KILLED, type Environment, type Operation, type Program, type Thread } from './program.ts';

/** One line of a thread. */
interface Line {
  readonly kind: Operation['kind'] | 'throw';
  readonly index: number;
  /** What is stored, added, expected ... */
  readonly value: number;
  readonly expected: number;
  /** Of a wait. */
  readonly timeout: number;
  /** Left out if the last answer was this. */
  readonly unless: number;
  /** What is stored is the last answer and `value`. */
  readonly isRelative: boolean;
}

export interface RandomProgram {
  readonly program: Program;
  readonly environment: Environment;
  /** For messages. */
  readonly text: string;
}

const EVERYTHING = [
  'load', 'store', 'add', 'sub', 'and', 'or', 'xor', 'exchange', 'compareExchange', 'compareExchange', 'wait', 'wait', 'wait', 'notify', 'notify', 'now',
] as const; // prettier-ignore

/** A program with waits, time-outs, deaths and errors. */
export function anyProgram(seed: number): RandomProgram {
  const chance = new Chance(seed);
  const kills = chance.under(4) === 0 ? 1 : 0;
  const environment: Environment = {
    kills,
    timeouts: chance.of([Infinity, Infinity, 0, 1]),
    endless: chance.of([Infinity, 7]),
    notifyOrder: chance.of(['fifo', 'any'] as const),
  };
  const some = chance.under(2) === 0 ? EVERYTHING : [...EVERYTHING, ...(['read', 'write', 'throw'] as const)];
  const kinds = kills === 0 ? some : [...some, ...(['isGone', 'isGone', 'isGone'] as const)];
  const threads = 2 + chance.under(2);
  const longest = (threads === 2 ? 5 : 4) - kills;
  const codes = Array.from({ length: threads }, () => Array.from({ length: 2 + chance.under(longest - 1) }, () => anyLine(chance, kinds)));
  const bodies = codes.map((lines) => () => obey(lines));
  // Now and then two threads have one function.
  if (chance.under(3) === 0) bodies[1] = bodies[0]!;
  const modulus = chance.of([0, 3, 11, 23]);
  const isShy = chance.under(3) === 0;
  const program: Program = {
    words: 2,
    initial: [0, chance.under(2)],
    threads: bodies,
    final([first = 0, second = 0], results) {
      // Which thread it was must not matter, as they may have one function.
      const sum = results.reduce<number>((before, result) => before + (result === KILLED ? 5 : (result as number) ** 2), 0);
      if (modulus > 0 && Math.abs(7 * first + 3 * second + sum) % modulus === 0) throw new Error('not as expected');
    },
    ...(isShy && { mayDie: (_thread, [word]) => word === 0 }),
  };
  return { program, environment, text: JSON.stringify({ seed, environment, modulus, isShy, initial: program.initial, codes }) };
}

function anyLine(chance: Chance, kinds: readonly Line['kind'][]): Line {
  return {
    kind: chance.of(kinds),
    index: chance.under(2),
    value: chance.under(3),
    expected: chance.under(2),
    timeout: chance.of([0, 5, 5, 9, Infinity, Infinity]),
    unless: chance.of([-1, -1, -1, 0, 1]),
    isRelative: chance.under(4) === 0,
  };
}

const ATOMIC = ['load', 'load', 'store', 'store', 'add', 'compareExchange'] as const;

/** A program of accesses alone: atomic ones to flags mostly, plain ones to data mostly. */
export function accessProgram(seed: number): RandomProgram {
  const chance = new Chance(seed);
  const threads = 2 + chance.under(2);
  const words = 2 + chance.under(2);
  const longest = threads === 2 ? 4 : 3;
  const codes = Array.from({ length: threads }, () => Array.from({ length: 2 + chance.under(longest - 1) }, () => accessLine(chance, words)));
  const program = { words, threads: codes.map((lines) => () => obey(lines)) };
  return { program, environment: {}, text: JSON.stringify({ seed, codes }) };
}

function accessLine(chance: Chance, words: number): Line {
  const isPlain = chance.under(5) < 2;
  const isCrossed = chance.under(8) === 0;
  return {
    kind: isPlain ? chance.of(['read', 'write'] as const) : chance.of(ATOMIC),
    // The last word is data, the others are flags.
    index: isPlain !== isCrossed ? words - 1 : chance.under(words - 1),
    value: 1 + chance.under(2),
    expected: chance.under(2),
    timeout: 0,
    unless: chance.of([-1, -1, 0, 0, 1]),
    isRelative: false,
  };
}

/** Does what its lines say; returns a digest of all answers. */
function* obey(lines: readonly Line[]): Thread<number> {
  let last = -1;
  let digest = 0;
  for (const { kind, index, value, expected, timeout, unless, isRelative } of lines) {
    if (last === unless && unless >= 0) continue;
    if (kind === 'throw') {
      if (last === value) throw new Error('as it is written');
      continue;
    }
    // One object fits all: each kind takes what it knows.
    const written = isRelative && last >= 0 ? last + value : value;
    const operation = { kind, index, thread: value, value: written, expected, timeout, count: value === 0 ? Infinity : value };
    last = numberOf(yield operation, last);
    digest = digest * 3 + last;
  }
  return digest;
}

function numberOf(answer: unknown, last: number): number {
  if (typeof answer === 'number' || typeof answer === 'boolean') return Number(answer);
  return answer === undefined ? last : ['not-equal', 'ok', 'timed-out'].indexOf(answer as string);
}
