import * as queue from '@sync/queue';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(queue).sort()).toEqual([
    'BlockingNotAllowedError',
    'IncompatibleVersionError',
    'InvalidStateError',
    'LifoQueue',
    'PriorityQueue',
    'Queue',
    'QueueEmptyError',
    'QueueFullError',
    'QueueShutDownError',
    'SharedMemoryUnavailableError',
    'SimpleQueue',
    'SyncError',
  ]);
});

test('the classes keep their names, whatever a bundler makes of them', () => {
  expect([queue.Queue.name, queue.LifoQueue.name, queue.PriorityQueue.name, queue.SimpleQueue.name]).toEqual([
    'Queue',
    'LifoQueue',
    'PriorityQueue',
    'SimpleQueue',
  ]);
});
