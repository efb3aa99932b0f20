// The main thread joins one that waits for a lock that the main thread has.
import { Lock } from '@sync/lock';
import { Thread } from '@sync/thread';

const lock = new Lock({ name: 'jobs' });
lock.acquire();
const thread = new Thread(new URL('../workers/circles.mjs', import.meta.url), { export: 'wants', args: [lock], name: 'reader' });
thread.start();
const start = performance.now();
console.log(`joined: ${thread.join()}, ${performance.now() - start < 5000}`);
try {
  thread.result();
} catch ({ name, cycle }) {
  console.log(name, cycle.map(({ threadName, lock }) => `${threadName} waits for ${lock}`).join(', '));
}
