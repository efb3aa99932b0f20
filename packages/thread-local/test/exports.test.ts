import * as threadLocal from '@sync/thread-local';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(threadLocal).sort()).toEqual([
    'IncompatibleVersionError',
    'InvalidStateError',
    'SharedMemoryUnavailableError',
    'SyncError',
    'ThreadLocal',
    'local',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(threadLocal.ThreadLocal.name).toBe('ThreadLocal');
});
