import { LONG, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, test } from 'vitest';
import { threadsDie } from './dying.ts';
import { spinLockSpec } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

test(
  'SpinLock: holders and waiters die at random points, and the others go on, with nothing lost',
  () => threadsDie(spinLockSpec, { modes: ['sync'], survivors: ['sync', 'sync', 'sync'] }),
  20 * LONG,
);
