import { onTestFailed } from 'vitest';

/**
 * The seed of this test: `SYNC_TEST_SEED`, else a new one. Printed when the test fails,
 * so that the run can be repeated.
 */
export function testSeed(): number {
  const given = process.env.SYNC_TEST_SEED;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  if (!Number.isSafeInteger(seed)) throw new RangeError('SYNC_TEST_SEED must be a whole number');
  onTestFailed(() => {
    process.stderr.write(`\nrepeat with SYNC_TEST_SEED=${String(seed)}\n`);
  });
  return seed;
}
