import { Queue } from '@sync/queue';

const queue = new Queue({ maxSize: 1 });
queue.getAsync({ unref: true }).then(() => console.log('got'));
const full = new Queue({ maxSize: 1 });
full.put(1);
full.putAsync(2, { unref: true, timeout: 60_000 }).catch(() => console.log('time is up'));
full.joinAsync({ unref: true }).then(() => console.log('joined'));
console.log('end of the program');
