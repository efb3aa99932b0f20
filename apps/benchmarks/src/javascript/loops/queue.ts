import { SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import type { QueueShape } from '../queue-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import type { Items } from './queue-items.ts';
import { postItems, takePosted } from './queue-messages.ts';
import { hasPut, hasTaken, numbersOf, puts } from './queue-tally.ts';
import { repeatUntilStopped } from './repeat.ts';

/** As many items go at once, where they go in batches. */
const BATCH = 64;
/** Numbers stay below it, also where the last one that was put is the next one taken. */
const LARGEST = 2 ** 30 - 1;

function produce<T>(queue: QueueShape, items: Items<T>, round: Round): ThreadResult {
  const { control } = round;
  const [first, step] = numbersOf(round);
  let number = first;
  let sum = 0;
  for (; control[SLOT_STOP] === 0; number += step) {
    queue.put(items.make(number));
    sum = (sum + number) | 0;
  }
  queue.put(items.end);
  return hasPut(round, (number - first) / step, sum);
}

function consume<T>(queue: QueueShape, items: Items<T>, round: Round): ThreadResult {
  let sum = 0;
  for (let count = 0; ; count++) {
    const number = items.numberOf(queue.get() as T);
    if (number === 0) return hasTaken(round, count, sum);
    sum = (sum + number) | 0;
  }
}

function produceMany<T>(queue: QueueShape, items: Items<T>, round: Round): ThreadResult {
  const { control } = round;
  const [first, step] = numbersOf(round);
  let number = first;
  let sum = 0;
  while (control[SLOT_STOP] === 0) {
    const batch: T[] = [];
    for (let i = 0; i < BATCH; i++, number += step) {
      batch.push(items.make(number));
      sum = (sum + number) | 0;
    }
    queue.putMany?.(batch);
  }
  queue.put(items.end);
  return hasPut(round, (number - first) / step, sum);
}

function consumeMany<T>(queue: QueueShape, items: Items<T>, round: Round): ThreadResult {
  let sum = 0;
  let count = 0;
  for (let ends = 0; ends === 0; ) {
    for (const item of queue.getMany?.(BATCH) ?? []) {
      const number = items.numberOf(item as T);
      sum = (sum + number) | 0;
      if (number !== 0) count++;
      else if (++ends > 1) queue.put(items.end); // another's
    }
  }
  return hasTaken(round, count, sum);
}

/** As many threads put as take; each producer's last item ends one of the consumers. */
function betweenThreads<T>(items: Items<T>, batch: number, putting: typeof produce<T>, taking: typeof consume<T>): Loop {
  return (round) => {
    const posting = round.objects[0]?.posting;
    if (posting) return puts(round) ? postItems(posting, items, batch, round) : takePosted(posting, items, round);
    return (puts(round) ? putting : taking)(shapeOf(round, 'queue'), items, round);
  };
}

/** One item a call. */
export function oneByOne<T>(items: Items<T>): Loop {
  return betweenThreads(items, 1, produce, consume);
}

/** Many items a call. */
export function inBatches<T>(items: Items<T>): Loop {
  return betweenThreads(items, BATCH, produceMany, consumeMany);
}

/**
 * Puts one and takes one, over and over, by one thread: as many as were queued at first still are. An item, which is its
 * own priority where that counts, is a little above the last one taken.
 */
export const putAndTake: Loop = (round) => {
  const queue = shapeOf(round, 'queue');
  const depth = queue.size ?? 0;
  let random = 1;
  let last = 0;
  const result = repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) | 0;
      queue.put((last + ((random >>> 8) % depth)) & LARGEST);
      last = queue.get() as number;
    }
  });
  sectionWords(round.control)[0] = depth > 0 && queue.size === depth ? 0 : 1;
  return result;
};

/** Whether as many are queued as before. */
export const asManyAsBefore = (words: SectionWords): boolean => words[0] === 0;
