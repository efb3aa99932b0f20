import { Barrier } from '@sync/barrier';

const barrier = new Barrier(4);
barrier.waitAsync({ unref: true }).then(() => console.log('all have come'));
barrier.waitAsync({ unref: true, timeout: 60_000 }).then(() => console.log('all have come'));
console.log('end of the program');
