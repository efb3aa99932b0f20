import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { prove } from '../../../model-testing/src/index.ts';
import { BLOCKED } from './rw-blocked-cases.ts';
import { ASYNC_DOWNGRADES, CROWDED, PAIRS, TASKS, TRIPLES, WAYS_ASIDE } from './rw-cases.ts';
import { DEATHS, KEPT_BY_DEAD, LIVING, RECOVERED } from './rw-death-cases.ts';

describe('RWLock, two threads: nobody writes beside others, nobody stuck, the words at rest in the end', () => {
  prove(PAIRS, locks);
  prove(ASYNC_DOWNGRADES, locks);
  prove(WAYS_ASIDE, locks);
});

describe('RWLock, three threads', () => {
  prove(TRIPLES, locks);
});

describe('RWLock, several tasks of a thread', () => {
  prove(TASKS, locks);
});

describe('RWLock, one slot for all', () => {
  prove(CROWDED, locks);
});

describe('RWLock: a blocked thread holds nobody up', () => {
  prove(BLOCKED, locks);
});

describe('RWLock: one dies, and nobody is stuck', () => {
  prove(DEATHS, locks);
  prove(LIVING, locks);
  prove(RECOVERED, locks);
  prove(KEPT_BY_DEAD, locks);
});
