import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { hunt, prove } from '../../../model-testing/src/index.ts';
import type { Locks } from './ground.ts';
import { SPIN_AMONG, SPIN_ORPHANED, SPIN_PAIRS, SPIN_RESERVED } from './spin-cases.ts';
import { SPIN_MUTANTS } from './spin-mutants.ts';

describe('SpinLock, two threads: mutual exclusion, nobody stuck, the word at rest in the end', () => {
  prove(SPIN_PAIRS, locks);
});

describe('SpinLock, among others', () => {
  prove(SPIN_AMONG, locks);
});

describe('SpinLock: one that has slept comes before newcomers', () => {
  prove(SPIN_RESERVED, locks);
});

describe('SpinLock: its owner dies', () => {
  prove(SPIN_ORPHANED, locks);
});

describe('mutants of SpinLock', () => {
  hunt<Locks>(SPIN_MUTANTS, [SPIN_PAIRS, SPIN_AMONG, SPIN_RESERVED, SPIN_ORPHANED].flat(), ['atomics', 'lock']);
});
