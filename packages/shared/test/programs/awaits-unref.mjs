import { Guarded } from '@sync/shared';

const guarded = new Guarded({ initial: [], maxBytes: 20 });
guarded.hold();
guarded.holdAsync({ unref: true }).then(() => console.log('held'));
guarded.runAsync(() => 1, { unref: true, timeout: 60_000 }).catch(() => console.log('time is up'));
console.log('end of the program');
