/**
 * Circles over rows that the test writes, so that each step of a search meets what it should.
 * Fails when: a circle is reported that was never one, or not by the highest of it, or twice; one
 * that stands is not found; the search has no end.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { CircleSearch, type CircleStep } from '../src/deadlock.ts';
import { WAIT_WORDS, beat, hideWait, showWait } from '../src/waits.ts';

/** Threads by id, and what each shows. */
class Threads {
  readonly #rows = new Map<number, Int32Array>();

  row(id: number): Int32Array {
    let row = this.#rows.get(id);
    if (row === undefined) this.#rows.set(id, (row = new Int32Array(new SharedArrayBuffer(WAIT_WORDS * 4))));
    return row;
  }

  waits(id: number, ...holders: number[]): void {
    this.show(id, true, holders);
  }

  waitsForATime(id: number, ...holders: number[]): void {
    this.show(id, false, holders);
  }

  show(id: number, untimed: boolean, holders: readonly number[]): void {
    showWait(this.row(id), { label: `Lock(${id})`, order: `1:${id}`, untimed, since: 0, holders, taken: new Map() });
  }

  goesOn(id: number): void {
    hideWait(this.row(id));
  }

  looks(id: number, ...holders: number[]): void {
    beat(this.row(id), holders);
  }

  readonly rowOf = (id: number): Int32Array | undefined => this.#rows.get(id);

  search(id: number): CircleSearch {
    return new CircleSearch(id, this.rowOf);
  }
}

let threads: Threads;

beforeEach(() => {
  threads = new Threads();
});

const who = (circle: readonly CircleStep[] | undefined): number[] | undefined => circle?.map(({ thread }) => thread);

/** All look so often, and one searches each time: what it finds, at which look. */
function turns(searcher: number, edges: Record<number, number[]>, count = 6): { circle: number[] | undefined; turn: number } {
  const search = threads.search(searcher);
  for (let turn = 0; turn < count; turn++) {
    const circle = who(search.find());
    if (circle !== undefined) return { circle, turn };
    for (const [id, holders] of Object.entries(edges)) threads.looks(Number(id), ...holders);
  }
  return { circle: undefined, turn: count };
}

function wait(edges: Record<number, number[]>): void {
  for (const [id, holders] of Object.entries(edges)) threads.waits(Number(id), ...holders);
}

describe('a circle that stands', () => {
  test.each<[string, number, Record<number, number[]>, number[]]>([
    ['of two', 2, { 1: [2], 2: [1] }, [2, 1]],
    ['of three', 3, { 1: [2], 2: [3], 3: [1] }, [3, 1, 2]],
    ['of five', 9, { 1: [9], 4: [2], 2: [7], 7: [1], 9: [4] }, [9, 4, 2, 7, 1]],
    ['through one of several holders', 3, { 3: [5, 1, 2], 2: [6, 3] }, [3, 2]],
    ['behind dead ends', 9, { 9: [1, 2, 3, 4], 1: [5], 5: [], 2: [1, 5], 3: [2, 1], 4: [3, 9] }, [9, 4]],
    ['beside a circle of others', 9, { 9: [1, 3], 1: [2], 2: [1], 3: [9] }, [9, 3]],
    ['of sixteen holders the last', 9, { 9: [...Array.from({ length: 15 }, (_, at) => at + 20), 1], 1: [9] }, [9, 1]],
  ])('%s is found after two looks of each', (_, highest, edges, circle) => {
    wait(edges);
    expect(turns(highest, edges)).toEqual({ circle, turn: 2 });
  });

  test('of two circles one is found, and the other when that one is gone', () => {
    const edges = { 1: [9], 2: [9], 9: [1, 2] };
    wait(edges);
    expect(turns(9, edges).circle).toEqual([9, 1]);
    threads.goesOn(1);
    expect(turns(9, { 2: [9], 9: [1, 2] }).circle).toEqual([9, 2]);
  });

  test('is found by the highest alone', () => {
    const edges = { 1: [2], 2: [3], 3: [1] };
    wait(edges);
    expect([turns(1, edges).circle, turns(2, edges).circle]).toEqual([undefined, undefined]);
  });

  test('is not found by one that waits behind it', () => {
    const edges = { 1: [2], 2: [1], 3: [1] };
    wait(edges);
    expect(turns(3, edges).circle).toBeUndefined();
  });

  test('is found where beats begin anew after 2^32', () => {
    for (const at of [-2, -4, 2 ** 31 - 2, 2 ** 31 - 4]) {
      threads = new Threads();
      for (const id of [1, 2]) threads.row(id)[1] = at;
      const edges = { 1: [2], 2: [1] };
      wait(edges);
      expect(turns(2, edges).circle, String(at)).toEqual([2, 1]);
    }
  });
});

