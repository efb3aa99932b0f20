import { LifoQueue, PriorityQueue, Queue, SimpleQueue, type QueueSize } from '@sync/queue';
import { moduleUrl } from '@sync/testing';
import type { MakeOptions, SubjectSpec } from '@sync/testing';
import { expect } from 'vitest';

const module = moduleUrl(import.meta.url, '@sync/queue');

/** The words before all else, written down here a second time on purpose. */
const HEAD_BYTES = 4 * 80;
/** The locks of the two sides, and what they may leave to be mended. */
const STATES = [32 + 1, 48 + 1, 32 + 10, 48 + 10] as const;

/** What all kinds but SimpleQueue have. */
export type AnyQueue<T = unknown> = Queue<T>;

/** Room for what the tests put, where it cannot grow. */
const MAX_BYTES = 2 ** 19;

const CLASSES = { Queue, LifoQueue, PriorityQueue } as const;

const where = ({ onAbandoned: _, ...options }: MakeOptions): object => options;

const atRest = (words: Int32Array): void => {
  expect(STATES.map((slot) => words[slot]), 'the locks at rest').toEqual([0, 0, 0, 0]);
};

/** One kind of queue, and in which order it gives back what was put. */
export interface QueueKind {
  readonly name: string;
  /** Of numbers that were put in their order. */
  ordered(items: readonly number[]): number[];
  /** How a test reaches one that is made with such options. */
  spec(size?: QueueSize): SubjectSpec;
}

function kind(type: keyof typeof CLASSES, inBuffer: boolean): QueueKind {
  const Class = CLASSES[type];
  return {
    name: inBuffer ? `${type} in a buffer` : type,
    ordered: (items) => (type === 'LifoQueue' ? [...items].reverse() : [...items]),
    spec: (size = {}) => {
      const options = inBuffer ? { maxBytes: MAX_BYTES, ...size } : size;
      return {
        how: { module, export: type },
        byteLength: inBuffer ? Class.byteLengthFor(options) : HEAD_BYTES,
        byteOffset: inBuffer ? 4 * 37 : 'own',
        make: (place) => new Class<never>({ ...options, ...where(place) } as never),
        atRest,
      };
    },
  };
}

/** All kinds, and both kinds of memory. */
export const KINDS: readonly QueueKind[] = [kind('Queue', false), kind('Queue', true), kind('LifoQueue', true), kind('PriorityQueue', false)];

/** A SimpleQueue. */
export const simpleSpec: SubjectSpec = {
  how: { module, export: 'SimpleQueue' },
  byteLength: HEAD_BYTES,
  byteOffset: 'own',
  make: (place) => new SimpleQueue(where(place)),
  atRest,
};

/** How a call waits. */
export const WAYS = {
  blocking: {
    put: <T>(queue: AnyQueue<T>, item: T, options?: { timeout: number }): unknown => {
      queue.put(item as never, options);
      return undefined;
    },
    get: <T>(queue: AnyQueue<T>, options?: { timeout: number }): T | Promise<T> => queue.get(options),
    join: <T>(queue: AnyQueue<T>, options?: { timeout: number }): boolean | Promise<boolean> => queue.join(options),
  },
  awaiting: {
    put: <T>(queue: AnyQueue<T>, item: T, options?: { timeout: number }): unknown => queue.putAsync(item as never, options),
    get: <T>(queue: AnyQueue<T>, options?: { timeout: number }): T | Promise<T> => queue.getAsync(options),
    join: <T>(queue: AnyQueue<T>, options?: { timeout: number }): boolean | Promise<boolean> => queue.joinAsync(options),
  },
} as const;

/** Both. */
export const BOTH = ['blocking', 'awaiting'] as const;

/** The same in another thread, by name. */
export type WayName = (typeof BOTH)[number];

/** What each error is. */
export const EMPTY = { name: 'QueueEmptyError', code: 'SYNC_QUEUE_EMPTY' } as const;
export const FULL = { name: 'QueueFullError', code: 'SYNC_QUEUE_FULL' } as const;
export const SHUT_DOWN = { name: 'QueueShutDownError', code: 'SYNC_QUEUE_SHUT_DOWN' } as const;
