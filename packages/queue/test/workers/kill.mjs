// Random puts and gets, until the thread is ended. Each item has a number of its own: its fate is written down.
import { LifoQueue, PriorityQueue, Queue } from '@sync/queue';
import { mortal } from '@sync/testing/worker';

const CLASSES = { Queue, LifoQueue, PriorityQueue };
const BEGUN = 1;
const PUT = 2;
/** In the fate of an item: how often it was had. */
const HAD = 4;

mortal(({ data: { type, handle, fates, next }, mode, numbers, step }) => {
  const queue = CLASSES[type].from(handle);
  const made = () => {
    const id = Atomics.add(next, 0, 1);
    Atomics.store(fates, id, BEGUN);
    // One in three does not fit in a slot.
    const bytes = numbers.below(3) === 0 ? numbers.below(2000) : numbers.below(40);
    return { id, pad: new Uint8Array(bytes).fill(id) };
  };
  const isPut = ({ id }) => {
    Atomics.add(fates, id, PUT - BEGUN);
    step('has put');
  };
  const isHad = ({ id, pad }) => {
    Atomics.add(fates, id, HAD);
    if (pad.some((byte) => byte !== (id & 255))) throw new Error(`item ${id} is not what was put`);
    step('has got');
  };
  const options = () => ({ timeout: numbers.below(4) * numbers.next(), ...(type === 'PriorityQueue' && { priority: numbers.below(3) }) });
  /** It was not put, or there was none. */
  const refused = (error) => {
    if (!['SYNC_QUEUE_FULL', 'SYNC_QUEUE_EMPTY'].includes(error.code)) throw error;
  };
  const puts = () => {
    const item = made();
    step('puts');
    if (numbers.below(4) > 0) queue.put(item, options());
    else if (!queue.tryPut(item)) return;
    isPut(item);
  };
  const putsMany = () => {
    const items = [made(), made()];
    step('puts');
    try {
      queue.putMany(items, options());
    } catch (error) {
      const [, count] = /(\d) of the items were put/.exec(error.message) ?? [];
      items.slice(0, Number(count ?? 0)).forEach(isPut);
      throw error;
    }
    items.forEach(isPut);
  };
  const gets = () => {
    step('gets');
    isHad(queue.get(options()));
  };
  const getsMany = () => {
    step('gets');
    queue.getMany(2, { ...options(), min: 1 + numbers.below(2) }).forEach(isHad);
  };
  const putsAsync = async () => {
    const item = made();
    step('puts');
    await queue.putAsync(item, options());
    isPut(item);
  };
  const getsAsync = async () => {
    step('gets');
    isHad(await queue.getAsync(options()));
  };
  const blocking = [puts, puts, gets, gets, putsMany, getsMany];
  const awaiting = [putsAsync, getsAsync];
  const round = async () => {
    const calls = mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0) ? blocking : awaiting;
    try {
      await calls[numbers.below(calls.length)]();
    } catch (error) {
      refused(error);
    }
  };
  return Array.from({ length: mode === 'async' ? 3 : 1 }, () => round);
});
