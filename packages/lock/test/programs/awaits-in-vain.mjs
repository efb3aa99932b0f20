import { Lock } from '@sync/lock';

const lock = new Lock();
lock.acquire();
console.log(await lock.acquireAsync({ timeout: 300 }));
