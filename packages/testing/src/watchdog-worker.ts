import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { attach } from './attachment.ts';
import type { WatchedFrom, WatchMessage } from './watchdog.ts';

/** The watchdog's thread: ends the process when the test thread's heart has stopped. */

const { beat, limit } = workerData as { beat: Int32Array; limit: number };
const watched = new Map<number, WatchedFrom>();
let last = -1;
let since = performance.now();

parentPort?.on('message', (message: WatchMessage) => {
  if ('watch' in message) watched.set(message.watch, message.from);
  else watched.delete(message.unwatch);
});

setInterval(() => {
  const now = Atomics.load(beat, 0);
  if (now !== last) {
    last = now;
    since = performance.now();
  } else if (performance.now() - since > limit) void end();
}, 1000);

async function end(): Promise<void> {
  writeSync(2, `\nthe test thread has been blocked for ${String(limit)} ms\n`);
  for (const { handle, how } of watched.values()) {
    const { whole } = await attach(handle, how);
    writeSync(2, `  ${String(whole)}\n`);
  }
  process.kill(process.pid, 'SIGKILL');
}
