import * as latch from '@sync/latch';
import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { ARRIVALS, BRIEFLY, DEATHS, PAIRS, RESETS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('CountDownLatch, two threads: nobody stuck, nobody released too early', () => {
  prove(PAIRS, latch);
});

describe('CountDownLatch, three threads', () => {
  prove(TRIPLES, latch);
});

describe('CountDownLatch, arrivals: each waits for the round in which it was counted', () => {
  prove(ARRIVALS, latch);
});

describe('CountDownLatch, opened and reset at once: who waited is released', () => {
  prove(BRIEFLY, latch);
});

describe('CountDownLatch, several reset it', () => {
  prove(RESETS, latch);
});

describe('CountDownLatch: one dies, and nobody is stuck', () => {
  prove(DEATHS, latch);
});

describe('mutants of CountDownLatch', () => {
  hunt(MUTANTS, [...PAIRS, ...TRIPLES, ...ARRIVALS, ...BRIEFLY, ...RESETS, ...DEATHS], ['atomics', 'latch']);
});
