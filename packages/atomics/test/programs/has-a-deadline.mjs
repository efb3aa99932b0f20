import { Deadline } from '@sync/atomics';

Deadline.after(60_000).onPassed(() => console.log('passed'));
Deadline.after(2 ** 40).onPassed(() => console.log('passed'));
console.log('end of the program');
