import { Lock } from '@sync/lock';

const lock = new Lock();
await lock.acquireAsync();
const waits = Array.from({ length: 10 }, () => lock.acquireAsync({ timeout: 20 }));
const late = lock.acquireAsync();
await Promise.all(waits);
lock.release();
await late;
lock.release();
console.log('done');
