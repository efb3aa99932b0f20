// Used from CommonJS: Node can `require` an ES module.
const assert = require('node:assert/strict');
const { SyncError } = require('@sync/atomics');
const { Lock } = require('@sync/lock');

const lock = new Lock({ name: 'jobs' });
assert.equal(lock.tryAcquire(), true);
assert.equal(lock.locked, true);
lock.release();
assert.throws(() => lock.release(), SyncError);
import('@sync/lock').then((same) => {
  assert.equal(same.Lock, Lock);
  console.log('used');
});
