import { Once } from '@sync/once';
import { Subject, closeSubjects, endThreads, expectAtOnce, pending, refusal, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BADLY, RUNS, WELL, onceSpec, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const reason = new Error('enough');
const never = (): never => {
  throw new Error('it was called');
};

/** A task that is doing it until it is told how that ends. */
function doing(once: Once): { task: Promise<boolean>; settle: (error?: Error) => void } {
  let settle = (_error?: Error): void => undefined;
  const fn = (): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      settle = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
  return { task: once.runAsync(fn), settle: (error) => { settle(error); } };
}

describe('runAsync with a signal', () => {
  test('rejects at once when it is aborted already, done or not, and calls nothing', async () => {
    const once = new Once();
    const signal = AbortSignal.abort(reason);
    expect(await refusal(once.runAsync(never, { signal }))).toBe(reason);
    expect(once.run(() => 1)).toBe(true);
    expect(await refusal(once.runAsync(never, { signal }))).toBe(reason);
  });

  test('rejects with the reason when it is aborted while it waits, and leaves nothing behind', async () => {
    const subject = new Subject<Once>(onceSpec);
    const { lock: once, flags } = subject;
    const { outcome, end } = await runner(subject, 'sync');
    const abort = new AbortController();
    const wait = once.runAsync(never, { signal: abort.signal, timeout: 10_000 });
    const other = once.runAsync(() => Atomics.add(flags, RUNS, 1));
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return refusal(wait);
    });
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await pending(other)).toBe(true);
    end(BADLY);
    await expect(outcome).rejects.toThrow('it failed');
    expect([await other, flags[RUNS]]).toEqual([true, 1]);
  });

  test('an abort while it is done, or after, changes nothing', async () => {
    const once = new Once();
    const abort = new AbortController();
    const did = once.runAsync(
      () => {
        abort.abort(reason);
        return Promise.resolve();
      },
      { signal: abort.signal },
    );
    expect(await did).toBe(true);
    expect(once.done).toBe(true);
  });

  test('is not called when the runner itself aborts those that wait, and fails', async () => {
    const once = new Once();
    const abort = new AbortController();
    const { task, settle } = doing(once);
    const waits = [1, 2, 3].map(() => refusal(once.runAsync(never, { signal: abort.signal })));
    const stays = once.runAsync(() => 1);
    settle(reason);
    abort.abort(reason);
    expect(await refusal(task)).toBe(reason);
    expect(await Promise.all(waits)).toEqual([reason, reason, reason]);
    expect(await stays).toBe(true);
  });

  // Both are woken in one turn; what the second does comes before the third's next step.
  test.each(['well', 'badly'])('one that was woken, loses to another that aborts it and ends %s, and is not called', async (how) => {
    const once = new Once();
    const first = doing(once);
    const abort = new AbortController();
    let settle = (): void => undefined;
    const second = once.runAsync(() => {
      abort.abort(reason);
      return new Promise<void>((resolve, reject) => {
        settle = () => {
          if (how === 'well') resolve();
          else reject(new Error('that, too'));
        };
      });
    });
    const third = refusal(once.runAsync(never, { signal: abort.signal }));
    first.settle(reason);
    expect(await refusal(first.task)).toBe(reason);
    expect(await pending(second)).toBe(true);
    settle();
    expect(await third).toBe(reason);
    if (how === 'well') expect(await second).toBe(true);
    else await expect(second).rejects.toThrow('that, too');
    expect(once.done).toBe(how === 'well');
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const subject = new Subject<Once>(onceSpec);
    const { lock: once } = subject;
    const { outcome, end } = await runner(subject, 'sync');
    const late = { name: 'TimeoutError' };
    expect(await refusal(once.runAsync(never, { timeout: 0, signal: AbortSignal.abort(reason) }))).toMatchObject(late);
    const abort = new AbortController();
    const wait = once.runAsync(never, { timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    expect(() => once.run(never, { timeout: 20 })).toThrow(/within 20 ms/);
    abort.abort(reason);
    expect(await refusal(wait)).toMatchObject(late);
    end(WELL);
    expect(await outcome).toBe(true);
  });
});
