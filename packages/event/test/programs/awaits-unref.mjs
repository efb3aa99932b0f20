import { Event } from '@sync/event';

const event = new Event();
event.waitAsync({ unref: true }).then(() => console.log('released'));
event.waitAsync({ unref: true, timeout: 60_000 }).then(() => console.log('time is up'));
console.log('end of the program');
