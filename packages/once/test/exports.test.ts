import * as once from '@sync/once';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(once).sort()).toEqual([
    'BlockingNotAllowedError',
    'DeadlockError',
    'IncompatibleVersionError',
    'InvalidStateError',
    'Once',
    'SharedMemoryUnavailableError',
    'SyncError',
    'TimeoutError',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(once.Once.name).toBe('Once');
});
