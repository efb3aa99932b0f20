import { describe } from 'vitest';
import { hunt } from '../../../model-testing/src/index.ts';
import type { Locks } from './ground.ts';
import { KILLS, OVERTAKEN, PAIRS, TRIPLES } from './mixed-cases.ts';
import { MUTANTS } from './mutants.ts';
import { RE_ENTERING, RE_ENTERING_AMONG } from './r-lock-cases.ts';
import { RESERVED, STARVING } from './starving-cases.ts';
import { BLOCKED, LATE, TASKS } from './task-cases.ts';

const GROUPS = [PAIRS, TRIPLES, OVERTAKEN, KILLS, STARVING, RESERVED, TASKS, BLOCKED, LATE, RE_ENTERING, RE_ENTERING_AMONG];

describe('mutants of the mutex', () => {
  hunt<Locks>(MUTANTS, GROUPS.flat(), ['atomics', 'lock']);
});
