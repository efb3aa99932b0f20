// A daemon prints what the main thread is at, until that is done; nobody has to end it.
import { Event } from '@sync/event';
import { Thread, isMainThread, sleep } from '@sync/thread';

export function status(progress, printed) {
  for (let last = -1; ; sleep(1)) {
    const now = Atomics.load(progress, 0);
    if (now === last) continue;
    console.log(`status: ${now} of 3`);
    printed[(last = now)].set();
  }
}

if (isMainThread) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const printed = [0, 1, 2, 3].map(() => new Event());
  const printer = new Thread(import.meta.url, { export: 'status', daemon: true, args: [progress, printed] }).start();
  for (let step = 0; step <= 3; step++) {
    Atomics.store(progress, 0, step);
    printed[step].wait({ timeout: 10_000 });
  }
  console.log(`the work is done, the printer is ${printer.isAlive ? 'alive' : 'dead'}`);
}
