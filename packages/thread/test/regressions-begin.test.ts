import { LONG, program } from '@sync/testing';
import { Thread } from '@sync/thread';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { codeCache, inheritCode, leaveCode } from '../src/code-cache.ts';

describe('a thread for which there is no room', () => {
  test.each(['blocked', 'awaited'])('fails at once, and says so: who joins it is %s', async (how) => {
    const { stdout, stderr, stuck } = await program(new URL('programs/full-table.mjs', import.meta.url), { args: [how] });
    expect(stuck).toBe(false);
    expect(stdout).toMatch(/^true RangeError cannot load a function: thread table is full: 4096 threads alive; one more can use .*ended\n$/);
    expect(stderr).toMatch(/^Exception in one too many:\nRangeError: cannot load a function/);
  });
});

describe('what the first thread has compiled', () => {
  const script = new URL('../dist/bootstrap.cjs', import.meta.url);

  function cache() {
    inheritCode({ words: new Int32Array(new SharedArrayBuffer(64)), data: undefined });
    return codeCache();
  }

  test('is there for the others when all of it is', () => {
    const one = cache();
    expect(one.data).toBeUndefined();
    leaveCode(one, () => {
      expect(codeCache().data).toBeUndefined();
      return new Uint8Array([1, 2, 3]);
    });
    expect(codeCache()).toEqual({ words: one.words, data: new Uint8Array([1, 2, 3]) });
  });

  test('is left by one of them, once', () => {
    const one = cache();
    leaveCode(one, () => {
      leaveCode(one, () => expect.unreachable());
      return new Uint8Array([1]);
    });
    leaveCode(one, () => expect.unreachable());
    expect(codeCache().data).toEqual(new Uint8Array([1]));
  });

  test('is left out when there is no room for it', () => {
    const one = cache();
    leaveCode(one, () => new Uint8Array(57));
    expect(codeCache().data).toBeUndefined();
  });

  test('does no harm when the engine cannot use it', async () => {
    const worker = new Worker(script, { workerData: { code: { data: new Uint8Array(1000) } } });
    const ended = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    await new Promise((resolve) => worker.once('online', resolve));
    await worker.terminate();
    expect(await ended).toBe(1);
  });

  test('runs in those that come later, and in those that they start', () => {
    for (let turn = 0; turn < 3; turn++) {
      expect(new Thread(async (): Promise<string> => (await import('node:os')).EOL).start().result({ timeout: LONG })).toBe('\n');
      expect(new Thread((): unknown => undefined).start().result({ timeout: LONG })).toBeUndefined();
    }
    const url = new URL('../dist/index.js', import.meta.url).href;
    const parent = new Thread(
      async (index: string): Promise<string> => {
        const { Thread: Child } = (await import(index)) as { Thread: typeof Thread };
        return new Child((): string => 'grandchild').start().result();
      },
      { args: [url] },
    );
    expect(parent.start().result({ timeout: LONG })).toBe('grandchild');
  });
});

describe('an object in its own thread', () => {
  test('was started before', () => {
    const thread = new Thread(new URL('workers/starts-itself.mjs', import.meta.url), { export: 'outer' });
    expect(thread.start().result({ timeout: LONG })).toMatch(/^ThreadStateError Thread\(.*\): start\(\) of a thread that was started before/);
  });
});
