/**
 * Fails when: a value is not disposed when its thread ends, whichever way; twice; in another
 * order than the reverse of their making; one that fails keeps another from it, or nobody
 * hears of it; a value that was disposed can be had.
 */
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { CONTEXT, context, endThread, type Context } from '@sync/atomics/internal';
import { InvalidStateError, ThreadLocal } from '@sync/thread-local';
import { LONG, program } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

interface Ended {
  readonly code: number;
  readonly error: any;
  readonly printed: string;
  /** What was noted: made ones negative. */
  readonly log: readonly number[];
}

/** A worker with five variables, of which it touches four: the last made first. */
async function ends(how: string, throws: readonly number[] = []): Promise<Ended> {
  const log = new Int32Array(new SharedArrayBuffer(4 * 64));
  const shared = Array.from({ length: 5 }, () => new ThreadLocal<number | undefined>().share());
  const worker = new Worker(new URL('workers/ends.mjs', import.meta.url), { workerData: { shared, how, throws, log }, execArgv: [], stderr: true });
  const timer = setTimeout(() => void worker.terminate(), LONG);
  let error: unknown;
  worker.on('error', (thrown) => (error = thrown));
  if (how === 'is terminated') worker.once('message', () => void worker.terminate());
  const printed = text(worker.stderr);
  const code = await new Promise<number>((resolve) => worker.once('exit', resolve));
  clearTimeout(timer);
  return { code, error, printed: await printed, log: [...log.subarray(1, 1 + log[0]!)] };
}

/** Made 4, 3, 2, 1; deleted 1; set 2 anew. */
const MADE = [-4, -3, -2, -1, 1, 2];
/** In reverse: what was set last, what was registered with the floor, then 3 and 4. */
const DISPOSED = [200, 100, 3, 4];

describe('dispose, when the thread ends', () => {
  test.each([
    ['returns', 0, undefined],
    ['throws', 1, 'the thread failed'],
    ['rejects', 1, 'the thread failed'],
    ['exits', 3, undefined],
  ])('as it %s: each value once, in the reverse order of their making', async (how, code, message) => {
    const ended = await ends(how);
    expect([ended.code, ended.error?.message]).toEqual([code, message]);
    expect(ended.log).toEqual([...MADE, ...DISPOSED]);
  });

  test('not as it is terminated: no code survives that', async () => {
    expect((await ends('is terminated')).log).toEqual(MADE);
  });

  test.each([
    ['returns', [2], 'Error', 'dispose 3'],
    ['exits', [2], 'Error', 'dispose 3'],
    ['returns', [2, 3], 'AggregateError', '2 of the functions failed'],
    ['throws', [2], 'Error', 'the thread failed'],
  ])('as it %s, with %j that fail: all others are disposed, and it is told', async (how, throws, name, message) => {
    const ended = await ends(how, throws);
    expect(ended.log).toEqual([...MADE, ...DISPOSED]);
    expect(ended.error).toMatchObject({ name, message: expect.stringContaining(message) });
    // The platform tells of one error: the other is printed.
    expect(ended.printed).toContain(how === 'throws' ? 'dispose 3' : '');
  });

  test('of others may be read, and made, by one that is disposed before them', async () => {
    const { log, error } = await ends('touched again');
    expect(error).toBeUndefined();
    expect(log).toEqual([...MADE, -300, 300, 3, 5, 5, 200, 200, 100, 3, 4]);
  });
});

describe('a thread that is ended early, and goes on', () => {
  const mine = context();
  afterEach(() => {
    Reflect.set(globalThis, CONTEXT, mine);
  });

  test('disposes once; has no such value any more, and keeps those that need no dispose', () => {
    const fresh: Context = { ...mine, slots: new Map([...mine.slots, ['endings', { listeners: new Set() }]]) };
    Reflect.set(globalThis, CONTEXT, fresh);
    const dropped: unknown[] = [];
    const plain = new ThreadLocal({ init: () => 'kept' });
    const never = new ThreadLocal({ init: () => 'never made', dispose: (value) => dropped.push(value) });
    const variable = new ThreadLocal<string>({
      name: 'db',
      init: () => 'made',
      dispose: (value) => {
        dropped.push(value);
        expect(() => variable.value).toThrow(InvalidStateError);
      },
    });
    const late = new ThreadLocal<string | undefined>();
    late.value = 'set before there was a dispose';
    expect([plain.value, variable.value]).toEqual(['kept', 'made']);
    expect(ThreadLocal.from(late.share(), { dispose: (value) => dropped.push(value) }).has()).toBe(true);
    endThread();
    endThread();
    expect(dropped).toEqual(['set before there was a dispose', 'made']);
    expect([plain.value, never.has(), variable.has(), variable.delete()]).toEqual(['kept', false, false, false]);
    expect(() => variable.value).toThrow(/ThreadLocal\(db\): the thread ends, and the value was disposed/);
    expect(() => { variable.value = 'x'; }).toThrow(InvalidStateError);
    expect(variable.run('within', () => variable.value)).toBe('within');
  });
});

test('the main thread disposes, too, and a failure is its exit code', async () => {
  const { code, stdout, stderr } = await program(new URL('programs/main-ends.mjs', import.meta.url));
  expect(stdout.trim().split('\n')).toEqual(['end of the program', 'second', 'first']);
  expect([code, stderr.includes('Error: second failed')]).toEqual([1, true]);
});
