import { Once } from '@sync/once';

const once = new Once();
once.runAsync(() => new Promise(() => undefined));
once.runAsync(() => 1, { unref: true }).then(() => console.log('done'));
once.runAsync(() => 1, { unref: true, timeout: 60_000 }).catch(() => console.log('time is up'));
console.log('end of the program');
