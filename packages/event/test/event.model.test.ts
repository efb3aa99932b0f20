import * as events from '@sync/event';
import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { BRIEFLY, DEATHS, PAIRS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('Event, two threads: nobody stuck, nobody released without a set', () => {
  prove(PAIRS, events);
});

describe('Event, set and cleared at once: who waited is released', () => {
  prove(BRIEFLY, events);
});

describe('Event, three threads', () => {
  prove(TRIPLES, events);
});

describe('Event: one dies, and nobody is stuck', () => {
  prove(DEATHS, events);
});

describe('mutants of Event', () => {
  hunt(MUTANTS, [...PAIRS, ...BRIEFLY, ...TRIPLES, ...DEATHS], ['atomics', 'event']);
});
