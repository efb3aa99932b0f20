/** Fails when a value is kept that nobody can reach, or one is not that is still to be disposed. */
import { program } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const MANY = 10_000;

/** Of what the values took: noise; and each thread keeps who a variable is that it has shared. */
const most = (name: string): number => (name.includes('shared') ? 0.5 : 0.1);

describe('10,000 values leave nothing behind', () => {
  test.each([
    'made by init',
    'set',
    'set by run',
    'kept across an await',
    'that refers to its variable',
    'of namespaces',
    'disposed by delete',
    'deleted from what is shared',
    'of threads that are gone',
  ])('%s', async (name) => {
    const { code, stdout, stderr } = await program(new URL('programs/memory.mjs', import.meta.url), { args: [name] });
    expect([code, stderr]).toEqual([0, '']);
    const { collected, bytes, all } = JSON.parse(stdout) as { collected: number; bytes: number; all: number };
    // The last one may be on the stack still.
    expect(collected).toBeGreaterThanOrEqual(MANY - 10);
    expect(bytes, `of ${all}`).toBeLessThan(all * most(name));
  });
});
