import * as thread from '@sync/thread';
import * as worker from '@sync/thread/worker';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(thread).sort()).toEqual([
    'BlockingNotAllowedError',
    'CancelledError',
    'DeadlockError',
    'IncompatibleVersionError',
    'SharedMemoryUnavailableError',
    'SyncError',
    'Thread',
    'ThreadDiedError',
    'ThreadStateError',
    'TimeoutError',
    'Timer',
    'activeCount',
    'currentThread',
    'isMainThread',
    'mainThread',
    'nativeThreadId',
    'setExceptHook',
    'sleep',
    'sleepAsync',
    'threadId',
    'threads',
  ]);
  expect(Object.keys(worker)).toEqual(['serve']);
});

test('the classes keep their names, whatever a bundler makes of them', () => {
  expect([thread.Thread.name, thread.Timer.name]).toEqual(['Thread', 'Timer']);
});
