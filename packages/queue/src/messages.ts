import { QueueEmptyError, QueueFullError, QueueShutDownError, type BlockStore, type SyncError } from '@sync/atomics/internal';
import { CLOSED, NO_MEMORY } from './outcome.ts';

/** A queue, for its messages. */
interface Told {
  readonly label: string;
  readonly size: number;
  readonly max: number;
  readonly store: BlockStore;
}

/** Why something was not put. `outcome`: `CLOSED` or `NO_MEMORY`; undefined: the time is up. */
export function notPut({ label, size, max, store }: Told, call: string, outcome: number | undefined, timeout: number, count = 0): SyncError {
  const where = `${label}: ${call}()`;
  const some = count === 0 ? '' : ` ${count} of the items were put.`;
  if (outcome === CLOSED) return new QueueShutDownError(`${where}: it was shut down, so that nothing more can be put.${some}`);
  if (outcome === NO_MEMORY) {
    return new QueueFullError(`${where}: its memory is full with ${size} items: maxBytes is ${store.maxBytes}. Get some, or make it with more.${some}`);
  }
  const time = timeout > 0 ? `, and was so for ${timeout} ms` : '';
  return new QueueFullError(`${where}: it is full with ${size} of ${max} items${time}.${some}`);
}

/** Nothing was there. */
export function empty({ label }: Told, call: string, timeout: number): QueueEmptyError {
  return new QueueEmptyError(`${label}: ${call}(): it is empty${timeout > 0 ? `, and was so for ${timeout} ms` : ''}`);
}

/** Nothing is there, and nothing will be. */
export function shutDown({ label }: Told, call: string): QueueShutDownError {
  return new QueueShutDownError(`${label}: ${call}(): it was shut down, and nothing is left in it`);
}

/**
 * There is no memory for an item.
 *
 * @param where as `Queue(jobs): item`
 */
export function noMemory(where: string, byteLength: number, maxBytes: number): QueueFullError {
  return new QueueFullError(`${where}: there is no memory for its ${byteLength} bytes: maxBytes is ${maxBytes}. Get some items, or make the queue with more`);
}
