import * as floor from '@sync/atomics/internal';
import { describe } from 'vitest';
import { hunt, prove } from '../../../model-testing/src/index.ts';
import { CIRCLES } from './circle-cases.ts';
import { CIRCLE_MUTANTS } from './circle-mutants.ts';

describe('circles of waiting threads: what is reported is one', () => {
  prove(CIRCLES, floor);
});

describe('mutants of the search for circles', () => {
  hunt(CIRCLE_MUTANTS, CIRCLES, ['atomics'], 'internal');
});
