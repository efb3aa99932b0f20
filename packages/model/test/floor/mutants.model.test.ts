import { builtCopy } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { hunt } from '../../../model-testing/src/index.ts';
import { COUNTERS } from './counter-cases.ts';
import { CHANGES, KILLS, PAIRS, TRIPLES } from './futex-cases.ts';
import { MUTANTS } from './mutants.ts';

describe('mutants of the floor', () => {
  hunt<typeof import('@sync/atomics')>(MUTANTS, [...PAIRS, ...TRIPLES, ...KILLS, ...CHANGES, ...COUNTERS], ['atomics']);

  test.each(['there is no such text', 'Atomics.'])('one that fits in no place, or in several, is refused: %s', (text) => {
    const mutant = { name: 'misfit', package: 'atomics', text, by: '' };
    expect(() => builtCopy(['atomics'], mutant)).toThrow(/"misfit" is out of date.* in \d+ places/);
  });
});
