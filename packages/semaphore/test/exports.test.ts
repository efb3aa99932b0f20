import * as semaphore from '@sync/semaphore';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(semaphore).sort()).toEqual([
    'BlockingNotAllowedError',
    'BoundedSemaphore',
    'Guard',
    'IncompatibleVersionError',
    'InvalidStateError',
    'NotOwnerError',
    'Semaphore',
    'SharedMemoryUnavailableError',
    'SyncError',
    'TimeoutError',
  ]);
});

test('the classes keep their names, whatever a bundler makes of them', () => {
  expect([semaphore.Semaphore.name, semaphore.BoundedSemaphore.name]).toEqual(['Semaphore', 'BoundedSemaphore']);
});
