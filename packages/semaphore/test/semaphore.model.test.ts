import { hunt, prove } from '@sync/model-testing';
import * as semaphores from '@sync/semaphore';
import { describe } from 'vitest';
import { BLOCKED, CROWDED, IN_TURN, LARGE, ONE_PERMIT, PAIRS, ROBUST, TRIPLES } from './model/cases.ts';
import { DEATHS } from './model/death-cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('one permit: nobody has it with another, nobody is stuck', () => {
  prove(ONE_PERMIT, semaphores);
});

describe('one waits, one releases', () => {
  prove(PAIRS, semaphores);
});

describe('three threads', () => {
  prove(TRIPLES, semaphores);
});

describe('one that wants many is not starved, and holds up nobody when it gives up', () => {
  prove(LARGE, semaphores);
});

describe('in turn', () => {
  prove(IN_TURN, semaphores);
});

describe('robust', () => {
  prove(ROBUST, semaphores);
});

describe('the line is full', () => {
  prove(CROWDED, semaphores);
});

describe('a blocked thread holds nobody up', () => {
  prove(BLOCKED, semaphores);
});

describe('one dies: nobody is stuck, and permits that have owners come back', () => {
  prove(DEATHS, semaphores);
});

describe('mutants', () => {
  const cases = [...ONE_PERMIT, ...PAIRS, ...TRIPLES, ...LARGE, ...IN_TURN, ...ROBUST, ...CROWDED, ...BLOCKED, ...DEATHS];
  hunt(MUTANTS, cases, ['atomics', 'semaphore']);
});
