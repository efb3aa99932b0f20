import * as barrier from '@sync/barrier';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(barrier).sort()).toEqual([
    'Barrier',
    'BlockingNotAllowedError',
    'BrokenBarrierError',
    'DeadlockError',
    'IncompatibleVersionError',
    'InvalidStateError',
    'SharedMemoryUnavailableError',
    'SyncError',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(barrier.Barrier.name).toBe('Barrier');
});
