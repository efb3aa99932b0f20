/**
 * Fails when: a thread that lives is taken for dead, busy, blocked, about to exit, or not
 * to be asked after as it may be; one that has ended is not known to have, however it came
 * to its end; the kernel is asked too often or too early; what was said of one thread is
 * said of another that has its row, or its number in the kernel.
 */
import fs from 'node:fs';
import { AtomicInt32, threadId } from '@sync/atomics';
import { FACTOR, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endThreads, sharedWords, type Thread } from './thread.ts';
import { ENDED, STATE, entered, probe, rowOf, smallTable, words as rows } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

/** Brings a thread to its end. */
const ENDS: readonly (readonly [how: string, ends: (thread: Thread) => Promise<unknown>])[] = [
  ['is terminated', (thread) => thread.terminate()],
  [
    'is terminated while it blocks',
    async (thread) => {
      const words = sharedWords();
      void thread.run((_, words) => {
        Atomics.store(words, 1, 1);
        Atomics.wait(words, 0, 0);
      }, words);
      await until('it runs', () => Atomics.load(words, 1) === 1);
      await thread.terminate();
    },
  ],
  [
    'is terminated while it computes',
    async (thread) => {
      const words = sharedWords();
      void thread.run((_, words) => {
        Atomics.store(words, 1, 1);
        for (;;);
      }, words);
      await until('it runs', () => Atomics.load(words, 1) === 1);
      await thread.terminate();
    },
  ],
  [
    'exits',
    async (thread) => {
      void thread.run(() => process.exit(3));
      expect(await thread.exited).toBe(3);
    },
  ],
  [
    'throws what nobody catches',
    async (thread) => {
      void thread.run(() => {
        setTimeout(() => {
          throw new Error('on purpose');
        });
      });
      expect(await thread.exited).toBe(1);
    },
  ],
  [
    'has nothing left to do',
    async (thread) => {
      await thread.run(() => {
        // What it is driven by is all that keeps it.
        process.getBuiltinModule('node:worker_threads').parentPort!.unref();
      });
      expect(await thread.exited).toBe(0);
    },
  ],
  [
    'is out of memory',
    async (thread) => {
      void thread.run(() => {
        const all: unknown[] = [];
        for (;;) all.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
      });
      expect(await thread.exited).not.toBe(0);
    },
  ],
];

describe('a thread that has ended is gone, and was not before: it', () => {
  test.each(ENDS)('%s', async (_, ends) => {
    const { thread, id } = await entered({ resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 } });
    expect(probe(id)).toBe(false);
    await ends(thread);
    await until('it is gone', () => probe(id));
  });
});

