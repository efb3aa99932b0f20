import { expect, test } from 'vitest';
import type { SectionWords } from '../src/javascript/control-words.ts';
import { isExact } from '../src/javascript/exactness.ts';
import { workCalled } from '../src/javascript/loops/catalogue.ts';

interface Round {
  readonly counts: readonly number[];
  readonly words?: readonly number[];
  readonly added?: number;
}

function exact(work: string, { counts, words = [], added = 0 }: Round): boolean {
  const operations = counts.reduce((sum, count) => sum + count, 0);
  const section = new Int32Array(6) as SectionWords;
  section.set(words);
  return isExact(workCalled(work), { counts, operations, added, words: section });
}

test.each<[what: string, work: string, right: Round, wrong: Round]>([
  ['an update is lost', 'contended', { counts: [3, 4], words: [7, 7, 7, 7] }, { counts: [3, 4], words: [7, 6, 7, 7] }],
  ['an addition is lost', 'counter', { counts: [3, 4], added: 7 }, { counts: [3, 4], added: 6 }],
  ['more are inside than there are permits', 'permits', { counts: [9, 9], words: [0, 0] }, { counts: [9, 9], words: [0, 1] }],
  ['somebody never left', 'permits', { counts: [9, 9], words: [0, 0] }, { counts: [9, 9], words: [1, 0] }],
  ['an item is lost', 'producers', { counts: [0, 5], words: [0, 1, 5, 5] }, { counts: [0, 5], words: [0, 1, 6, 5] }],
  ['an item is taken twice', 'producers', { counts: [0, 5], words: [0, 1, 5, 5] }, { counts: [0, 5], words: [0, 1, 5, 6] }],
  ['an item of a queue is lost', 'queue-int32', { counts: [0, 3], words: [3, 6, 3, 6] }, { counts: [0, 2], words: [3, 6, 2, 5] }],
  ['an item of a queue comes twice for another', 'queue-objects', { counts: [0, 3], words: [3, 6, 3, 6] }, { counts: [0, 3], words: [3, 6, 3, 5] }],
  ['an item of a queue is counted by nobody', 'queue-bytes', { counts: [0, 3], words: [3, 6, 3, 6] }, { counts: [0, 4], words: [3, 6, 3, 6] }],
  ['a queue has grown', 'queue-put-take', { counts: [9] }, { counts: [9], words: [1] }],
  ['a reader saw a write half done', 'reads-90', { counts: [50, 50], words: [9, 9, 9, 9, 9, 0] }, { counts: [50, 50], words: [9, 9, 9, 9, 9, -1] }],
  ['a write is lost', 'reads-50', { counts: [50, 50], words: [50, 50, 50, 50, 50] }, { counts: [50, 50], words: [49, 49, 49, 49, 50] }],
  ['a write was done in part', 'reads-50', { counts: [50, 50], words: [50, 50, 50, 50, 50] }, { counts: [50, 50], words: [50, 50, 49, 50, 50] }],
  ['somebody wrote who should have read', 'reads-100', { counts: [50, 50] }, { counts: [50, 50], words: [1] }],
  ['two keep a lock at a time', 'slow', { counts: [3, 4], words: [7, 7] }, { counts: [3, 4], words: [7, 6] }],
  ['a thread went on without the other', 'ping-pong', { counts: [8, 7] }, { counts: [9, 7] }],
  ['a task went on without the other', 'ping-pong-async', { counts: [8, 7] }, { counts: [6, 8] }],
  ['a thread was let through a barrier early', 'barrier', { counts: [8, 8] }, { counts: [8, 8], words: [0, 0, 1] }],
  ['a task was let through a barrier early', 'barrier-async', { counts: [8, 8] }, { counts: [8, 8], words: [0, 0, 1] }],
])('it is seen when %s', (_, work, right, wrong) => {
  expect(exact(work, right)).toBe(true);
  expect(exact(work, wrong)).toBe(false);
});

test('work of no known kind is named', () => {
  expect(() => workCalled('no-such')).toThrow('no work is called no-such');
});
