import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { prove } from '../../../model-testing/src/index.ts';
import { RESERVED, STARVING } from './starving-cases.ts';
import { BLOCKED, LATE, TASKS } from './task-cases.ts';

describe('Lock: the word is reserved for one that starves', () => {
  prove(STARVING, locks);
});

describe('Lock: newcomers nap', () => {
  prove(RESERVED, locks);
});

describe('Lock: several waits of a thread', () => {
  prove(TASKS, locks);
});

describe('Lock: threads that are blocked, and one that may not block', () => {
  prove(BLOCKED, locks);
});

describe('Lock: slices', () => {
  prove(LATE, locks);
});
