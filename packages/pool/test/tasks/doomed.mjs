/** What the kill and stress lanes have workers do. */
import { currentTask, transferring } from '@sync/pool/worker';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const next = (n) => n + 1;
export const pid = () => process.pid;

export function spins(ms, n) {
  for (const end = performance.now() + ms; performance.now() < end; );
  return n + 1;
}

/** A loop that ends when it is cancelled. */
export function loops(ms, n) {
  const task = currentTask();
  for (const end = performance.now() + ms; performance.now() < end; ) task.throwIfCancelled();
  return n + 1;
}

export async function awaits(ms, n) {
  await pause(ms);
  return n + 1;
}

/** Bytes that find no room in a slot, in and out. */
export function turns(bytes) {
  return bytes.map((byte) => byte ^ 255);
}

/** The same, moved. */
export function moves(buffer) {
  new Uint8Array(buffer).forEach((byte, index, all) => (all[index] = byte ^ 255));
  return transferring(buffer, [buffer]);
}

export async function tells(times) {
  const task = currentTask();
  for (let time = 0; time < times; time++) {
    task.report(time);
    if (time % 2 === 1) await pause(0);
  }
  return times;
}

export function splits(n) {
  const { pool } = currentTask();
  const halves = [pool.submit('next', n), pool.submit('awaits', 1, n)];
  return halves.reduce((sum, half) => sum + half.result(), 0);
}

export async function splitsAsync(n) {
  const { pool } = currentTask();
  const [one, other] = await Promise.all([pool.submit('next', n), pool.submit('spins', 1, n)]);
  return one + other;
}

export function exits(code, ms) {
  spins(ms, 0);
  process.exit(code);
}

export async function fails() {
  setTimeout(() => {
    throw new Error('fatal');
  }, 1);
  await pause(1e6);
}

export function throws() {
  throw new RangeError('no');
}
