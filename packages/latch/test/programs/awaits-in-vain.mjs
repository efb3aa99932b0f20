import { CountDownLatch } from '@sync/latch';

console.log(await new CountDownLatch(1).waitAsync({ timeout: 200 }));
