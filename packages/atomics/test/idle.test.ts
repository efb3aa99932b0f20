/** Fails when a waiter spins or polls: 4 threads that block and 4 that await use the processor for more than a trace. */
import { program } from '@sync/testing';
import { expect, test } from 'vitest';

/** Twice what is promised, 0.25 % of a core: on a machine with other work each look is dearer. */
const LIMIT = 0.5;

test('a thread that waits, blocked or with a hundred async waits, uses next to nothing of a core', async () => {
  const { code, stdout, stderr } = await program(new URL('programs/idle-waiters.mjs', import.meta.url));
  expect(code, stderr).toBe(0);
  expect(Number(stdout), `${stdout.trim()} %`).toBeLessThan(LIMIT);
  expect(Number(stdout)).toBeGreaterThan(0);
});
