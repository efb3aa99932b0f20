/**
 * Fails when: a thread that touches a primitive has no entry in the table of the others, or
 * not just one, or that of another thread, whoever has started it and however.
 */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { program, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { builtCopy, load, removeCopies } from './copies.ts';
import { Thread, endThreads } from './thread.ts';
import { CLAIM, enter, idsIn, probe, rowOf, smallTable, words } from './thread-rows.ts';

const file = new URL('workers/enters.mjs', import.meta.url);
const workers: Worker[] = [];

async function endWorkers(): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
}

afterEach(endThreads);
afterEach(endWorkers);
afterAll(removeCopies);

interface Entry {
  readonly id: number;
  readonly native: number;
  readonly table: SharedArrayBuffer;
}

/** Starts it; what comes first from it, or from one that it has started. */
function start(source: string | URL, options: WorkerOptions = {}): Promise<Entry> {
  const worker = new Worker(source, { execArgv: [], ...options });
  workers.push(worker);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

/** The source of a thread that starts another one, and passes on what comes from it. */
const starting = (how: string, first = ''): string => `(async () => {
  ${first}
  const { Worker, parentPort } = require('node:worker_threads');
  new Worker(${how}).on('message', (message) => parentPort.postMessage(message));
})();`;

const FILE = JSON.stringify(file.href);
const importing = `import(${FILE})`;
const child = starting(`new URL(${FILE}), { execArgv: [] }`);
const grandchild = starting(`${JSON.stringify(child)}, { eval: true, execArgv: [] }`);
const floor = JSON.stringify(import.meta.resolve('@sync/atomics'));
const entered = `globalThis.int = new (await import(${floor})).AtomicInt32();`;

const WAYS: readonly (readonly [how: string, start: () => Promise<Entry>])[] = [
  ['as a module', () => start(file)],
  ['from source', () => start(importing, { eval: true })],
  ['from a data URL', () => start(new URL(`data:text/javascript,${encodeURIComponent(`await ${importing}`)}`))],
  ['without an environment', () => start(file, { env: {} })],
  ['with options of its own', () => start(file, { execArgv: ['--no-warnings'], argv: ['x'], name: 'x', resourceLimits: { stackSizeMb: 2 } })],
  ['by another thread', () => start(child, { eval: true })],
  ['by another thread that has one', () => start(starting(`new URL(${FILE}), { execArgv: [] }`, entered), { eval: true })],
  ['by a thread of a thread', () => start(grandchild, { eval: true })],
];

describe('a thread has an entry, one, and its own, when it was started', () => {
  test.each(WAYS)('%s', async (_, begin) => {
    const { id, native, table } = await begin();
    expect([...new Int32Array(table, 0, 4)]).toEqual([...words.subarray(0, 4)]);
    expect(idsIn(words).filter((found) => found === id)).toHaveLength(1);
    expect(words[rowOf(id) + CLAIM]).toBe(native);
    expect(probe(id)).toBe(false);
    await endWorkers();
    await until('it is gone', () => probe(id));
  });
});

test('several copies of the package in a process have one table, and one entry for each thread', async () => {
  const urls = await builtCopy({});
  const copy = await load(urls);
  const here = new copy.public.AtomicInt32().share();
  expect([...new Int32Array(here.table, 0, 4)]).toEqual([...words.subarray(0, 4)]);
  expect(idsIn(words).filter((found) => found === copy.public.threadId())).toHaveLength(1);
  const there = new Thread(urls);
  const id = await enter(there);
  expect(idsIn(words).filter((found) => found === id)).toHaveLength(1);
  expect(probe(id)).toBe(false);
  await there.terminate();
  await until('it is gone', () => copy.inner.isGone(id, copy.inner.create({ name: 'Lock', module: '@sync/lock', words: 8 }).table));
});

test('a thread that was started before there was a table has an entry in that of a handle', async () => {
  const before = new Thread({
    prelude: () => {
      process.getBuiltinModule('node:worker_threads').getEnvironmentData = () => undefined as never;
    },
  });
  const { words: theirs, table, handle } = smallTable(4);
  const id = await enter(before, handle);
  expect(idsIn(theirs)).toEqual([id, 0, 0, 0]);
  expect(probe(id, table)).toBe(false);
  await before.terminate();
  await until('it is gone', () => probe(id, table));
});

test('threads that are started under a test runner, whose main thread uses no primitive, see each other end', async () => {
  const { code, stdout, stderr } = await program(new URL('programs/under-a-runner.mjs', import.meta.url));
  expect(stdout, stderr).toBe('alive false\nended true\n');
  expect(code).toBe(0);
});
