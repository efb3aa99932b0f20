import * as latch from '@sync/latch';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(latch).sort()).toEqual([
    'BlockingNotAllowedError',
    'CountDownLatch',
    'IncompatibleVersionError',
    'InvalidStateError',
    'SharedMemoryUnavailableError',
    'SyncError',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(latch.CountDownLatch.name).toBe('CountDownLatch');
});
