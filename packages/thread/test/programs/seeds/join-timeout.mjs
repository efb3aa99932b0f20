// Waits for a while, does something else, waits again.
import { Event } from '@sync/event';
import { Thread, isMainThread } from '@sync/thread';

export function work(finish) {
  finish.wait();
  return 'finished';
}

if (isMainThread) {
  const finish = new Event();
  const thread = new Thread(import.meta.url, { export: 'work', name: 'slow', args: [finish] }).start();
  console.log(thread.join({ timeout: 50 }), String(thread));
  finish.set();
  console.log(thread.join({ timeout: 10_000 }), String(thread), thread.result());
}
