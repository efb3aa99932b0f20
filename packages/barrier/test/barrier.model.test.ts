import * as barriers from '@sync/barrier';
import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { AFTERWARDS, BREAKS, DEATHS, FAILURES, LEAVING, PAIRS, ROUNDS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('Barrier, two threads: all come through or none', () => {
  prove(PAIRS, barriers);
});

describe('Barrier, the action fails: all learn of it', () => {
  prove(FAILURES, barriers);
});

describe('Barrier, rounds that follow each other at once', () => {
  prove(ROUNDS, barriers);
});

describe('Barrier, a round that has ended is not touched', () => {
  prove(AFTERWARDS, barriers);
});

describe('Barrier, broken and reset from outside', () => {
  prove(BREAKS, barriers);
});

describe('Barrier, some leave for good', () => {
  prove(LEAVING, barriers);
});

describe('Barrier, three threads', () => {
  prove(TRIPLES, barriers);
});

describe('Barrier: one dies, and nobody is stuck', () => {
  prove(DEATHS, barriers);
});

describe('mutants of Barrier', () => {
  hunt(MUTANTS, [...PAIRS, ...FAILURES, ...ROUNDS, ...AFTERWARDS, ...BREAKS, ...LEAVING, ...TRIPLES, ...DEATHS], ['atomics', 'barrier']);
});
