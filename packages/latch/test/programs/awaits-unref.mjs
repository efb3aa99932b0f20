import { CountDownLatch } from '@sync/latch';

const latch = new CountDownLatch(1);
latch.waitAsync({ unref: true }).then(() => console.log('released'));
latch.waitAsync({ unref: true, timeout: 60_000 }).then(() => console.log('time is up'));
console.log('end of the program');
