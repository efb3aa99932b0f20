import { define, type Shared } from '@sync/atomics/internal';
import type { Core } from './core.ts';
import { JoinableQueue } from './joinable-queue.ts';
import { byteLengthFor, makeQueue, queueAt, queueFrom, queueKind, shareQueue } from './make.ts';
import type { QueueOptions, QueueSize } from './options.ts';

const KIND = queueKind('Queue', 'first');

/**
 * Items on their way between threads, first in, first out: any number of threads puts them, any number takes them, each item
 * is taken once.
 *
 * For items that come out newest first use a LifoQueue, or by priority, a PriorityQueue; where there is nothing to join and
 * nothing to shut down, a SimpleQueue will do. Who finds it full, or empty, waits: one who blocks and one who awaits alike. The death
 * of a thread at any step costs no more than the item in its hands, and stops nobody.
 *
 * What was written before a `put` is seen by whoever takes that item.
 *
 * @example
 * ```ts
 * const jobs = new Queue<{ id: number }>({ maxSize: 10, name: 'jobs' });
 * jobs.put({ id: 1 });
 * jobs.get(); // => { id: 1 }
 * ```
 */
export class Queue<T> extends JoinableQueue<T> {
  /** Bytes that one with such options needs when it is made in a caller's buffer, at a multiple of 4. */
  static byteLengthFor(size?: QueueSize): number {
    return byteLengthFor(KIND, size);
  }

  readonly #core: Core<unknown>;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws RangeError `maxBytes` is too little for its slots
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: QueueOptions<T>) {
    const core = makeQueue(KIND, options);
    super(core as never);
    this.#core = core;
  }

  /** Attaches to one that was made in a buffer. */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Queue<T> {
    return new Queue<T>(queueAt(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Queue returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<Queue<T>>): Queue<T> {
    return new Queue<T>(queueFrom(KIND, shared) as never);
  }

  /** A handle to post to other threads, for {@link Queue.from}. Never blocks. */
  share(): Shared<Queue<T>> {
    return shareQueue(KIND, this.#core);
  }
}

define(KIND.kind, Queue);
