/**
 * Fails when: a pending wait does not hold the loop (Node exits with code 13), the hold is
 * not given back when the wait is served, timed out or aborted (the process hangs), or
 * `unref` is not looked at. 60 s of another wait's time limit are no reason to live on.
 */
import { program } from '@sync/testing';
import type { Ended } from '@sync/testing';
import { expect, test } from 'vitest';

const run = (name: string): Promise<Ended> => program(new URL(`programs/${name}.mjs`, import.meta.url));

test.each([
  ['lives until its wait is served by another thread', 'awaits-a-wake-up', 'ok\n'],
  ['lives until the time of its wait is up', 'awaits-a-time-out', 'timed-out\n'],
  ['ends when its waits are served, aborted and timed out', 'has-awaited', 'timed-out,aborted,ok\n'],
  ['is not kept alive by waits with unref, and is by others on the same word', 'awaits-unref', 'timed-out\n'],
  ['has a worker that lives until its wait is served', 'worker-awaits', 'ok\nworker 0\n'],
  ['has a worker that waits with unref do not keep alive', 'worker-awaits-unref', 'worker 0\n'],
  ['is not kept alive by what it imports, which holds and listens to nothing', 'imports', '0 0 true 0\n'],
])('a process %s', async (_, name, printed) => {
  const { code, stdout, stderr, stuck } = await run(name);
  expect(stuck, stderr).toBe(false);
  expect(stdout, stderr).toBe(printed);
  expect(code, stderr).toBe(0);
});
