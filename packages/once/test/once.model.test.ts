import { hunt, prove } from '@sync/model-testing';
import * as once from '@sync/once';
import { describe } from 'vitest';
import { DEATHS, FAILURES, PAIRS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('Once, two threads: one does it, the other waits until it is done', () => {
  prove(PAIRS, once);
});

describe('Once, a run fails: the next one does it', () => {
  prove(FAILURES, once);
});

describe('Once, three threads', () => {
  prove(TRIPLES, once);
});

describe('Once: one dies, and another does it', () => {
  prove(DEATHS, once);
});

describe('mutants of Once', () => {
  hunt(MUTANTS, [...PAIRS, ...FAILURES, ...TRIPLES, ...DEATHS], ['atomics', 'once']);
});
