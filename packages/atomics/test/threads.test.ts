/**
 * Fails when: ids are 0, used twice, or not the platform's; a thread that may not block
 * blocks, or is refused where nothing has to wait; what was registered for a thread's end
 * is not called, called twice, in the wrong order, or after a listener that throws no more; a
 * thread is taken for dead while such a listener runs.
 */
import { isMainThread as platformIsMainThread } from 'node:worker_threads';
import { AtomicInt32, canBlock, isMainThread, onThreadEnd, threadId } from '@sync/atomics';
import { endThread } from '@sync/atomics/internal';
import { FACTOR } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { ALIVE, ENDED, STATE, entered, rowAt, rowOf, smallTable, words } from './thread-rows.ts';
import { Thread, endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);

describe('threadId', () => {
  test('is the platform’s + 1: never 0, and never used again', async () => {
    const ids = new Set([threadId()]);
    expect(threadId()).toBe(1);
    for (let round = 0; round < 5; round++) {
      const all = await threads(10);
      const found = await Promise.all(all.map((thread) => thread.run(({ threadId }) => [threadId(), threadId()])));
      expect(found).toEqual(all.map(({ worker }) => [worker.threadId + 1, worker.threadId + 1]));
      for (const [id] of found) ids.add(id!);
      await endThreads();
    }
    expect(ids.size).toBe(51);
  });

  const elsewhere = (): void => {
    Reflect.set(globalThis, 'Deno', {});
  };

  test('is drawn where the platform’s cannot be trusted: 28 bits, neither 0 nor one of the two that no thread has', async () => {
    const all = await threads(8, { prelude: elsewhere });
    const ids = await Promise.all(all.map((thread) => thread.run(({ threadId }) => threadId())));
    expect(new Set(ids).size).toBe(8);
    for (const id of ids) expect(id > 0 && id < 2 ** 28 && Number.isInteger(id)).toBe(true);
    for (const [random, expected] of [[0, 1], [1 - 2 ** -53, 2 ** 28 - 3]] as const) {
      const [thread] = await threads(1, { prelude: elsewhere });
      const id = await thread!.run(({ threadId }, value) => {
        Math.random = () => value;
        return threadId();
      }, random);
      expect(id).toBe(expected);
    }
  });

  test('is drawn again when a thread of the same table has it', async () => {
    const int = new AtomicInt32();
    const all = await threads(3, { prelude: elsewhere });
    const ids: number[][] = [];
    for (const thread of all) {
      ids.push(
        await thread.run(({ threadId, AtomicInt32, kept }, shared) => {
          const { random } = Math;
          Math.random = () => 0.5;
          const drawn = threadId();
          Math.random = random;
          kept.int = AtomicInt32.from(shared);
          return [drawn, threadId()];
        }, int.share()),
      );
    }
    expect(new Set(ids.map(([drawn]) => drawn)).size).toBe(1);
    expect(new Set(ids.map(([, id]) => id)).size).toBe(3);
  });
});

describe('isMainThread', () => {
  test('is true in the main thread alone', async () => {
    expect([isMainThread, platformIsMainThread]).toEqual([true, true]);
    const [thread] = await threads(1);
    expect(await thread!.run(({ isMainThread }) => isMainThread)).toBe(false);
  });

  test('goes by the scope where the platform says it in every thread', async () => {
    const [thread] = await threads(1, {
      prelude: () => {
        Reflect.set(globalThis, 'Deno', {});
        const scope = Object.defineProperty(() => undefined, Symbol.hasInstance, { value: (value: unknown) => value === globalThis });
        Reflect.set(globalThis, 'WorkerGlobalScope', scope);
      },
    });
    expect(await thread!.run(({ isMainThread }) => isMainThread)).toBe(false);
  });
});

/** As a page's main thread. */
function cannotBlock(): void {
  Atomics.wait = () => {
    throw new TypeError('Atomics.wait cannot be called in this context');
  };
}

