// Two copies of all packages in one process, of the same protocol, work as one.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SyncError } from '@sync/atomics';
import { Lock } from '@sync/lock';

const [other] = process.argv.slice(2);
const copy = await import(other);
assert.notEqual(copy.Lock, Lock);

const lock = new Lock({ name: 'twice' });
const twin = copy.Lock.from(lock.share());

// Held through one, seen and released through the other.
assert.equal(lock.acquire(), true);
assert.equal(twin.locked, true);
assert.equal(twin.owned, true);
assert.equal(twin.tryAcquire(), false);
twin.release();
assert.equal(lock.locked, false);

// Awaited through one while held through the other.
assert.equal(twin.acquire(), true);
let taken = false;
const wait = lock.acquireAsync({ timeout: 10_000 }).then((got) => (taken = got));
await new Promise((resolve) => setTimeout(resolve, 20));
assert.equal(taken, false);
twin.release();
await wait;
assert.equal(taken, true);
assert.equal(twin.owned, true);

// Blocked on by a thread that knows only the other copy.
const worker = new Worker(new URL('two-copies-worker.mjs', import.meta.url), {
  workerData: { other, shared: lock.share() },
});
const [ready] = await once(worker, 'message');
assert.equal(ready, 'about to block');
lock.release();
const [got] = await once(worker, 'message');
assert.equal(got, true);
await once(worker, 'exit');
assert.equal(twin.locked, false);

// What one throws is what the other calls an error of ours.
assert.throws(() => twin.release(), SyncError);
console.log('as one');
