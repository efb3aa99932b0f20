import { ModelError, check, explore, type CheckOptions } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { setupOf } from './enumeration/adapter.ts';
import { Machine, rulesOf } from './enumeration/machine.ts';
import type { Environment, Program } from './enumeration/program.ts';
import { anyProgram } from './enumeration/random-programs.ts';
import { retell } from './enumeration/retelling.ts';
import { LARGE, SCENARIOS, TWINS } from './enumeration/scenarios.ts';
import { enumerate, type Count } from './enumeration/schedules.ts';

const RANDOM_PROGRAMS = 300;

/** What the checker counts; the enumeration's numbers are to be the same. */
function explored(program: Program, environment: Environment): Pick<Count, 'good' | 'failing'> {
  const { interleavings, failing, complete, spins } = explore(setupOf(program), environment);
  if (!complete || spins) throw new Error('the checker has left schedules out');
  return { good: Number(interleavings - failing), failing: Number(failing) };
}

/** The first failure that the checker finds, if any. */
function failureOf(program: Program, options: CheckOptions): ModelError | undefined {
  try {
    check(setupOf(program), options);
    return undefined;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
}

/** It has the fewest preemptions that a failure can have, and its story is true. */
function expectTheFirstFailure(program: Program, environment: Environment, { fewest, kinds }: Count): void {
  const failure = failureOf(program, environment)!;
  expect(failure.message).toContain(`Preemptions: ${fewest}, the fewest possible.`);
  expect([...kinds]).toContain(failure.kind);

  const machine = new Machine(program, rulesOf(environment));
  retell(failure.message, machine);
  expect(machine.fault() ?? machine.faultAtEnd()).toBe(failure.kind);
  if (failure.kind === 'stuck' || failure.kind === 'final') expect(machine.moves()).toEqual([]);
  expect(machine.preemptions).toBe(fewest);

  const again = failureOf(program, { ...environment, replay: failure.replay })!;
  expect(again.kind).toBe(failure.kind);
  expect(again.message).toBe(failure.message.replace(`Preemptions: ${fewest}, the fewest possible.`, 'Replayed.'));
}

function expectFailuresWithinBounds(program: Program, environment: Environment, { fewest }: Count): void {
  for (const preemptions of [0, 1, 2]) {
    expect(failureOf(program, { ...environment, preemptions }) !== undefined).toBe(fewest <= preemptions);
  }
}

describe.each(SCENARIOS)('$name', ({ program, environment = {}, fails, schedules }) => {
  let known: Count | undefined;
  const counted = (): Count => (known ??= enumerate(program, environment));

  test('as many schedules end well, and badly, as an enumeration plays', () => {
    const { good, failing, kinds } = counted();
    expect(explored(program, environment)).toEqual({ good, failing });
    expect([...kinds]).toEqual(fails === undefined ? [] : [fails]);
    if (schedules !== undefined) expect(good + failing).toBe(schedules);
  });

  test('a bound on preemptions lets a failure pass if it takes more, and only then', () => {
    expectFailuresWithinBounds(program, environment, counted());
  });

  if (fails === undefined) return;
  test('the first failure has the fewest preemptions, and is what it tells', () => {
    expectTheFirstFailure(program, environment, counted());
  });
});

test.each(TWINS)('$name: threads of one function, and of a function each, have as many schedules', ({ same, alike, environment }) => {
  const { good, failing } = enumerate(alike, environment);
  expect(explored(alike, environment)).toEqual({ good, failing });
  expect(explored(same, environment)).toEqual({ good, failing });
});

test.each(LARGE)('%s has as many schedules as an enumeration has once played: %d', (_name, schedules, program) => {
  expect(explored(program, {})).toEqual({ good: schedules, failing: 0 });
});

test(`${RANDOM_PROGRAMS} random programs have as many good and bad schedules as an enumeration plays, and tell their failures truly`, () => {
  const seen = { failing: 0, mixed: 0, preempted: 0, stuck: 0, thrown: 0, race: 0, final: 0 };
  for (let seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
    const { program, environment, text } = anyProgram(seed);
    const count = enumerate(program, environment);
    try {
      expect(explored(program, environment)).toEqual({ good: count.good, failing: count.failing });
      expectFailuresWithinBounds(program, environment, count);
      if (count.failing > 0) expectTheFirstFailure(program, environment, count);
    } catch (error) {
      throw new Error(`The program is ${text}`, { cause: error });
    }
    if (count.failing > 0) seen.failing++;
    if (count.failing > 0 && count.good > 0) seen.mixed++;
    if (count.failing > 0 && count.fewest > 0) seen.preempted++;
    for (const kind of count.kinds) seen[kind]++;
  }
  // Programs that all end alike would prove little.
  expect(seen.mixed).toBeGreaterThan(RANDOM_PROGRAMS / 5);
  expect(seen.preempted).toBeGreaterThan(RANDOM_PROGRAMS / 30);
  for (const kind of ['stuck', 'thrown', 'race', 'final'] as const) expect(seen[kind], kind).toBeGreaterThan(RANDOM_PROGRAMS / 50);
});

test('a final condition that tells threads of one function apart is judged for each of them', () => {
  const addFirst = (first: number) => () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const add = (): number => Atomics.add(words, 0, 1);
    return {
      threads: [add, add],
      final: (results: readonly unknown[]) => {
        if (results[0] === first) throw new Error('the first thread, of two');
      },
    };
  };
  for (const first of [0, 1]) expect(explore(addFirst(first))).toMatchObject({ interleavings: 2n, failing: 1n });
});
