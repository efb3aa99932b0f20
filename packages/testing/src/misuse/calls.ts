import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { expectRefusal, wordsOf, wrong } from './attempt.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

/** A call that is refused: what it is, the call, the error's class, and what its message says. */
export type RefusedCall<T> = readonly [name: string, call: (it: T) => unknown, error: string, says: RegExp];

/** What is wrong to do with one. */
export interface Refused<T> {
  /** Its call that takes a signal and `unref`, if it has one. */
  readonly awaits?: (it: T, options: never) => unknown;
  /** Its properties, all of which can be read only. */
  readonly readOnly: readonly string[];
  /** What is its own. */
  readonly rows?: readonly RefusedCall<T>[];
}

/** Declares the tests that it refuses wrong calls, writes to its properties and clones of itself, and changes nothing. */
export function refusesWrongCalls<T>({ type, make }: MisuseSpec<T>, { awaits, readOnly, rows = [] }: Refused<T>): void {
  const calls: readonly RefusedCall<T>[] = [
    ...(awaits === undefined ? [] : awaited(awaits)),
    ['to be posted to another thread', (it) => { new MessageChannel().port1.postMessage(it); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (it) => { new MessageChannel().port1.postMessage({ deep: [it] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (it) => structuredClone(it), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be called without new', () => (type as unknown as () => unknown)(), 'TypeError', /new/],
    ...readOnly.map((name): RefusedCall<T> => [
      `to have ${name} written`,
      (it) => { (it as Record<string, unknown>)[name] = 7; },
      'TypeError',
      literally(name),
    ]),
    ...rows,
  ]; // prettier-ignore
  test.each(calls)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(type.byteLength);
    const it = make({ buffer, name: 'mine' });
    const before = wordsOf(buffer);
    await expectRefusal(() => call(it), error, says);
    expect(wordsOf(buffer)).toEqual(before);
  });
}

function awaited<T>(awaits: (it: T, options: never) => unknown): RefusedCall<T>[] {
  return [
    ['a controller for a signal', (it) => awaits(it, wrong({ signal: new AbortController() })), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (it) => awaits(it, wrong({ unref: 'yes' })), 'TypeError', /mine.*unref/],
  ];
}
