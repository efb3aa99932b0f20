import { create } from '@sync/atomics/internal';
import { expect, test } from 'vitest';
import { BEGUN, DONE, REFUSED, quickOf } from '../src/rw-lock-quick.ts';
import { DRAINED, READERS, SLOTS, USED, WORDS, WRITER } from './rw-words.ts';

const STATE = 1;
const ME = 7;
const OTHER = 9;
const owned = (by: number): number => by << 4;
/** Marks of the mutex, and owners of it. */
const STATES = [0, 1, 2, 3, owned(ME), owned(ME) | 1, owned(OTHER), owned(OTHER) | 4, owned(2 ** 28 - 1)];

const place = create({ name: 'RWLock', module: '@sync/lock', words: WORDS, mutex: 0 });
const { words } = place;
const base = words.byteOffset;
const quick = quickOf(place);
if (quick === undefined) throw new Error('there is no WebAssembly here');
const SLOT = READERS + 5;

/** What a function gives, and all words that are other ones behind it. */
function play(set: Record<number, number>, call: () => number): { done: number; changed: Record<number, number> } {
  words.fill(0);
  for (const [index, value] of Object.entries(set)) words[Number(index)] = value;
  const before = Int32Array.from(words);
  const done = call();
  return { done, changed: Object.fromEntries([...words.entries()].filter(([index, value]) => before[index] !== value)) };
}

const isFree = (state: number): boolean => state >>> 4 === 0;

test.each(STATES)('one reads where the mutex is %i: its slot is taken if that has no owner', (state) => {
  const read = (): number => quick.r(base, (SLOT * 4 + base) | 0, ME);
  expect(play({ [STATE]: state }, read)).toEqual(isFree(state) ? { done: DONE, changed: { [SLOT]: ME } } : { done: REFUSED, changed: {} });
  expect(play({ [STATE]: state, [SLOT]: OTHER }, read)).toEqual({ done: REFUSED, changed: {} });
});

test.each(STATES)('one leaves where the mutex is %i: told whether that has an owner', (state) => {
  const leave = (): number => quick.l(base, (SLOT * 4 + base) | 0, ME);
  const left = play({ [STATE]: state, [SLOT]: ME }, leave);
  expect(left.changed).toEqual({ [SLOT]: 0 });
  expect(left.done === 0).toBe(isFree(state));
  // It was taken for dead, and the slot is another's.
  expect(play({ [STATE]: state, [SLOT]: OTHER }, leave).changed).toEqual({});
});

test.each(STATES)('one writes where the mutex is %i: if that has neither owner nor marks', (state) => {
  const write = (): number => quick.w(base, owned(ME), ME);
  const begun = { [STATE]: owned(ME) };
  const taken = state === 0;
  expect(play({ [STATE]: state }, write)).toEqual(taken ? { done: DONE, changed: { ...begun, [WRITER]: ME } } : { done: REFUSED, changed: {} });
  expect(play({ [STATE]: state, [WRITER]: OTHER }, write).changed).toEqual(taken ? { ...begun, [WRITER]: ME } : {});
  const keeper = play({ [STATE]: state, [DRAINED]: 5 }, write);
  expect(keeper).toEqual(taken ? { done: BEGUN, changed: begun } : { done: REFUSED, changed: {} });
  expect(play({ [STATE]: state, [DRAINED]: 4 }, write).done).toBe(taken ? DONE : REFUSED);
});

test('one that writes sees each slot that was ever taken, and no other', () => {
  for (let slot = 0; slot < SLOTS; slot++) {
    const write = (): number => quick.w(base, owned(ME), ME);
    const used = { [USED + (slot >>> 5)]: 1 << (slot & 31) };
    expect(play({ ...used, [READERS + slot]: OTHER }, write), `slot ${String(slot)}`).toEqual({ done: REFUSED, changed: {} });
    expect(play({ ...used }, write).done).toBe(DONE);
    const all = { [USED]: -1, [USED + 1]: -1 };
    expect(play({ ...all, [READERS + slot]: OTHER }, write).done).toBe(REFUSED);
    expect(play(all, write).done).toBe(DONE);
  }
});

test.each(STATES)('one ends writing where the mutex is %i: it is freed if it has no marks', (state) => {
  const end = (): number => quick.x(base, owned(ME), ME);
  const freed = state === owned(ME);
  expect(play({ [STATE]: state, [WRITER]: ME }, end)).toEqual(
    freed ? { done: DONE, changed: { [WRITER]: 0, [STATE]: 0 } } : { done: BEGUN, changed: { [WRITER]: 0 } },
  );
  expect(play({ [STATE]: state, [WRITER]: OTHER }, end)).toEqual({ done: REFUSED, changed: {} });
});
