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
  const sources = iterables.map((iterable) => iterable[Symbol.iterator]());
  const open = new Set(sources);
  try {
    while (open.size > 0) {
      const items: unknown[] = [];
      for (const source of sources) {
        // Who throws, or has no more, is not told to end.
        open.delete(source);
        const step = source.next();
        if (step.done === true) return undefined;
        open.add(source);
        items.push(step.value);
      }
      yield items;
    }
  } finally {
    for (const source of open) source.return?.();
  }
  return undefined;
}

/** The same, of any. */
export async function* zipAsync(iterables: readonly AnyIterable[]): AsyncGenerator<unknown[], undefined> {
  const sources = iterables.map((iterable) => (isIterable(iterable) ? iterable[Symbol.iterator]() : iterable[Symbol.asyncIterator]()));
  const open = new Set(sources);
  try {
    while (open.size > 0) {
      const items: unknown[] = [];
      for (const source of sources) {
        open.delete(source);
        const step = await source.next();
        if (step.done === true) return undefined;
        open.add(source);
        items.push(step.value);
      }
      yield items;
    }
  } finally {
    for (const source of open) await source.return?.();
  }
  return undefined;
}

function has(value: unknown, method: typeof Symbol.iterator | typeof Symbol.asyncIterator): boolean {
  return typeof (value as Record<symbol, unknown> | null | undefined)?.[method] === 'function';
}
