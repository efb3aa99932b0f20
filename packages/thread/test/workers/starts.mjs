import { Event } from '@sync/event';
import { Thread, currentThread, threads } from '@sync/thread';

/** Each starts the next one, until there are no more. */
export function nest(depth) {
  if (depth === 0) return [0];
  const thread = new Thread(import.meta.url, { export: 'nest', args: [depth - 1] }).start();
  return [depth, ...thread.result({ timeout: 10_000 })];
}

/** What it is like in a thread of a thread: daemons make daemons, if not told otherwise. */
export function daemons() {
  const made = [undefined, false, true].map((daemon) => new Thread(() => 1, { daemon }).daemon);
  return [currentThread().daemon, ...made];
}

/** Returns the id of a thread that goes on until the gate opens. */
export function leaves(gate) {
  const running = new Event();
  const { id } = new Thread(new URL('./passes.mjs', import.meta.url), { args: [running, gate] }).start();
  running.wait({ timeout: 10_000 });
  return id;
}

export const list = () => threads().map(({ id }) => id);
