// Many threads: each adds to what is shared, and some start others.
import { Event } from '@sync/event';
import { random } from '@sync/testing/worker';
import { Thread, currentThread, sleepAsync } from '@sync/thread';

const HERE = new URL(import.meta.url);

/** Adds under a lock, where no atomic operation helps, and says who it is. */
export function adds({ lock, words, counter }, index) {
  lock.run(() => {
    words[0] += 1;
  });
  counter.increment();
  return { index, id: currentThread().id };
}

/** A tree of threads: each starts two, joins them, and counts. */
export function grows(counter, depth) {
  counter.increment();
  if (depth === 0) return 1;
  const children = [0, 1].map(() => new Thread(HERE, { export: 'grows', args: [counter, depth - 1] }).start());
  return 1 + children.reduce((sum, child) => sum + child.result(), 0);
}

/** Comes to an end of its own, or when it may, or is stopped. */
export async function ends(kind, { gate, value }) {
  if (kind === 'returns') return value;
  if (kind === 'fails') throw new RangeError(value);
  if (kind === 'blocks') return gate.wait() && value;
  if (kind === 'awaits') return sleepAsync(2 ** 30);
  return (await gate.waitAsync({ signal: currentThread().signal })) && value;
}

/** Starts many that end in all these ways; joins each in all ways: blocking or not, for a time, aborted, again. */
export async function mixes({ seed, times, counter }) {
  const numbers = random(seed);
  const counts = { returned: 0, failed: 0, stopped: 0, timeouts: 0, aborts: 0 };
  const one = async (index) => {
    const kind = ['returns', 'fails', 'blocks', 'awaits', 'waits'][numbers.below(5)];
    const value = `${seed} ${index}`;
    const gate = new Event();
    const thread = new Thread(HERE, { export: 'ends', args: [kind, { gate, value }], name: value }).start();
    counter.increment();
    for (let turn = numbers.below(4); turn > 0; turn--) {
      if (numbers.below(2) === 0) counts.timeouts += thread.join({ timeout: numbers.below(3) }) ? 0 : 1;
      else {
        const abort = new AbortController();
        const waiting = thread.joinAsync({ signal: abort.signal, timeout: numbers.below(2) === 0 ? undefined : numbers.below(20) });
        setImmediate(() => abort.abort('away'));
        counts.aborts += await waiting.then(() => 0, (error) => (error === 'away' ? 1 : Promise.reject(error)));
      }
    }
    if (['blocks', 'waits'].includes(kind) && numbers.below(2) === 0) gate.set();
    else if (kind !== 'returns' && kind !== 'fails') thread.stop(`stop ${value}`);
    const awaited = numbers.below(2) === 0 ? undefined : thread.resultAsync();
    try {
      const gave = awaited === undefined ? thread.result({ timeout: 30_000 }) : await awaited;
      if (gave !== value) throw new Error(`${kind} gave ${gave}, not ${value}`);
      counts.returned++;
    } catch (error) {
      if (error instanceof RangeError && error.message === value && kind === 'fails') counts.failed++;
      else if (error === `stop ${value}`) counts.stopped++;
      else throw error;
    }
    if (thread.isAlive || !thread.join()) throw new Error(`${thread} is alive`);
  };
  for (let index = 0; index < times; index += 4) await Promise.all([0, 1, 2, 3].map((more) => one(index + more)));
  return counts;
}
