import { hunt, prove } from '@sync/model-testing';
import * as shared from '@sync/shared';
import { describe } from 'vitest';
import { DEATHS, LIVES, PAIRS } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('SharedCell and Guarded, two threads: each change is made, and whole', () => {
  prove(PAIRS, shared);
});

describe('SharedCell and Guarded: one dies, and the value is one that somebody has committed', () => {
  prove(DEATHS, shared);
});

describe('SharedCell and Guarded: one sleeps through a slice, while the other lives', () => {
  prove(LIVES, shared);
});

describe('mutants of SharedCell and Guarded', () => {
  hunt(MUTANTS, [...PAIRS, ...DEATHS, ...LIVES], ['atomics', 'shared']);
});
