import { load, notify, store, swap } from '@sync/atomics/internal';
import { examine, prove } from '@sync/model-testing';
import { describe, expect, test } from 'vitest';
import * as control from '../src/control.ts';
import { ENDINGS, TIMERS, type Control } from './model/cases.ts';

describe('a thread ends once, and all are told the same', () => {
  prove(ENDINGS, control);
});

describe('a Timer fires or is cancelled', () => {
  prove(TIMERS, control);
});

/** T4 with a mistake in it. */
const MUTANTS: readonly (readonly [name: string, end: Control['end'], caughtBy: string])[] = [
  [
    'it wakes nobody',
    (words, how) => {
      const state = load(words, control.SLOT_STATE);
      return !control.isEnd(state) && swap(words, control.SLOT_STATE, state, how);
    },
    'it returns, and one waits',
  ],
  [
    'it wakes one',
    (words, how) => {
      for (let state; !control.isEnd((state = load(words, control.SLOT_STATE))); ) {
        if (!swap(words, control.SLOT_STATE, state, how)) continue;
        notify(words, control.SLOT_STATE, 1);
        return true;
      }
      return false;
    },
    'it returns, and two wait',
  ],
  [
    'it ends again what has ended',
    (words, how) => {
      store(words, control.SLOT_STATE, how);
      notify(words, control.SLOT_STATE, Infinity);
      return true;
    },
    'it returns while it is ended from outside',
  ],
  [
    'it looks once',
    (words, how) => {
      const state = load(words, control.SLOT_STATE);
      if (control.isEnd(state) || !swap(words, control.SLOT_STATE, state, how)) return false;
      notify(words, control.SLOT_STATE, Infinity);
      return true;
    },
    'it dies at any step, who finds it gone says so, and one waits',
  ],
];

describe('mutants of T4', () => {
  test.each(MUTANTS)('%s: caught', async (_, end, caughtBy) => {
    const one = ENDINGS.find(({ name }) => name === caughtBy);
    await expect(examine(one!, { ...control, end })).rejects.toThrow();
  });
});