describe('a thread that lives is not gone', () => {
  /** For a second, as often as there is time. */
  async function expectAlive(ids: readonly number[]): Promise<void> {
    const end = performance.now() + 1000;
    let probes = 0;
    for (; performance.now() < end; probes++) {
      for (const id of ids) expect(probe(id)).toBe(false);
      if (probes % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(probes).toBeGreaterThan(100);
  }

  test('idle, busy, or blocked for a second; nor is the main thread, nor who asks', async () => {
    const words = sharedWords();
    const [idle, computes, blocks] = [await entered(), await entered(), await entered()];
    const busy = computes.thread.run((_, words) => {
      Atomics.store(words, 1, 1);
      while (Atomics.load(words, 0) === 0);
    }, words);
    const blocked = blocks.thread.run((_, words) => {
      Atomics.store(words, 2, 1);
      return Atomics.wait(words, 0, 0);
    }, words);
    await until('both are at it', () => words[1] === 1 && words[2] === 1);
    await expectAlive([idle.id, computes.id, blocks.id, threadId()]);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    await Promise.all([busy, blocked]);
  });

  test('the main thread is asked after by another, while it blocks', async () => {
    const { thread } = await entered();
    const words = sharedWords();
    const answers = thread.run(
      ({ AtomicInt32, internal }, words, handle) => {
        AtomicInt32.from(handle);
        const { table } = internal.create({ name: 'Lock', module: '@sync/lock', words: 8 });
        const answers = new Set<boolean>();
        const end = performance.now() + 300;
        while (performance.now() < end) answers.add(internal.isGone(1, table));
        Atomics.store(words, 0, 1);
        Atomics.notify(words, 0);
        return [...answers];
      },
      words,
      new AtomicInt32().share(),
    );
    Atomics.wait(words, 0, 0, 10_000 * FACTOR);
    expect(threadId()).toBe(1);
    expect(await answers).toEqual([false]);
  });

  test('in what runs when it exits, though its row says that it has left', async () => {
    const words = sharedWords();
    const { thread, id } = await entered();
    void thread.run((_, words) => {
      process.on('exit', () => {
        Atomics.store(words, 1, 1);
        Atomics.wait(words, 0, 0);
      });
      process.exit(0);
    }, words);
    await until('it exits', () => Atomics.load(words, 1) === 1);
    expect(rows[rowOf(id) + STATE]).toBe(ENDED);
    await expectAlive([id]);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    await until('it is gone', () => probe(id));
  });

  test('whatever it is called in the kernel', async () => {
    const { thread, id } = await entered();
    for (const name of ['a) Z 1 (b', ') X ', '(((', ')', '']) {
      await thread.run((_, name) => {
        process.getBuiltinModule('node:fs').writeFileSync('/proc/thread-self/comm', name);
      }, name);
      expect(probe(id), name).toBe(false);
    }
  });

  test('that nobody has heard of: it may live elsewhere', () => {
    for (const id of [0, 999_999, 2 ** 28 - 1, -1]) expect(probe(id)).toBe(false);
    expect(probe(threadId(), smallTable(4).table)).toBe(false);
  });

  test.each(['EMFILE', 'ENOMEM', 'EACCES', 'EPERM', 'EIO', undefined])('nor one that died, while the kernel cannot be asked: %s', async (code) => {
    const { thread, id } = await entered();
    const fails = (): never => {
      throw Object.assign(new Error('on purpose'), { code });
    };
    const asked = [vi.spyOn(fs, 'accessSync').mockImplementation(fails), vi.spyOn(fs, 'readFileSync').mockImplementation(fails)];
    expect([probe(id), probe(threadId())]).toEqual([false, false]);
    await thread.terminate();
    expect(probe(id)).toBe(false);
    // Nobody needs to ask after itself.
    expect(asked[0]).toHaveBeenCalledTimes(2);
    for (const one of asked) one.mockRestore();
    await until('it is gone', () => probe(id));
  });

  test.each(['EMFILE', 'ENFILE'])('while there is no file to read with: %s; and one that died is gone all the same', async (code) => {
    const { thread, id } = await entered();
    vi.spyOn(fs, 'readFileSync').mockImplementation(() => {
      throw Object.assign(new Error('on purpose'), { code });
    });
    expect([probe(id), probe(threadId())]).toEqual([false, false]);
    await thread.terminate();
    await until('it is gone', () => probe(id));
  });

  test('nor one that died, while all is missing that the kernel should tell', async () => {
    const { thread, id } = await entered();
    await thread.terminate();
    await until('the kernel has it no more', () => !fs.existsSync(`/proc/self/task/${rows[rowOf(id)]!}`));
    for (const name of ['accessSync', 'readFileSync'] as const) {
      vi.spyOn(fs, name).mockImplementation(() => {
        throw Object.assign(new Error('on purpose'), { code: 'ENOENT' });
      });
    }
    expect(probe(id)).toBe(false);
    vi.restoreAllMocks();
    expect(probe(id)).toBe(true);
  });

  test('nor where the runtime has no file system', async () => {
    const { thread, id } = await entered();
    await thread.terminate();
    const modules = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    expect([probe(id), probe(threadId())]).toEqual([false, false]);
    modules.mockRestore();
    await until('it is gone', () => probe(id));
  });
});
