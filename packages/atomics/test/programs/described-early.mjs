// Gets the signal at once, before the thread that waits for it has begun.
import { AtomicInt32, describeThreadsOn } from '@sync/atomics';

new AtomicInt32();
const stop = describeThreadsOn('SIGUSR2');
process.kill(process.pid, 'SIGUSR2');
setTimeout(stop, 300);
