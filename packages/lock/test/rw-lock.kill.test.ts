import { LONG, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, test } from 'vitest';
import { threadsDie } from './dying.ts';
import { writerSpec } from './rw-specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

test(
  'RWLock: readers, writers and those that wait die at random points, and the others go on, with nothing lost',
  () => threadsDie(writerSpec, { fixture: new URL('workers/rw-kill.mjs', import.meta.url), steps: ['reads'] }),
  20 * LONG,
);
