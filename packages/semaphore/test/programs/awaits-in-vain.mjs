import { Semaphore } from '@sync/semaphore';

console.log(await new Semaphore(0).acquireAsync({ timeout: 200 }));
