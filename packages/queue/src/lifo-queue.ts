import { define, type Shared } from '@sync/atomics/internal';
import type { Core } from './core.ts';
import { JoinableQueue } from './joinable-queue.ts';
import { byteLengthFor, makeQueue, queueAt, queueFrom, queueKind, shareQueue } from './make.ts';
import type { QueueOptions, QueueSize } from './options.ts';

const KIND = queueKind('LifoQueue', 'last');

/**
 * As Queue, but what was put last is taken first.
 *
 * @example
 * ```ts
 * const pages = new LifoQueue<string>({ name: 'pages' });
 * pages.putMany(['first', 'second']);
 * pages.get(); // => 'second'
 * ```
 */
export class LifoQueue<T> extends JoinableQueue<T> {
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
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): LifoQueue<T> {
    return new LifoQueue<T>(queueAt(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a LifoQueue returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<LifoQueue<T>>): LifoQueue<T> {
    return new LifoQueue<T>(queueFrom(KIND, shared) as never);
  }

  /** A handle to post to other threads, for {@link LifoQueue.from}. Never blocks. */
  share(): Shared<LifoQueue<T>> {
    return shareQueue(KIND, this.#core);
  }
}

define(KIND.kind, LifoQueue);
