/** Items of several iterables, one of each at a time, as long as all of them have one. */
import { show } from '@sync/atomics/internal';

/** One that can be gone through without awaiting. */
export type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;

/**
 * Refuses what is no iterable.
 *
 * @param where for messages
 */
export function checkIterables(where: string, iterables: readonly unknown[]): readonly AnyIterable[] {
  for (const iterable of iterables) {
    if (!isIterable(iterable) && !has(iterable, Symbol.asyncIterator)) throw new TypeError(`${where} expects iterables, not ${show(iterable)}`);
  }
  return iterables as readonly AnyIterable[];
}

/** Whether it is not only async. */
export function isIterable(iterable: unknown): iterable is Iterable<unknown> {
  return has(iterable, Symbol.iterator);
}

/** Of iterables that are not only async. */
export function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[], undefined> {
  const row = new Row(iterables.map((iterable) => iterable[Symbol.iterator]()));
  try {
    while (row.open.size > 0) {
      for (const source of row.sources) if (!row.add(source, row.ask(source).next())) return undefined;
      yield row.take();
    }
  } finally {
    for (const source of row.open) source.return?.();
  }
  return undefined;
}

/** The same, of any. */
export async function* zipAsync(iterables: readonly AnyIterable[]): AsyncGenerator<unknown[], undefined> {
  const row = new Row(iterables.map((iterable) => (isIterable(iterable) ? iterable[Symbol.iterator]() : iterable[Symbol.asyncIterator]())));
  try {
    while (row.open.size > 0) {
      for (const source of row.sources) if (!row.add(source, await row.ask(source).next())) return undefined;
      yield row.take();
    }
  } finally {
    for (const source of row.open) await source.return?.();
  }
  return undefined;
}

/** An item of each, as they come. */
class Row<Source> {
  readonly sources: readonly Source[];
  /** Those that are told to end, if nobody wants more: not who throws, or has no more. */
  readonly open: Set<Source>;
  #items: unknown[] = [];

  constructor(sources: readonly Source[]) {
    this.sources = sources;
    this.open = new Set(sources);
  }

  /** It is asked for its next item. */
  ask(source: Source): Source {
    this.open.delete(source);
    return source;
  }

  /** What it said; false: it has no more. */
  add(source: Source, { done, value }: IteratorResult<unknown, unknown>): boolean {
    if (done === true) return false;
    this.open.add(source);
    this.#items.push(value);
    return true;
  }

  /** The items; the next ones come after them. */
  take(): unknown[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}

function has(value: unknown, method: typeof Symbol.iterator | typeof Symbol.asyncIterator): boolean {
  return typeof (value as Record<symbol, unknown> | null | undefined)?.[method] === 'function';
}
