import * as floor from '@sync/atomics';
import { describe } from 'vitest';
import { prove } from '../../../model-testing/src/index.ts';
import { COUNTERS } from './counter-cases.ts';
import { CHANGES, KILLS, PAIRS, TRIPLES } from './futex-cases.ts';

describe('Futex, two threads at a gate', () => {
  prove(PAIRS, floor);
});

describe('Futex, three threads at a gate: nobody who leaves takes the others\' wake-up', () => {
  prove(TRIPLES, floor);
});

describe('Futex: a waiter dies, and nobody is stuck', () => {
  prove(KILLS, floor);
});

describe('Futex and AtomicInt32: changes', () => {
  prove(CHANGES, floor);
});

describe('counters and flags', () => {
  prove(COUNTERS, floor);
});
