// Threads that outlive the one that started them, or do not.
import { Thread, sleep, sleepAsync } from '@sync/thread';
import { writeSync } from 'node:fs';

const say = (text) => writeSync(1, `${text}\n`);

/** After the main thread has done all that it has to do. */
export async function printsSoon() {
  await sleepAsync(100);
  sleep(100);
  console.log('the thread is done');
}

/** After so long that nobody waits for it. */
export async function printsLate() {
  await sleepAsync(60_000);
  say('the thread is done, and nobody was to wait for it');
}

export function computes() {
  for (;;);
}

export function throws() {
  throw new Error('the thread has failed');
}

export function exits(code) {
  process.exit(code);
}

export function starts(name, daemon) {
  new Thread(new URL(import.meta.url), { export: name, name, daemon }).start();
  say('the parent is done');
}
