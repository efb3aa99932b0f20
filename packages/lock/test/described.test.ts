/**
 * What others see of locks. Fails when: a hold is missing or somebody else's, or called what it is not; a keeper
 * is taken for a thread; a process that stands still does not answer a signal from outside.
 */
import { describeThreads, type ThreadDescription } from '@sync/atomics';
import { Lock, RWLock } from '@sync/lock';
import { FACTOR, Subject, bunch, closeSubjects, endThreads, until } from '@sync/testing';
import type { ContractLock } from '@sync/testing';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readerSpec } from './rw-specs.ts';

const DESCRIBES = new URL('workers/describes.mjs', import.meta.url);
const WEDGED = new URL('programs/wedged.mjs', import.meta.url);

const MAIN = 1;

afterEach(closeSubjects);
afterAll(endThreads);

const find = (id: number): ThreadDescription | undefined => describeThreads({ print: false }).threads.find((thread) => thread.id === id);
const holdsOf = (id: number): string[] => (find(id)?.holds ?? []).map(({ what }) => what);

describe('describeThreads shows', () => {
  test('what a thread holds, also to one that has made nothing', async () => {
    const before = holdsOf(MAIN).length;
    const [lock, rw, other] = [new Lock({ name: 'jobs' }), new RWLock({ name: 'prices' }), new RWLock()];
    lock.acquire();
    rw.reader.acquire();
    other.writer.acquire();
    const [threads] = await bunch<ThreadDescription[]>(1, DESCRIBES, undefined).join();
    expect(threads!.find(({ id }) => id === MAIN)?.holds.map(({ what }) => what).slice(before)).toEqual(['Lock', 'RWLock.reader', 'RWLock.writer']);
    lock.release();
    rw.reader.release();
    other.writer.release();
    expect(holdsOf(MAIN)).toHaveLength(before);
  });

  test('each side of an RWLock: who reads, who waits to write, and who waits behind that one', async () => {
    const subject = new Subject<ContractLock>(readerSpec, { name: 'prices' });
    const [writes, reads] = subject.threads(2);
    const [writer, reader] = [writes!.threadId + 1, reads!.threadId + 1];
    subject.lock.acquire();
    const writing = writes!.run(({ opponent }) => {
      opponent.acquire();
      opponent.release();
    });
    await until('one waits to write', () => find(writer)?.state === 'blocked');
    const reading = reads!.run(({ lock }) => {
      lock.acquire();
      lock.release();
    });
    await until('one waits to read', () => find(reader)?.state === 'blocked');
    expect(find(writer)?.waitsFor).toMatchObject({ what: 'RWLock.writer(prices)', heldBy: [MAIN] });
    expect(find(reader)?.waitsFor).toMatchObject({ what: 'RWLock.reader(prices)', heldBy: [writer] });
    expect(holdsOf(MAIN)).toContain('RWLock.reader(prices)');
    // Its turn is no hold.
    expect(holdsOf(writer)).toEqual([]);
    subject.lock.release();
    await Promise.all([writing, reading]);
  });

  test('nobody as the holder of what is kept for one that awaits', async () => {
    const subject = new Subject<ContractLock>(readerSpec, { name: 'prices' });
    const [thread] = subject.threads(1);
    subject.lock.acquire();
    const writing = subject.opponent.acquireAsync();
    const reading = thread!.run(({ lock }) => {
      lock.acquire();
      lock.release();
    });
    await until('one waits to read', () => find(thread!.threadId + 1)?.state === 'blocked');
    expect(find(thread!.threadId + 1)?.waitsFor).toMatchObject({ what: 'RWLock.reader(prices)', heldBy: [] });
    subject.lock.release();
    await writing;
    subject.opponent.release();
    await reading;
  });
});

test('a process that waits for ever answers a signal from outside, with what each thread holds and waits for', async () => {
  const child = spawn(process.execPath, [fileURLToPath(WEDGED)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, table] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (table += String(text)));
  try {
    await until('it is wedged', () => out === 'wedged\n');
    const line = /^1 +MainThread +blocked +Lock\(jobs\) of Worker-2, for \d+ s +(.*)$/m;
    // Seen to be blocked after a while, and one signal may come on top of another.
    const asks = setInterval(() => child.kill('SIGUSR2'), 100 * FACTOR);
    await until('it has told', () => line.test(table));
    clearInterval(asks);
    expect(line.exec(table)?.[1]).toBe('Lock, RWLock.reader');
    expect(table).toMatch(/^3 +Worker-2 +running +Lock\(jobs\)$/m);
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
  }
});
