import * as pool from '@sync/pool';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(pool).sort()).toEqual([
    'BlockingNotAllowedError',
    'BrokenPoolError',
    'CancelledError',
    'DeadlockError',
    'Future',
    'IncompatibleVersionError',
    'InvalidStateError',
    'ProcessDiedError',
    'ProcessPool',
    'QueueFullError',
    'SharedMemoryUnavailableError',
    'SyncError',
    'ThreadDiedError',
    'ThreadPool',
    'TimeoutError',
    'asCompleted',
    'parallelFor',
    'parallelMap',
    'parallelReduce',
    'toThread',
    'wait',
    'waitAsync',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(pool.Future.name).toBe('Future');
});
