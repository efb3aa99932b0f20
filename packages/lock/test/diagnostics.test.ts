import { Lock, RWLock } from '@sync/lock';
import { Subject, closeSubjects, endThreads, until } from '@sync/testing';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { lockSpec } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** What this thread publishes meanwhile. */
async function published(channel: string, during: () => Promise<void>): Promise<unknown[]> {
  const messages: unknown[] = [];
  const listener = (message: unknown): void => {
    messages.push(message);
  };
  subscribe(channel, listener);
  await during();
  unsubscribe(channel, listener);
  return messages;
}

describe('on a channel of the diagnostics_channel', () => {
  test('sync:abandoned tells of a holder that died, once, who finds it dead', async () => {
    const subject = new Subject<Lock>(lockSpec, { name: 'jobs' });
    const { lock } = subject;
    const holder = subject.thread(() => undefined);
    await holder.run(({ lock }) => lock.acquire());
    await holder.terminate();
    const messages = await published('sync:abandoned', async () => {
      expect(() => lock.acquire()).toThrow('died');
      expect(() => lock.tryAcquire()).toThrow('died');
      await expect(lock.acquireAsync()).rejects.toThrow('died');
      lock.recover();
      lock.release();
    });
    expect(messages).toEqual([{ lock: 'Lock(jobs)', owner: holder.threadId + 1 }]);
  });

  test.each(['recover()', "onAbandoned: 'recover'"])('sync:abandoned tells also of one that is taken over at once, by %s', async (how) => {
    const options = how === 'recover()' ? {} : { onAbandoned: 'recover' as const };
    const subject = new Subject<Lock>(lockSpec, { name: 'jobs', ...options });
    const { lock } = subject;
    const holder = subject.thread(() => undefined);
    await holder.run(({ lock }) => lock.acquire());
    await holder.terminate();
    const messages = await published('sync:abandoned', async () => {
      if (how === 'recover()') await lock.recoverAsync();
      else lock.acquire();
      lock.release();
    });
    expect(messages).toEqual([{ lock: 'Lock(jobs)', owner: holder.threadId + 1 }]);
  });

  test('sync:deadlock tells also of a thread that would wait for itself', async () => {
    const [lock, rw] = [new Lock(), new RWLock()];
    const errors: unknown[] = [];
    const messages = await published('sync:deadlock', async () => {
      lock.acquire();
      rw.reader.acquire();
      for (const call of [() => lock.acquire(), () => rw.writer.acquire()]) expect(call).toThrow('would wait for itself');
      await lock.acquireAsync({ timeout: 1 });
      try {
        lock.acquire();
      } catch (error) {
        errors.push(error);
      }
      lock.release();
      rw.reader.release();
    });
    expect(messages).toMatchObject([{ error: { name: 'DeadlockError' } }, { error: { cycle: [{ lock: 'RWLock.writer' }] } }, { error: errors[0] }]);
    expect(messages).toHaveLength(3);
  });

  test('sync:long-wait tells of a call that has blocked for a second, once, while it does', async () => {
    const subject = new Subject<Lock>(lockSpec, { name: 'jobs' });
    const { lock, flags } = subject;
    const waits = subject.thread();
    lock.acquire();
    const message = waits.run(async ({ lock, flags, load }) => {
      const { subscribe } = (await load('node:diagnostics_channel')) as { subscribe: (name: string, listener: (message: unknown) => void) => void };
      const messages: unknown[] = [];
      subscribe('sync:long-wait', (message) => {
        messages.push(message);
        Atomics.store(flags, 0, 1);
      });
      lock.run(() => undefined);
      return messages;
    });
    await until('it is told', () => Atomics.load(flags, 0) === 1);
    lock.release();
    const messages = (await message) as { readonly milliseconds: number }[];
    expect(messages).toEqual([{ waitsFor: 'Lock(jobs)', thread: waits.threadId + 1, milliseconds: expect.any(Number) }]);
    expect(messages[0]!.milliseconds).toBeGreaterThanOrEqual(1000);
  });
});
