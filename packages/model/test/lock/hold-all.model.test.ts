import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { hunt, prove } from '../../../model-testing/src/index.ts';
import { HOLD_ALL_ORPHANED, HOLD_ALL_PAIRS, HOLD_ALL_RINGS, type Holding } from './hold-all-cases.ts';
import { HOLD_ALL_MUTANTS } from './hold-all-mutants.ts';

describe('holdAll, two threads: all or none, nobody stuck, the words at rest in the end', () => {
  prove(HOLD_ALL_PAIRS, locks);
});

describe('holdAll, three threads in a ring', () => {
  prove(HOLD_ALL_RINGS, locks);
});

describe('holdAll: a holder dies', () => {
  prove(HOLD_ALL_ORPHANED, locks);
});

describe('mutants of holdAll', () => {
  hunt<Holding>(HOLD_ALL_MUTANTS, [HOLD_ALL_PAIRS, HOLD_ALL_RINGS, HOLD_ALL_ORPHANED].flat(), ['atomics', 'lock']);
});
