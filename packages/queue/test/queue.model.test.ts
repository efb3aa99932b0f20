import * as queue from '@sync/queue';
import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { BLOCKS, DEATHS, GROWTH, LIVES, PAIRS, SHUTDOWNS, TRIPLES } from './model/cases.ts';
import { MUTANTS } from './model/mutants.ts';

describe('queues, two threads: each item arrives once', () => {
  prove(PAIRS, queue);
});

describe('queues, three threads: a wake-up is never lost', () => {
  prove(TRIPLES, queue);
});

describe('queues that are shut down', () => {
  prove(SHUTDOWNS, queue);
});

describe('queues that grow', () => {
  prove(GROWTH, queue);
});

describe('queues: one dies, and takes nothing along but what was in its hands', () => {
  prove(DEATHS, queue);
});

describe('queues of large items, whose blocks are free when nobody has them any more', () => {
  prove(BLOCKS, queue);
});

describe('queues: one sleeps through a slice, while the others live', () => {
  prove(LIVES, queue);
});

describe('mutants of the queues', () => {
  hunt(MUTANTS, [...PAIRS, ...TRIPLES, ...SHUTDOWNS, ...GROWTH, ...DEATHS, ...BLOCKS, ...LIVES], ['atomics', 'queue']);
});
