import { Semaphore } from '@sync/semaphore';

const semaphore = new Semaphore(0);
semaphore.acquireAsync({ unref: true }).then(() => console.log('acquired'));
semaphore.acquireAsync({ unref: true, timeout: 60_000 }).then(() => console.log('time is up'));
console.log('end of the program');
