// Used from an ES module.
import assert from 'node:assert/strict';
import { AtomicInt32, SyncError } from '@sync/atomics';
import { Lock, RLock } from '@sync/lock';
import { Thread } from '@sync/thread';

const lock = new Lock({ name: 'jobs' });
assert.equal(lock.acquire({ timeout: 100 }), true);
assert.equal(lock.owned, true);
lock.release();
assert.equal(await lock.acquireAsync(), true);
lock.release();
assert.throws(() => lock.release(), (error) => error instanceof SyncError && /jobs/.test(error.message));
assert.equal(new RLock().run(() => 33), 33);
assert.ok(new AtomicInt32());
const thread = new Thread((held) => held.run(() => held.owned), { args: [lock] }).start();
assert.equal(thread.result({ timeout: 30_000 }), true);
assert.equal(await thread.resultAsync(), true);
console.log('used');
