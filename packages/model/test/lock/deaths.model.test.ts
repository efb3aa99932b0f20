import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { hunt, prove } from '../../../model-testing/src/index.ts';
import { DEATHS, HEIRS, LIVES } from './death-cases.ts';
import { DEATH_MUTANTS } from './death-mutants.ts';

describe('a holder dies: nobody is stuck, nobody finds a half done thing unawares', () => {
  prove(DEATHS, locks);
});

describe('nobody takes over from one that lives', () => {
  prove(LIVES, locks);
});

describe('a holder dies, and two are left: one has it at a time', () => {
  prove(HEIRS, locks);
});

describe('mutants of what becomes of a dead holder', () => {
  hunt(DEATH_MUTANTS, [...DEATHS, ...LIVES, ...HEIRS], ['atomics', 'lock']);
});