describe('canBlock', () => {
  test('is true in the main thread of Node and in its workers', async () => {
    expect(canBlock()).toBe(true);
    const [thread] = await threads(1);
    expect(await thread!.run(({ canBlock }) => canBlock())).toBe(true);
  });

  test('is false where the platform does not let a thread block', async () => {
    const [page] = await threads(1, { prelude: cannotBlock });
    expect(await page!.run(({ canBlock }) => [canBlock(), canBlock()])).toEqual([false, false]);
  });

  test.each([
    ['Futex.wait', ({ Futex }: any, words: Int32Array) => Futex.wait(words, 0, 0)],
    ['Futex.wait with a time limit', ({ Futex }: any, words: Int32Array) => Futex.wait(words, 0, 0, { timeout: 50 })],
    ['AtomicInt32.wait', ({ AtomicInt32 }: any) => new AtomicInt32().wait(0)],
  ])('%s there is BlockingNotAllowedError, which names the awaited call', async (_, call) => {
    const [page] = await threads(1, { prelude: cannotBlock });
    const error: unknown = await page!.run(call, sharedWords()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError', code: 'SYNC_BLOCKING_NOT_ALLOWED' });
    expect((error as Error).message).toMatch(/use await \S*waitAsync\(\)/);
  });

  test('bad input comes before the refusal, and so does what needs no waiting', async () => {
    const [page] = await threads(1, { prelude: cannotBlock });
    const words = sharedWords();
    await expect(page!.run(({ Futex }, words) => Futex.wait(words, 0, 0, { timeout: -1 }), words)).rejects.toMatchObject({ name: 'RangeError' });
    expect(await page!.run(({ Futex }, words) => Futex.wait(words, 0, 1), words)).toBe('not-equal');
  });

  test('waitAsync works there as everywhere', async () => {
    const [page] = await threads(1, { prelude: cannotBlock });
    const words = sharedWords();
    expect(await page!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0, { timeout: 5 }), words)).toBe('timed-out');
    const wait = page!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0), words);
    await page!.run(() => 'its wait has begun');
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await wait).toBe('ok');
  });
});

describe('where there is no Atomics.waitAsync', () => {
  const without = (): void => {
    Reflect.deleteProperty(Atomics, 'waitAsync');
  };

  test('an async wait sees changes, times out, and holds the loop all the same', async () => {
    const [thread] = await threads(1, { prelude: without });
    const words = sharedWords();
    const ends = thread!.run(
      ({ Futex }, words) =>
        Promise.all([Futex.waitAsync(words, 0, 0), Futex.waitAsync(words, 0, 0), Futex.waitAsync(words, 1, 0, { timeout: 20 })]),
      words,
    );
    await thread!.run(() => 'their waits have begun');
    Atomics.store(words, 0, 1);
    expect(await ends).toEqual(['ok', 'ok', 'timed-out']);
  });
});

