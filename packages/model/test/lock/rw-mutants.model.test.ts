import { describe } from 'vitest';
import { hunt } from '../../../model-testing/src/index.ts';
import { BLOCKED } from './rw-blocked-cases.ts';
import { ASYNC_DOWNGRADES, CROWDED, PAIRS, TASKS, TRIPLES, WAYS_ASIDE } from './rw-cases.ts';
import { DEATHS, KEPT_BY_DEAD, LIVING, RECOVERED } from './rw-death-cases.ts';
import type { RWLocks } from './rw-ground.ts';
import { RW_MUTANTS } from './rw-mutants.ts';

describe('mutants of RWLock', () => {
  hunt<RWLocks>(RW_MUTANTS, [PAIRS, ASYNC_DOWNGRADES, WAYS_ASIDE, TRIPLES, TASKS, CROWDED, BLOCKED, DEATHS, LIVING, RECOVERED, KEPT_BY_DEAD].flat(), ['atomics', 'lock']);
});
