import { ModelError, check } from '@sync/model';
import { expect, test } from 'vitest';
import { setupOf } from './enumeration/adapter.ts';
import { racinessOf } from './enumeration/clocks.ts';
import { LITMUS } from './enumeration/litmus.ts';
import type { Program } from './enumeration/program.ts';
import { accessProgram } from './enumeration/random-programs.ts';

const PROGRAMS = 2000;

function reportsRace(program: Program): boolean {
  try {
    check(setupOf(program));
    return false;
  } catch (error) {
    if (error instanceof ModelError && error.kind === 'race') return true;
    throw error;
  }
}

// One race of the specification the checker does not report: that of a compareExchange which
// would fail by the time at which the other thread reads, as that thread has replaced its value
// without a look. Only what would write in the state as it is counts as a write there.
test.each(LITMUS)('%s: %s', (_name, raciness, program) => {
  expect(racinessOf(program)).toBe(raciness);
  expect(reportsRace(program)).toBe(raciness === 'race');
});

test(`a race is reported in those of ${PROGRAMS} random programs in which vector clocks find one that is not hidden, and in no other`, () => {
  const counts = { race: 0, none: 0, hidden: 0 };
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const { program, text } = accessProgram(seed);
    const raciness = racinessOf(program);
    counts[raciness]++;
    if (reportsRace(program) !== (raciness === 'race')) throw new Error(`${raciness}, say the clocks; the checker does not: ${text}`);
  }
  // Programs that are all alike would prove little.
  expect(counts.race).toBeGreaterThan(PROGRAMS / 3);
  expect(counts.none).toBeGreaterThan(PROGRAMS / 4);
  expect(counts.hidden).toBeLessThan(PROGRAMS / 100);
});
