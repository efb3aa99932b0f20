import * as lock from '@sync/lock';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(lock).filter((name) => !name.endsWith('Error')).sort()).toEqual(['Guard', 'Lock', 'RLock', 'RWLock', 'SpinLock', 'holdAll', 'holdAllAsync']);
});

test('the errors that a lock throws come with it', () => {
  expect(Object.keys(lock)).toEqual(
    expect.arrayContaining([
      'AbandonedLockError',
      'BlockingNotAllowedError',
      'DeadlockError',
      'NotOwnerError',
      'SyncError',
      'TimeoutError',
    ]),
  );
});

test('the classes keep their names, whatever a bundler makes of them', () => {
  expect([lock.Lock.name, lock.RLock.name, lock.RWLock.name, lock.SpinLock.name]).toEqual(['Lock', 'RLock', 'RWLock', 'SpinLock']);
});
