import { program } from '@sync/testing';
import { describe, expect, test } from 'vitest';

/** The lines that a program prints, by their order in each thread. */
const SEEDS: Readonly<Record<string, readonly string[]>> = {
  'names-and-ages': ['names: name Ann', 'names: name Ben', 'names: name Cleo', 'ages: age 31', 'ages: age 27', 'ages: age 45', 'both have printed'],
  stoppable: ['looked', 'woken: that is enough', 'ended: that is enough'],
  'daemon-status': ['status: 0 of 3', 'status: 1 of 3', 'status: 2 of 3', 'status: 3 of 3', 'the work is done, the printer is alive'],
  'returns-values': ['square of 2 is 4, in 2 steps', 'square of 3 is 9, in 3 steps', 'square of 4 is 16, in 4 steps'],
  students: ['Ann: hello Ann', 'Ben: hello Ben', 'Cleo: hello Cleo', 'main: undefined'],
  timer: ['true true', 'do not forget the milk', 'true false'],
  'join-timeout': ['false Thread(slow)[running]', 'true Thread(slow)[ended] finished'],
};

/** Two threads that print mix as they like. */
const MIXED = 'names-and-ages';

describe('a program that should be easy', () => {
  test.each(Object.entries(SEEDS))('%s', async (name, lines) => {
    const { code, stdout, stderr } = await program(new URL(`./programs/seeds/${name}.mjs`, import.meta.url));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const printed = stdout.trimEnd().split('\n');
    if (name !== MIXED) {
      expect(printed).toEqual(lines);
      return;
    }
    expect([...printed].sort()).toEqual([...lines].sort());
    for (const thread of ['names', 'ages', 'both']) {
      const ofThread = (line: string): boolean => line.startsWith(thread);
      expect(printed.filter(ofThread)).toEqual(lines.filter(ofThread));
    }
    expect(printed.at(-1)).toBe('both have printed');
  });
});
