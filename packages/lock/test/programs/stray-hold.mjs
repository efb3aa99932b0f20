import { setTimeout as pause } from 'node:timers/promises';
import { RLock } from '@sync/lock';

process.on('uncaughtException', (error) => {
  console.log(error.name, error.code, error.message.includes('report'), error.message.includes('stray-hold.mjs:25'));
});

const lock = new RLock({ name: 'report', debug: true });
lock.run(() => lock.run(() => lock.depth));
lock.acquire();
lock.release();
lock.tryAcquire();
lock.release();
lock.hold().release();
lock.recover();
lock.release();
const guard = await lock.holdAsync();
await pause(20);
guard.release();
await lock.runAsync(() => pause(20));
await pause(20);
console.log('no complaint');

for (const call of ['acquire', 'recover']) {
  lock[call]();
  await pause(20);
  lock.release();
}
console.log('end');
