import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { prove } from '../../../model-testing/src/index.ts';
import { KILLS, OVERTAKEN, PAIRS, TRIPLES, TURNS } from './mixed-cases.ts';

describe('Lock, two threads: mutual exclusion, nobody stuck, the word at rest in the end', () => {
  prove(PAIRS, locks);
  prove(TURNS, locks);
});

describe('Lock, three threads: nobody who leaves holds the others up', () => {
  prove(TRIPLES, locks);
});

describe('Lock: a wake-up in vain is not lost', () => {
  prove(OVERTAKEN, locks);
});

describe('Lock: a waiter dies, and nobody is stuck', () => {
  prove(KILLS, locks);
});
