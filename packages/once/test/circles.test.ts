/**
 * Fails when: threads that do something once, and wait for each other within that, wait for ever; more than
 * one of them is told; one is told though a time limit ends it.
 */
import { share } from '@sync/atomics';
import { Once } from '@sync/once';
import { bunch, endThreads } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

const CIRCLE = new URL('workers/circle.mjs', import.meta.url);

interface Role {
  readonly has: string;
  readonly wants: string;
  readonly by?: 'runAsync';
  readonly timeout?: number;
}

interface Outcome {
  readonly calls: readonly unknown[];
  readonly error?: { readonly name: string; readonly locks: readonly string[] };
}

afterEach(endThreads);

async function play(all: Readonly<Record<string, Once>>, roles: readonly Role[]): Promise<Outcome[]> {
  const outcomes = await bunch<Outcome>(roles.length, CIRCLE, { shared: share(all), roles }).join();
  for (const one of Object.values(all)) expect(String(one)).toContain('[done]');
  return outcomes;
}

const make = (): { a: Once; b: Once; c: Once } => ({
  a: new Once({ name: 'a' }),
  b: new Once({ name: 'b' }),
  c: new Once({ name: 'c' }),
});

describe('each waits for what the next one is doing: the last is told, and the others go on', () => {
  test.each(['run', 'runAsync'] as const)('two, the last by %s', async (by) => {
    const { a, b } = make();
    const last: Role = { has: 'b', wants: 'a', ...(by === 'runAsync' && { by }) };
    const outcomes = await play({ a, b }, [{ has: 'a', wants: 'b' }, last]);
    // Who is told has not failed here: what it did is done, and the other one finds it so.
    expect(outcomes).toEqual([{ calls: [false] }, { calls: [], error: { name: 'DeadlockError', locks: ['Once(a)', 'Once(b)'] } }]);
  });

  test('three', async () => {
    const { a, b, c } = make();
    const outcomes = await play({ a, b, c }, [{ has: 'a', wants: 'b' }, { has: 'b', wants: 'c' }, { has: 'c', wants: 'a' }]); // prettier-ignore
    expect(outcomes.map(({ error }) => error?.locks)).toEqual([undefined, undefined, ['Once(a)', 'Once(b)', 'Once(c)']]);
  });
});

test('one has a time limit: nobody is told', async () => {
  const { a, b } = make();
  const outcomes = await play({ a, b }, [{ has: 'a', wants: 'b', timeout: 500 }, { has: 'b', wants: 'a' }]);
  expect(outcomes).toEqual([{ calls: [], error: { name: 'TimeoutError', locks: undefined } }, { calls: [false] }]);
});
