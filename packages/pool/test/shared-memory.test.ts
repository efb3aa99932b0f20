/**
 * Fails when: shared memory that a task was given is kept for longer than its users and its tasks keep it, here or by a worker;
 * or is forgotten while a task that was given it has not been run, or a worker still returns it; or a task waits for what was forgotten.
 */
import { Event } from '@sync/event';
import { InvalidStateError, ThreadPool } from '@sync/pool';
import { LONG, StuckError, until } from '@sync/testing';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { Inbox } from '../src/inbox.ts';
import { SharedObjects } from '../src/shared-objects.ts';
import { tasks } from './pools.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const soon = { timeout: LONG };
const pool = new ThreadPool<typeof import('./tasks/memory.mjs')>(tasks('memory'), { maxWorkers: 1 });
afterAll(() => pool.terminate());

/** What nobody has is found out in some turns of the event loop. */
async function collect(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function collects(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  do {
    if (performance.now() - start > LONG) throw new StuckError(`not within ${LONG} ms: ${what}`);
    await collect();
  } while (!(await condition()));
}

function words(value: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4)).fill(value);
}

const publish = (): number => 1;

describe('the objects that one thread knows', () => {
  test('are kept no longer than others keep them, where that is told on', async () => {
    const forgotten: number[] = [];
    const objects = new SharedObjects(publish, (number) => forgotten.push(number));
    const kept = words(1).buffer;
    objects.learn(5, kept);
    (() => {
      objects.learn(6, words(2).buffer);
    })();
    expect(objects.size).toBe(2);
    await collects('one is forgotten', () => forgotten.length > 0);
    expect(forgotten).toEqual([6]);
    expect([...objects.entries()]).toEqual([[5, kept]]);
    expect(objects.size).toBe(1);
  });

  test('are kept until that is told, elsewhere', async () => {
    const objects = new SharedObjects(publish);
    objects.learn(6, words(2).buffer);
    await collect();
    expect([...objects.entries()]).toMatchObject([[6, { byteLength: 4 }]]);
    const [[, object]] = [...objects.entries()] as [[number, object]];
    objects.forget(6);
    expect([...objects.entries()]).toEqual([]);
    // It has no number any more: it is given another one.
    expect(objects.number(object)).toMatchObject({ hasAny: true });
    expect([...objects.entries()]).toEqual([[1, object]]);
  });
});

test('a call that names what was forgotten, or is while it waits, fails: nobody will send it', async () => {
  const { port1, port2 } = new MessageChannel();
  const objects = new SharedObjects(publish);
  const inbox = new Inbox(port1, new Int32Array(1), 0, objects, () => undefined);
  const array = words(8);
  const { copy } = new SharedObjects(publish).number([array]);
  const [waits, waitsToo] = [new Set<object>(), new Set<object>()];
  const later = inbox.restore(copy, waits);
  inbox.take({ kind: 'object', number: 1, object: array.buffer });
  expect(await later).toEqual([array]);
  expect([...waits]).toEqual([array.buffer]);
  inbox.take({ kind: 'forget', number: 1 });
  expect(() => inbox.restore(copy, waitsToo)).toThrow(/shared memory that its pool's thread has no more/);
  const { copy: second } = new SharedObjects(() => 2).number([array]);
  const never = inbox.restore(second, waitsToo);
  inbox.take({ kind: 'forget', number: 2 });
  await expect(never).rejects.toThrow(InvalidStateError);
  port2.close();
});

describe('shared memory that tasks were given', () => {
  test('is kept by no worker, and no future, when nobody else has it', async () => {
    const kept = words(3);
    const futures = [0, 1, 2].map((at) => pool.submit('notes', at === 0 ? kept : words(at)));
    expect(await Promise.all(futures)).toEqual([3, 1, 2]);
    await collects('one is left', async () => (await pool.submit('left').resultAsync(soon)) === 1);
    expect(await pool.submit('notes', kept)).toBe(3);
    expect(futures.every(({ done }) => done)).toBe(true);
  });

  test('is there when a task is begun that was given it, though its submitter has it no more', async () => {
    const gate = new Event();
    const waiting = pool.submit('waits', gate);
    const futures = [4, 5, 6].map((value) => pool.submit('notes', words(value)));
    await collect();
    gate.set();
    expect(await waiting).toBe(true);
    for (const [at, future] of futures.entries()) expect(await future.resultAsync(soon)).toBe(4 + at);
  });

  test('comes back from a worker that has it still, though its submitter has it no more', async () => {
    const gate = new Event();
    await pool.submit('keeps', words(7));
    const back = pool.submit('givesBack', gate);
    await until('it runs', () => back.running);
    await collect();
    gate.set();
    expect([...(await back.resultAsync(soon))]).toEqual([7]);
  });
});
