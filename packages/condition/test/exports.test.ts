import * as condition from '@sync/condition';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(condition).sort()).toEqual([
    'AbandonedLockError',
    'BlockingNotAllowedError',
    'Condition',
    'DeadlockError',
    'Guard',
    'IncompatibleVersionError',
    'InvalidStateError',
    'NotOwnerError',
    'SharedMemoryUnavailableError',
    'SyncError',
    'TimeoutError',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(condition.Condition.name).toBe('Condition');
});