describe('a row has not room for all', () => {
  const many = Array.from({ length: 40 }, (_, at) => at + 10);

  test('of many holders those are shown through whom a circle goes', () => {
    // 9 waits for all; 33 waits for it, 44 does so through others; 20 waits, for something else.
    wait({ 9: many, 33: [9], 44: [2], 2: [3], 3: [9], 20: [7] });
    const most = threads.search(9).mostOf(many);
    expect(most.slice(0, 2)).toEqual([33, 44]);
    expect([...most].sort((a, b) => a - b)).toEqual(many);
    expect(threads.search(9).mostOf(many.slice(0, 16))).toEqual(many.slice(0, 16));
    threads.goesOn(3);
    expect(threads.search(9).mostOf(many)[1]).toBe(10);
  });

  test('a circle through the last of many is found', () => {
    const edges = { 59: many, 49: [59] };
    threads.waits(49, 59);
    const search = threads.search(59);
    threads.waits(59, ...search.mostOf(many));
    for (let turn = 0; turn < 3; turn++) {
      const circle = who(search.find());
      if (turn === 2) expect(circle).toEqual([59, 49]);
      threads.looks(49, 59);
      threads.looks(59, ...search.mostOf(edges[59]));
    }
  });

  test('of many places those are shown of what is wanted in a circle', () => {
    const taken = new Map(Array.from({ length: 5 }, (_, at) => [`1:${at}`, `place ${at}`]));
    // What a thread waits for has its id for an ordering id: 1 wants the thread's first lock, 4 its fourth, and nobody waits for 4.
    wait({ 9: [1], 1: [9], 4: [9] });
    expect([...threads.search(9).mostPlaces(taken, [1]).keys()].at(-1)).toBe('1:1');
    expect(threads.search(9).mostPlaces(taken, [1]).size).toBe(5);
    const few = new Map([...taken].slice(0, 2));
    expect(threads.search(9).mostPlaces(few, [1])).toBe(few);
  });
});

describe('no circle', () => {
  test.each<[string, Record<number, number[]>]>([
    ['a chain', { 3: [2], 2: [1] }],
    ['a chain whose end waits for nobody that is known', { 3: [2], 2: [1], 1: [7] }],
    ['a thread that anybody can wake', { 3: [2], 2: [] }],
    ['one that waits for itself is no circle of others', { 3: [2], 2: [2] }],
  ])('%s', (_, edges) => {
    wait(edges);
    expect(turns(3, edges).circle).toBeUndefined();
  });

  test('a wait with a time limit in it', () => {
    threads.waits(2, 1);
    threads.waitsForATime(1, 2);
    expect(turns(2, { 1: [2], 2: [1] }).circle).toBeUndefined();
  });

  test('beats that stand still: one of them is dead, or goes on just now', () => {
    const edges = { 1: [2], 2: [1] };
    wait(edges);
    expect(turns(2, { 2: [1] }).circle).toBeUndefined();
    expect(turns(2, { 1: [2] }).circle).toBeUndefined();
    const search = threads.search(2);
    search.find();
    threads.looks(1, 2);
    threads.looks(2, 1);
    threads.looks(2, 1);
    expect(search.find(), 'one has looked once').toBeUndefined();
    threads.looks(1, 2);
    expect(who(search.find())).toEqual([2, 1]);
  });

  test('a wait that ended and began anew is another one, also for the same', () => {
    wait({ 1: [2], 2: [1] });
    const search = threads.search(2);
    for (let turn = 0; turn < 10; turn++) {
      expect(search.find()).toBeUndefined();
      for (const id of [2, 2]) threads.looks(id, 1);
      for (const id of [1, 1]) threads.looks(id, 2);
      threads.goesOn(1);
      threads.waits(1, 2);
    }
  });

  test('an edge that led elsewhere meanwhile', () => {
    wait({ 1: [2], 2: [1] });
    const search = threads.search(2);
    search.find();
    for (const [id, holder] of [[1, 2], [2, 1], [2, 1], [1, 7]] as const) threads.looks(id, holder); // prettier-ignore
    expect(search.find()).toBeUndefined();
    threads.looks(1, 2);
    expect(search.find(), 'it begins anew').toBeUndefined();
  });

  test('a row that is just being written', () => {
    wait({ 1: [2], 2: [1] });
    const search = threads.search(2);
    threads.row(1)[1]!++;
    expect(search.find()).toBeUndefined();
    threads.row(1)[1]!++;
    expect(search.find()).toBeUndefined();
    for (const turn of [1, 2]) {
      threads.looks(1, 2);
      threads.looks(2, turn === 0 ? 7 : 1);
    }
    threads.row(1)[1]!++;
    expect(search.find(), 'while it is confirmed').toBeUndefined();
  });

  test('rows that change between one reading and the next', () => {
    // All that a search reads is read through rowOf: at each of its readings the wait of 1 ends.
    for (let reading = 1; reading < 12; reading++) {
      threads = new Threads();
      wait({ 1: [2], 2: [1] });
      let readings = 0;
      const search = new CircleSearch(2, (id) => {
        if (id === 1 && ++readings === reading) {
          threads.goesOn(1);
          threads.waits(1, 7);
        }
        return threads.rowOf(id);
      });
      const found: unknown[] = [];
      for (let turn = 0; turn < 6; turn++) {
        found.push(search.find());
        // After that reading it is none any more.
        if (readings >= reading) expect(found.at(-1)).toBeUndefined();
        threads.looks(2, 1);
        if (readings < reading) threads.looks(1, 2);
      }
    }
  });

  test('a thousand threads that wait for sixteen each are gone through once', () => {
    const count = 1000;
    for (let id = 1; id <= count; id++) threads.waits(id, ...Array.from({ length: 16 }, (_, at) => ((id + at) % count) + 1).filter((other) => other !== count));
    const start = performance.now();
    expect(threads.search(count).find()).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
