import { program } from '@sync/testing';
import { expect, test } from 'vitest';

test('toThread calls functions in threads that come and go, and do not keep the process', async () => {
  const ended = await program(new URL('./programs/to-thread.mjs', import.meta.url));
  expect(ended.stdout.trim().split('\n')).toEqual(['3 7 42', 'one thread true 2', 'x RangeError: mine', 'BrokenPoolError', 'left 0', 'again 11']);
  expect(ended).toMatchObject({ code: 0, stuck: false });
});
