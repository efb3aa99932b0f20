// A thread that works until it is asked to stop, in three ways: a loop that looks, a wait, and what it awaits.
import { Event } from '@sync/event';
import { Thread, currentThread, isMainThread, sleep, sleepAsync } from '@sync/thread';

export function looks(running) {
  running.set();
  let rounds = 0;
  do rounds++;
  while (!currentThread().stopRequested);
  return rounds > 0 ? 'looked' : 'never ran';
}

export function sleeps(running) {
  running.set();
  try {
    for (;;) sleep(60_000);
  } catch (reason) {
    return `woken: ${reason.message}`;
  }
}

export async function awaits(running) {
  running.set();
  await sleepAsync(60_000);
}

if (isMainThread) {
  for (const name of ['looks', 'sleeps', 'awaits']) {
    const running = new Event();
    const thread = new Thread(import.meta.url, { export: name, args: [running] }).start();
    running.wait();
    thread.stop(new Error('that is enough'));
    try {
      console.log(thread.result({ timeout: 10_000 }));
    } catch (error) {
      console.log(`ended: ${error.message}`);
    }
  }
}
