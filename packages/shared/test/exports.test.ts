import * as shared from '@sync/shared';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(shared).sort()).toEqual([
    'BlockingNotAllowedError',
    'DeadlockError',
    'Guarded',
    'Held',
    'IncompatibleVersionError',
    'InvalidStateError',
    'NotOwnerError',
    'SharedCell',
    'SharedMemoryUnavailableError',
    'SyncError',
    'TimeoutError',
  ]);
});

test('the classes keep their names, whatever a bundler makes of them', () => {
  expect([shared.SharedCell.name, shared.Guarded.name]).toEqual(['SharedCell', 'Guarded']);
});
