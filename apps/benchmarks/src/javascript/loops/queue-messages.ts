import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { SLOT_STOP } from '../control-words.ts';
import type { PostingShape } from '../queue-shapes.ts';
import type { Round, ThreadResult } from '../task.ts';
import type { Items } from './queue-items.ts';
import { hasPut, hasTaken, numbersOf } from './queue-tally.ts';

/*
 * Each producer has a line to one consumer, and no more items on it than there is room for: now and then the consumer says
 * how many it has taken.
 */

/** Hears messages, all that are there at a time: an event for each takes half as long again. Returns how to stop. */
function hear(port: MessagePort, take: (message: unknown) => void): () => void {
  const listener = (first: unknown): void => {
    take(first);
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) take(next.message);
  };
  port.on('message', listener);
  return () => { port.off('message', listener); };
}

function lineOf({ line }: Round): MessagePort {
  if (!line) throw new Error('there is no line to another thread');
  return line;
}

const windowOf = ({ capacity }: PostingShape, { task }: Round): number => capacity / (task.threads / 2);

/** A producer. */
export async function postItems<T>(posting: PostingShape, items: Items<T>, batch: number, round: Round): Promise<ThreadResult> {
  const { control } = round;
  const line = lineOf(round);
  const window = windowOf(posting, round);
  const [first, step] = numbersOf(round);
  let room = window;
  let number = first;
  let sum = 0;
  let go = (): void => undefined;
  const stop = hear(line, (taken) => {
    room += taken as number;
    go();
  });
  const moreRoom = (): Promise<void> => new Promise((resolve) => (go = resolve));
  const next = (): T => {
    const made = number;
    number += step;
    sum = (sum + made) | 0;
    return posting.moved && items.makeNew ? items.makeNew(made) : items.make(made);
  };
  while (control[SLOT_STOP] === 0) {
    for (; room >= batch; room -= batch) {
      const message = batch === 1 ? next() : Array.from({ length: batch }, next);
      if (posting.moved) line.postMessage(message, posting.moved(message));
      else line.postMessage(message);
    }
    await moreRoom();
  }
  line.postMessage(items.end);
  while (room < window) await moreRoom(); // nothing is left for the next round
  stop();
  return hasPut(round, (number - first) / step, sum);
}

/** A consumer. */
export function takePosted<T>(posting: PostingShape, items: Items<T>, round: Round): Promise<ThreadResult> {
  const line = lineOf(round);
  const often = windowOf(posting, round) / 2;
  let sum = 0;
  let count = 0;
  let unsaid = 0;
  const say = (): void => {
    line.postMessage(unsaid);
    unsaid = 0;
  };
  return new Promise((resolve) => {
    const take = (item: T): void => {
      const number = items.numberOf(item);
      if (number === 0) {
        say();
        stop();
        resolve(hasTaken(round, count, sum));
        return;
      }
      sum = (sum + number) | 0;
      count++;
      unsaid++;
    };
    const stop = hear(line, (message) => {
      if (Array.isArray(message)) for (const item of message) take(item as T);
      else take(message as T);
      if (unsaid >= often) say();
    });
  });
}
