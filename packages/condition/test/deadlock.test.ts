import { Condition } from '@sync/condition';
import { Lock, RLock } from '@sync/lock';
import { bunch } from '@sync/testing';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entriesOf } from './spec.ts';

const AGAIN = new URL('workers/again.mjs', import.meta.url);
const CIRCLE = new URL('workers/circle.mjs', import.meta.url);

interface Outcome {
  readonly thread: number;
  readonly got?: boolean;
  readonly owned?: boolean;
  readonly error?: { readonly name: string; readonly message: string; readonly cycle: readonly object[] };
}

describe.each([
  ['a condition with a lock of its own', 'Condition(state)', (): Condition => new Condition({ name: 'state' })],
  ['a condition over a Lock', 'Lock(state)', (): Condition => new Condition(new Lock({ name: 'state' }))],
  ['a condition over an RLock', 'RLock(state)', (): Condition => new Condition(new RLock({ name: 'state' }))],
])('%s, whose lock is wanted again by one that waited', (_, label, make) => {
  test.each([
    ['that one', 1],
    ['the other one', 0],
  ])('a circle through it: %s gets DeadlockError, and does not hold the lock', async (_, waiter) => {
    const [condition, lock] = [make(), new Lock({ name: 'held' })];
    const data = { handle: condition.share(), held: lock.share(), waiter };
    const outcomes = await bunch<Outcome>(2, CIRCLE, data).join();
    const [other, last] = outcomes as [Outcome, Outcome];
    const wants = (thread: number, what: string): object => ({ thread, lock: what });
    const [first, second] = waiter === 1 ? [label, 'Lock(held)'] : ['Lock(held)', label];
    expect(last.error).toMatchObject({ name: 'DeadlockError', cycle: [wants(last.thread, first), wants(other.thread, second)] });
    expect(other).toMatchObject({ got: true });
    expect(outcomes[waiter]?.owned).toBe(waiter === 0);
    expect([condition.locked, lock.locked]).toEqual([false, false]);
    expect(String(condition)).toContain('[0 waiting');
    const words = new Int32Array(...placeOf(condition));
    // Who could not have the lock again has given its place up, for others to sweep.
    expect(entriesOf(words).filter(({ thread }) => thread > 0)).toEqual([]);
  });
});

describe.each([
  ['a condition with a lock of its own', (): Condition => new Condition({ debug: true })],
  ['a condition over a Lock', (): Condition => new Condition(new Lock({ debug: true }))],
  ['a condition over an RLock', (): Condition => new Condition(new RLock({ debug: true }))],
])('%s, with debug: true', (_, make) => {
  test('it is said where the lock was taken that goes on after a wait', async () => {
    const data = { handle: make().share(), held: new Lock({ debug: true }).share() };
    const [, places] = await bunch<string[] | undefined>(2, AGAIN, data).join();
    const lines = readFileSync(AGAIN, 'utf8').split('\n');
    const at = (comment: string): RegExp => new RegExp(`again\\.mjs:${1 + lines.findIndex((line) => line.endsWith(comment))}:\\d+\\)?$`);
    expect(places).toEqual([expect.stringMatching(at('// taken before the wait')), expect.stringMatching(at('// taken by the other'))]);
  });
});

function placeOf(condition: Condition): [SharedArrayBuffer, number, number] {
  const { buffer, byteOffset } = condition.share() as unknown as { buffer: SharedArrayBuffer; byteOffset: number };
  return [buffer, byteOffset, Condition.byteLength / 4];
}
