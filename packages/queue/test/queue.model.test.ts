import * as queue from '@sync/queue';
import { prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { DEATHS, GROWTH, LIVES, PAIRS, SHUTDOWNS, TRIPLES } from './model/cases.ts';

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

describe('queues: one sleeps through a slice, while the others live', () => {
  prove(LIVES, queue);
});
