import { Lock } from '@sync/lock';

const lock = new Lock();
lock.acquire();
lock.acquireAsync({ unref: true }).then(() => console.log('taken'));
lock.acquireAsync({ unref: true, timeout: 60_000 }).then(() => console.log('taken'));
console.log('end of the program');
