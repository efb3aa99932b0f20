import * as floor from '@sync/atomics/internal';
import { describe } from 'vitest';
import { hunt, prove } from '../../../model-testing/src/index.ts';
import { BLOCK_DEATHS, BLOCK_PAIRS } from './block-cases.ts';
import { BLOCK_MUTANTS } from './block-mutants.ts';

describe('BlockStore: each block is one thread\'s, and none is lost', () => {
  prove(BLOCK_PAIRS, floor);
});

describe('BlockStore: one dies, and whoever comes next finds every block', () => {
  prove(BLOCK_DEATHS, floor);
});

describe('mutants of BlockStore', () => {
  hunt(BLOCK_MUTANTS, [...BLOCK_PAIRS, ...BLOCK_DEATHS], ['atomics'], 'internal');
});