describe('onThreadEnd', () => {
  /** In a thread: three listeners, one of them taken back; each notes when it was called. */
  const register = ({ onThreadEnd }: { onThreadEnd: typeof import('@sync/atomics').onThreadEnd }, words: Int32Array, how: string): void => {
    const note = (slot: number) => (): void => {
      Atomics.store(words, slot, Atomics.add(words, 0, 1) + 1);
    };
    onThreadEnd(note(1));
    onThreadEnd(note(2));
    const off = onThreadEnd(note(3));
    const same = note(4);
    onThreadEnd(same);
    const offSame = onThreadEnd(same);
    onThreadEnd(note(5));
    off();
    off();
    offSame();
    if (how === 'a throwing listener') {
      onThreadEnd(() => {
        throw new Error('a listener failed');
      });
    }
    const end = {
      return: () => {
        process.getBuiltinModule('node:worker_threads').parentPort?.close();
      },
      throw: () => {
        throw new Error('the thread failed');
      },
      'not yet': () => undefined,
    }[how];
    setTimeout(end ?? ((): void => process.exit(3)));
  };

  test.each([
    ['return', 0],
    ['throw', 1],
    ['process.exit', 3],
  ])('is called when the thread ends by %s: last first, each once', async (how, expected) => {
    const thread = new Thread();
    const words = sharedWords();
    await thread.run(register, words, how);
    expect(await thread.exited).toBe(expected);
    // By slots: the first, the second, the one taken back, one registered twice and taken back once, the last.
    expect([...words.slice(0, 6)]).toEqual([4, 4, 3, 0, 2, 1]);
  });

  test('one that throws keeps none of the others from running', async () => {
    const thread = new Thread();
    const words = sharedWords();
    await thread.run(register, words, 'a throwing listener');
    await thread.exited;
    expect([...words.slice(0, 6)]).toEqual([4, 4, 3, 0, 2, 1]);
  });

  test.each([
    ['one', ['first'], 'Error', 'first'],
    ['several', ['first', 'second'], 'AggregateError', '2 of the functions failed'],
  ])('what %s of them throws is the thread’s error', async (_, messages, name, message) => {
    const thread = new Thread();
    const thrown = new Promise<any>((resolve) => thread.worker.once('error', resolve));
    await thread.run(({ onThreadEnd }, messages) => {
      for (const message of [...messages].reverse()) {
        onThreadEnd(() => {
          throw new Error(message);
        });
      }
      setTimeout(() => process.exit(0));
    }, messages);
    await thread.exited;
    expect(await thrown).toMatchObject({ name, message: expect.stringContaining(message) });
    if (name === 'AggregateError') expect((await thrown).errors.map((error: Error) => error.message)).toEqual(messages);
  });

  test.each(['throw', 'reject'])('what one of them throws in a thread that has failed by %s already is printed', async (how) => {
    const thread = new Thread();
    let [printed, failure] = ['', ''];
    thread.worker.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
    thread.worker.once('error', (error) => (failure = String(error)));
    await thread.run(({ onThreadEnd }, how) => {
      onThreadEnd(() => {
        throw new Error('a listener failed');
      });
      setTimeout(() => {
        if (how === 'throw') throw new Error('the thread failed');
        void Promise.reject(new Error('the thread failed'));
      });
    }, how);
    expect(await thread.exited).toBe(1);
    expect(failure).toBe('Error: the thread failed');
    await expect.poll(() => printed).toContain('Error: a listener failed');
  });

  test('is called early, by endThread() of the packages above: once, and not again at the end', async () => {
    const thread = new Thread();
    const words = sharedWords();
    await thread.run(register, words, 'not yet');
    const early = await thread.run(({ onThreadEnd, internal: { endThread } }, words) => {
      endThread();
      endThread();
      const early = [...words.slice(0, 6)];
      // One that registers another, or takes one back, has it as it says.
      const before = onThreadEnd(() => Atomics.store(words, 7, 1));
      onThreadEnd(() => {
        before();
        onThreadEnd(() => Atomics.add(words, 8, 1));
      });
      onThreadEnd(() => Atomics.store(words, 9, Atomics.load(words, 8) + 1));
      setTimeout(() => process.exit(3));
      return early;
    }, words);
    expect(early).toEqual([4, 4, 3, 0, 2, 1]);
    await thread.exited;
    expect([...words.slice(0, 10)]).toEqual([4, 4, 3, 0, 2, 1, 0, 0, 1, 1]);
  });

  test('called early, one that exits keeps none of the others from running', async () => {
    const thread = new Thread();
    const words = sharedWords();
    void thread.run(({ onThreadEnd, internal: { endThread } }, words) => {
      onThreadEnd(() => Atomics.add(words, 0, 1));
      onThreadEnd(() => process.exit(4));
      onThreadEnd(() => Atomics.add(words, 1, 1));
      endThread();
    }, words);
    expect(await thread.exited).toBe(4);
    expect([...words.slice(0, 2)]).toEqual([1, 1]);
  });

  test('of 20,000 each is called, in time that grows as their number does', () => {
    let count = 0;
    const order: number[] = [];
    for (let at = 0; at < 20_000; at++) {
      onThreadEnd(() => {
        count++;
        if (at % 5000 === 0) order.push(at);
      });
    }
    const start = performance.now();
    endThread();
    expect(performance.now() - start).toBeLessThan(1000 * FACTOR);
    expect([count, ...order]).toEqual([20_000, 15_000, 10_000, 5000, 0]);
  });

  test('after endThread() the thread is still one of those that live; after exitThread() it is not', async () => {
    const { thread, id } = await entered();
    const state = (): number | undefined => words[rowOf(id) + STATE];
    await thread.run(({ onThreadEnd, internal: { endThread } }) => {
      onThreadEnd(() => {
        throw new Error('on purpose');
      });
      try {
        endThread();
      } catch {
        // As expected.
      }
    });
    expect(state()).toBe(ALIVE);
    await thread.run(({ internal: { exitThread } }) => {
      exitThread();
    });
    expect(state()).toBe(ENDED);
  });

  test('the thread is alive for others until all has run, whichever table it has entered last', async () => {
    const { table, words, handle } = smallTable(4);
    const sharedEnd = sharedWords();
    const [thread] = await threads(1);
    const id = await thread!.run(({ AtomicInt32, kept, onThreadEnd, threadId }, handle, buffer, end, at) => {
      onThreadEnd(() => {
        const words = new Int32Array(end);
        words[0] = new Int32Array(buffer)[at]!;
      });
      kept.int = AtomicInt32.from(handle);
      return threadId();
    }, handle, table.buffer, sharedEnd.buffer, rowAt(0, words) + STATE);
    await thread!.run(({ internal: { exitThread } }) => {
      exitThread();
    });
    expect([sharedEnd[0], words[rowOf(id, words) + STATE]]).toEqual([ALIVE, ENDED]);
  });

  test('is not called when the thread is terminated', async () => {
    const thread = new Thread();
    const words = sharedWords();
    await thread.run(({ onThreadEnd }, words) => {
      onThreadEnd(() => Atomics.store(words, 0, 1));
    }, words);
    await thread.terminate();
    expect(words[0]).toBe(0);
  });

  test('costs the process one listener, whatever is registered', () => {
    const off = onThreadEnd(() => undefined);
    const before = process.listenerCount('exit');
    const all = Array.from({ length: 50 }, () => onThreadEnd(() => undefined));
    expect(process.listenerCount('exit')).toBe(before);
    for (const one of [off, ...all]) one();
  });
});
