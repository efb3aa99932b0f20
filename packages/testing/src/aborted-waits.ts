import { afterAll, afterEach, expect, test } from 'vitest';
import { expectAtOnce, timed } from './elapsed.ts';
import { refusal } from './misuse/attempt.ts';
import { Subject, closeSubjects, endThreads } from './subject.ts';
import type { SubjectSpec } from './subject.ts';
import { pending } from './until.ts';

/** What is waited for until it lets all go; a wait tells whether it did. */
export interface Waits {
  wait(options?: { timeout?: number }): boolean;
  waitAsync(options?: { timeout?: number; signal?: AbortSignal }): Promise<boolean>;
}

/** What the tests of aborted waits have to know about a class. */
export interface AbortedWaitsSpec<T extends Waits> {
  /** How to reach one that makes who comes wait. */
  readonly spec: SubjectSpec;
  make(): T;
  /** Lets all go, as often as it is called. */
  release(it: T): void;
  /** Makes those wait who come after it was released. */
  renew(it: T): void;
}

/** Declares the tests of `waitAsync` with a signal. */
export function abortedWaits<T extends Waits>({ spec, make, release, renew }: AbortedWaitsSpec<T>): void {
  const reason = new Error('enough');
  afterEach(closeSubjects);
  afterAll(endThreads);

  test('rejects at once when it is aborted already, released or not', async () => {
    const it = make();
    const signal = AbortSignal.abort(reason);
    expect(await refusal(it.waitAsync({ signal }))).toBe(reason);
    release(it);
    expect(await refusal(it.waitAsync({ signal }))).toBe(reason);
  });

  test('rejects with the reason when it is aborted while it waits, and leaves nothing behind', async () => {
    const it = make();
    const abort = new AbortController();
    const wait = it.waitAsync({ signal: abort.signal, timeout: 10_000 });
    const other = it.waitAsync();
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return refusal(wait);
    });
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await pending(other)).toBe(true);
    release(it);
    expect(await other).toBe(true);
  });

  test('an abort after it was released changes nothing', async () => {
    const it = make();
    const abort = new AbortController();
    const wait = it.waitAsync({ signal: abort.signal });
    release(it);
    expect(await wait).toBe(true);
    abort.abort(reason);
    expect(await wait).toBe(true);
  });

  test.each([['abort, then release'], ['release, then abort']])('one that is aborted in the turn in which it is released (%s) ends once', async (order) => {
    const it = make();
    const abort = new AbortController();
    const wait = it.waitAsync({ signal: abort.signal });
    const other = it.waitAsync();
    if (order === 'release, then abort') release(it);
    abort.abort(reason);
    release(it);
    const [end] = await Promise.allSettled([wait]);
    expect(end.status === 'fulfilled' ? end.value : end.reason).toBe(end.status === 'fulfilled' ? true : reason);
    expect(await other).toBe(true);
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const it = make();
    expect(await it.waitAsync({ timeout: 0, signal: AbortSignal.abort(reason) })).toBe(false);
    const abort = new AbortController();
    const wait = it.waitAsync({ timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    it.wait({ timeout: 20 });
    abort.abort(reason);
    expect(await wait).toBe(false);
  });

  test('an aborted wait of another thread does not hold up those who block', async () => {
    const subject = new Subject<T>(spec);
    const [awaits, blocks] = subject.threads(2);
    for (let round = 0; round < 20; round++) {
      const aborted = awaits?.run(async ({ lock }) => {
        const abort = new AbortController();
        const wait = lock.waitAsync({ signal: abort.signal }).then(
          () => 'released',
          () => 'aborted',
        );
        abort.abort();
        return wait;
      });
      const asleep = blocks?.run(({ lock }) => lock.wait({ timeout: 10_000 }));
      expect(await aborted).toBe('aborted');
      release(subject.lock);
      expect(await asleep).toBe(true);
      renew(subject.lock);
    }
  });
}
