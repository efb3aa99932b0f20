import * as conditions from '@sync/condition';
import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { CHAINS, DEATHS, HOLDERS, PAIRS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('Condition, two threads: nobody stuck, holds restored, nothing left behind', () => {
  prove(PAIRS, conditions);
});

describe('Condition, three threads: as many as were notified, who came first', () => {
  prove(TRIPLES, conditions);
});

describe('Condition: a notification of one that leaves goes on', () => {
  prove(CHAINS, conditions);
});

describe('Condition: one dies, and nobody is stuck', () => {
  prove(DEATHS, conditions);
});

describe('Condition: the holder of its lock dies, and nothing is lost that was given', () => {
  prove(HOLDERS, conditions);
});

describe('mutants of Condition', () => {
  hunt(MUTANTS, [...PAIRS, ...TRIPLES, ...CHAINS, ...DEATHS, ...HOLDERS], ['atomics', 'condition']);
});
