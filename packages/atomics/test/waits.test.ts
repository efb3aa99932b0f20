/**
 * Fails when: a wait is not shown as it is, or one that is being written is taken for whole; a
 * beat is not counted, or goes back; a row that a thread left half written is of no use to the
 * next one; a text that is too long ends in half a character.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOOK, WAIT_WORDS, beat, hideWait, isShown, seeWait, showWait, type ShownWait } from '../src/waits.ts';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

const BEAT = 1;
const LONGEST_LABEL = 48;
const LONGEST_PLACE = 80;

const WAIT: ShownWait = { label: 'Lock(jobs)', order: '12:-7', untimed: true, since: 1_700_000_000, holders: [3], taken: new Map() };

let row: Int32Array;

beforeEach(() => {
  row = new Int32Array(new SharedArrayBuffer(WAIT_WORDS * 4));
});

const show = (what: Partial<ShownWait> = {}): void => {
  showWait(row, { ...WAIT, ...what });
};

describe('what a thread waits for', () => {
  test('is nothing in a new row, and when the wait is over', () => {
    expect(seeWait(row)).toBeUndefined();
    show();
    hideWait(row);
    expect(seeWait(row)).toBeUndefined();
  });

  test('is seen as it was shown', () => {
    const taken = new Map([
      ['12:-7', 'at one.mjs:1:1'],
      ['1:2', 'at two.mjs:2:2'],
    ]);
    show({ taken });
    expect(seeWait(row)).toMatchObject({ ...WAIT, taken });
    show({ untimed: false, order: '', holders: [], label: '' });
    expect(seeWait(row)).toMatchObject({ untimed: false, order: '', holders: [], label: '' });
  });

  test('has another number each time, and a beat that goes on', () => {
    const seen = Array.from({ length: 3 }, () => {
      show();
      const { wait, beat } = seeWait(row)!;
      hideWait(row);
      return { wait, beat };
    });
    expect(new Set(seen.map(({ wait }) => wait)).size).toBe(3);
    expect(seen.map(({ beat }) => beat)).toEqual([...seen.map(({ beat }) => beat)].sort((a, b) => a - b));
  });

  test('each look is one beat, whoever holds it then', () => {
    show();
    const before = seeWait(row)!;
    beat(row, [3]);
    expect(seeWait(row)).toEqual({ ...before, beat: before.beat + LOOK });
    beat(row, [4, 5]);
    expect(seeWait(row)).toEqual({ ...before, holders: [4, 5], beat: before.beat + 2 * LOOK });
    beat(row, []);
    expect(seeWait(row)).toEqual({ ...before, holders: [], beat: before.beat + 3 * LOOK });
  });

  test('a look may show other places, which is one beat, too', () => {
    show();
    const before = seeWait(row)!;
    const taken = new Map([['1:1', 'a'], ['2:2', 'b'], ['3:3', 'c']]); // prettier-ignore
    beat(row, [3], taken);
    const after = seeWait(row)!;
    expect([...after.taken]).toEqual([['2:2', 'b'], ['3:3', 'c']]); // prettier-ignore
    expect(after.beat).toBe(before.beat + LOOK);
    beat(row, [3], taken);
    beat(row, [3]);
    expect(seeWait(row)).toEqual({ ...after, beat: before.beat + 3 * LOOK });
  });

  test('is not shown any more when another one has begun, or that has ended', () => {
    const wait = showWait(row, WAIT);
    expect(isShown(row, wait)).toBe(true);
    const within = showWait(row, WAIT);
    expect([isShown(row, wait), isShown(row, within)]).toEqual([false, true]);
    hideWait(row);
    expect([isShown(row, wait), isShown(row, within)]).toEqual([false, false]);
  });

  test('is not seen while it is written', () => {
    show();
    row[BEAT]!++;
    expect(seeWait(row)).toBeUndefined();
    row[BEAT]!++;
    expect(seeWait(row)).toBeDefined();
  });

  test('is seen whole or not at all, while its thread waits for one thing after the other', async () => {
    const [thread] = await threads(1);
    const writes = thread!.run(({ internal }, row) => {
      for (let turn = 0; Atomics.load(row, 95) === 0; turn++) {
        const text = String(turn % 10).repeat(1 + (turn % 40));
        const holders = Array.from({ length: 1 + (turn % 16) }, () => turn);
        const taken = new Map([[`1:${turn}`, text]]);
        internal.showWait(row, { label: text, order: `1:${turn}`, untimed: true, since: turn, holders, taken });
        internal.beat(row, [...holders, turn]);
        // It stands for a while.
        for (let looks = 0; looks < 2000; looks++) Atomics.load(row, 0);
        if (turn % 2 === 0) internal.hideWait(row);
      }
    }, row);
    const seen = new Set<number>();
    for (const end = performance.now() + 500; performance.now() < end || seen.size < 50; ) {
      const wait = seeWait(row);
      if (wait === undefined) continue;
      seen.add(wait.since);
      expect(wait).toMatchObject({ order: `1:${wait.since}`, untimed: true, taken: new Map([[wait.order, wait.label]]) });
      expect(wait.label).toBe(String(wait.since % 10).repeat(1 + (wait.since % 40)));
      expect(new Set(wait.holders)).toEqual(new Set([wait.since]));
    }
    Atomics.store(row, 95, 1);
    await writes;
  });

  test('is seen of one that has the row of another, which died while it wrote it', () => {
    for (const left of [1, 2, 3, -1, -2, 2 ** 31 - 1, 2 ** 31 - 2]) {
      row[BEAT] = left;
      show();
      const first = seeWait(row);
      expect(first, String(left)).toMatchObject(WAIT);
      expect(first!.wait).not.toBe(0);
      beat(row, [9]);
      const second = seeWait(row)!;
      expect(second.holders).toEqual([9]);
      expect((second.beat - first!.beat) | 0).toBe(LOOK);
    }
  });

  test('of many holders the first 16 are shown, and they count as the same', () => {
    const holders = Array.from({ length: 20 }, (_, at) => at + 1);
    show({ holders });
    const first = seeWait(row)!;
    expect(first.holders).toEqual(holders.slice(0, 16));
    beat(row, [...holders.slice(0, 16), 99]);
    expect(seeWait(row)).toEqual({ ...first, beat: first.beat + LOOK });
    expect(row.subarray(WAIT_WORDS - 1)[0]).toBe(0);
  });

  test('of the locks that were taken the two newest are shown', () => {
    show({ taken: new Map([['1:1', 'a'], ['2:2', 'b'], ['3:3', 'c']]) }); // prettier-ignore
    expect([...seeWait(row)!.taken]).toEqual([['2:2', 'b'], ['3:3', 'c']]); // prettier-ignore
    show();
    expect([...seeWait(row)!.taken.values()].join('')).toBe('');
  });
});

describe('a text that is too long', () => {
  test.each(['a', 'ä', '漢', '😀', 'a漢', 'aa😀', 'aaa😀'])('ends with a whole character: %s', (text) => {
    const long = text.repeat(100);
    const place = new Map([['1:1', long]]);
    show({ label: long, taken: place });
    const { label, taken } = seeWait(row)!;
    for (const [shown, most] of [[label, LONGEST_LABEL], [taken.get('1:1')!, LONGEST_PLACE]] as const) { // prettier-ignore
      expect(long.startsWith(shown)).toBe(true);
      const bytes = Buffer.byteLength(shown);
      expect(bytes).toBeLessThanOrEqual(most);
      expect(bytes).toBeGreaterThan(most - 4);
    }
  });

  test('leaves nothing of itself to a shorter one', () => {
    show({ label: 'x'.repeat(LONGEST_LABEL) });
    show({ label: 'Lock' });
    expect(seeWait(row)!.label).toBe('Lock');
  });
});
