import type { Attached, JavaScriptContender, Need } from '../lock-shapes.ts';
import type { QueueShape } from '../queue-shapes.ts';
import type { OWN_QUEUES } from '../queued.ts';
import { packageVersion } from './package-version.ts';

const PACKAGE = '@sync/queue';

interface Options {
  readonly maxSize?: number;
  readonly codec?: 'int32' | 'bytes';
}

interface OwnQueue extends QueueShape {
  put(item: unknown, options?: { readonly priority: number }): unknown;
  readonly size: number;
  share(): unknown;
}

interface OwnClass {
  new (options: Options): OwnQueue;
  from(shared: never): OwnQueue;
}

type Kind = (typeof OWN_QUEUES)[keyof typeof OWN_QUEUES];

/** Loaded by name at run time, so that a missing one is named. */
async function own(kind: Kind): Promise<OwnClass> {
  const found = ((await import(PACKAGE)) as Partial<Record<Kind, OwnClass>>)[kind];
  if (!found) throw new Error(`${PACKAGE} does not export ${kind}`);
  return found;
}

function contenderOf(kind: Kind, make: (Class: OwnClass, need: Need) => OwnQueue, shape: (queue: OwnQueue) => Attached): JavaScriptContender {
  return {
    version: () => packageVersion(PACKAGE),
    create: async (need) => make(await own(kind), need).share(),
    attach: async (shared) => shape((await own(kind)).from(shared as never)),
  };
}

function bounded(options: Options): JavaScriptContender {
  return contenderOf('Queue', (Class, { count }) => new Class({ maxSize: count, ...options }), (queue) => ({ queue }));
}

/** Whole numbers, put and taken as they are. */
export const syncQueueInt32: JavaScriptContender = bounded({ codec: 'int32' });

/** Any items. */
export const syncQueue: JavaScriptContender = bounded({});

/** Bytes, without a codec. */
export const syncQueueBytes: JavaScriptContender = bounded({ codec: 'bytes' });

/** An item's priority is the item. */
class ByPriority implements QueueShape {
  readonly #queue: OwnQueue;
  readonly #options = { priority: 0 };

  constructor(queue: OwnQueue) {
    this.#queue = queue;
  }

  get size(): number {
    return this.#queue.size;
  }

  put(item: number): void {
    this.#options.priority = item;
    this.#queue.put(item, this.#options);
  }

  get(): unknown {
    return this.#queue.get();
  }
}

/** One of the three kinds, in which so many are queued from the beginning. */
export function syncQueueOf(kind: Kind, queued: number): JavaScriptContender {
  const shapeOf = (queue: OwnQueue): QueueShape => (kind === 'PriorityQueue' ? new ByPriority(queue) : queue);
  const make = (Class: OwnClass): OwnQueue => {
    const queue = new Class({ codec: 'int32' });
    const shape = shapeOf(queue);
    for (let item = 0; item < queued; item++) shape.put(item);
    return queue;
  };
  return contenderOf(kind, make, (queue) => ({ queue: shapeOf(queue) }));
}

function posting(moved?: (item: unknown) => readonly ArrayBuffer[]): JavaScriptContender {
  return {
    version: () => Promise.resolve(process.version),
    create: ({ count }) => Promise.resolve(count),
    attach: (capacity) => Promise.resolve({ posting: { capacity: capacity as number, ...(moved ? { moved } : {}) } }),
  };
}

/** Messages on a line from each producer to a consumer of its own. */
export const postMessage: JavaScriptContender = posting();

/** The same; the bytes move. */
export const postMessageMoved: JavaScriptContender = posting((item) => [(item as Uint8Array).buffer as ArrayBuffer]);
