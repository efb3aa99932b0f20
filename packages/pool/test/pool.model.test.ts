import { hunt, prove } from '@sync/model-testing';
import { describe } from 'vitest';
import { BLOCK_CASES } from './model/blocks.ts';
import { CANCELLING, DEATHS, HEARING, RECLAIMING, SLEEPING, TAKING } from './model/cases.ts';
import type { Internal } from './model/ground.ts';
import { MUTANTS } from './model/mutants.ts';

const pools = (await import(new URL('../dist/internal.js', import.meta.url).href)) as Internal;

describe('each task is taken once', () => {
  prove(TAKING, pools);
});

describe('cancelled or taken', () => {
  prove(CANCELLING, pools);
});

describe('no worker sleeps while there is something to do', () => {
  prove(SLEEPING, pools);
});

describe('who waits for results hears of them', () => {
  prove(HEARING, pools);
});

describe('a worker dies: what it had taken is settled once', () => {
  prove(DEATHS, pools);
});

describe('the lane of a worker that is gone', () => {
  prove(RECLAIMING, pools);
});

describe('a worker dies: its blocks are free', () => {
  prove(BLOCK_CASES, pools);
});

describe('mutants', () => {
  hunt(MUTANTS, [...TAKING, ...CANCELLING, ...SLEEPING, ...HEARING, ...DEATHS, ...RECLAIMING, ...BLOCK_CASES], ['pool'], 'internal');
});
