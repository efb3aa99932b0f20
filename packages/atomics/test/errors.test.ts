/**
 * Fails when: a code or a name changes, follows the name of a minified class, or is
 * missing; instanceof mixes classes up, or lets a stranger's subclass in.
 */
import { inspect } from 'node:util';
import * as floor from '@sync/atomics';
import { NotOwnerError, SyncError, TimeoutError } from '@sync/atomics';
import { afterAll, describe, expect, test } from 'vitest';
import { builtCopy, load, removeCopies } from './copies.ts';

afterAll(removeCopies);

const CODES: Record<string, [code: string, facts?: object]> = {
  AbandonedLockError: ['SYNC_ABANDONED_LOCK', { owner: 3, ownerName: 'Worker-2' }],
  BlockingNotAllowedError: ['SYNC_BLOCKING_NOT_ALLOWED'],
  BrokenBarrierError: ['SYNC_BROKEN_BARRIER'],
  BrokenPoolError: ['SYNC_BROKEN_POOL'],
  CancelledError: ['SYNC_CANCELLED'],
  DeadlockError: ['SYNC_DEADLOCK', { cycle: [{ thread: 1, lock: 'Lock(a)', owner: 2 }] }],
  IncompatibleVersionError: ['SYNC_INCOMPATIBLE_VERSION'],
  InvalidStateError: ['SYNC_INVALID_STATE'],
  NotOwnerError: ['SYNC_NOT_OWNER', { owner: 3 }],
  QueueEmptyError: ['SYNC_QUEUE_EMPTY'],
  QueueFullError: ['SYNC_QUEUE_FULL'],
  QueueShutDownError: ['SYNC_QUEUE_SHUT_DOWN'],
  SharedMemoryUnavailableError: ['SYNC_SHARED_MEMORY_UNAVAILABLE'],
  SyncError: ['SYNC_ERROR'],
  ProcessDiedError: ['SYNC_PROCESS_DIED', { pid: 4, exitCode: undefined, signal: 'SIGKILL' }],
  ThreadDiedError: ['SYNC_THREAD_DIED', { thread: 4, threadName: 'reader', death: 'exited', exitCode: 3 }],
  ThreadStateError: ['SYNC_THREAD_STATE'],
  TimeoutError: ['SYNC_TIMEOUT', { timeout: 5 }],
};

type ErrorClass = new (message: string, facts?: object) => SyncError;
const ROWS = Object.entries(CODES).map(([name, [code, facts]]) => ({ name, code, facts }));
const classOf = (name: string, from: object = floor): ErrorClass => Reflect.get(from, name) as ErrorClass;

test('these are all error classes', () => {
  expect(Object.keys(floor).filter((name) => name.endsWith('Error')).sort()).toEqual(Object.keys(CODES).sort());
});

describe.each(ROWS)('$name', ({ name, code, facts }) => {
  const type = classOf(name);
  const error = new type('what happened', facts);

  test('has its message, name, code and facts, and a stack that begins with them', () => {
    expect([error.message, error.name, error.code]).toEqual(['what happened', name, code]);
    expect((type as unknown as { code: string }).code).toBe(code);
    expect(error).toMatchObject(facts ?? {});
    expect(String(error)).toBe(`${name}: what happened`);
    expect(error.stack).toContain('errors.test.ts');
    expect(inspect(error)).toContain('what happened');
  });

  test('shows its code among its own keys, and nothing of how it is told apart', () => {
    expect(Object.keys(error)).toEqual(['code', ...Object.keys(facts ?? {})]);
  });

  test('is an Error, a SyncError and its own class, and no other', () => {
    expect([error instanceof Error, error instanceof SyncError, error instanceof type]).toEqual([true, true, true]);
    for (const other of ROWS.filter((row) => row.name !== name && row.name !== 'SyncError')) {
      expect(error instanceof classOf(other.name)).toBe(false);
    }
  });

  test('is no class of what is no such error', () => {
    for (const other of [undefined, null, 5, 'x', {}, new Error('x'), { code }, Object.assign(new Error('x'), { code, name })]) {
      expect(other instanceof type).toBe(false);
    }
  });
});

test('a SyncError is none of the classes below it', () => {
  const error = new SyncError('x');
  for (const { name } of ROWS.filter((row) => row.name !== 'SyncError')) expect(error instanceof classOf(name)).toBe(false);
});

test('a cause is kept', () => {
  const cause = new Error('why');
  expect(new SyncError('x', { cause }).cause).toBe(cause);
});

describe('a class that somebody derives', () => {
  class Mine extends NotOwnerError {}
  class Yours extends NotOwnerError {}

  test('keeps the ordinary instanceof', () => {
    const mine = new Mine('x', { owner: 1 });
    expect([mine instanceof Mine, mine instanceof NotOwnerError, mine instanceof SyncError, mine instanceof Error]).toEqual([true, true, true, true]);
    expect([mine instanceof Yours, mine instanceof TimeoutError]).toEqual([false, false]);
    expect(new NotOwnerError('x', { owner: 1 }) instanceof Mine).toBe(false);
  });

  test('has the code of its base and a name of its own', () => {
    const mine = new Mine('x', { owner: 1 });
    expect([mine.code, mine.name]).toEqual(['SYNC_NOT_OWNER', 'Mine']);
  });
});

test('minified classes have the same names and codes, and are the same classes', async () => {
  const copy = await load(await builtCopy({ minify: true }));
  const short = classOf('NotOwnerError', copy.public).name;
  expect(short, 'the class itself is renamed, or this test shows nothing').not.toBe('NotOwnerError');
  for (const { name, code, facts } of ROWS) {
    const error = new (classOf(name, copy.public))('what happened', facts);
    expect([error.name, error.code, String(error)]).toEqual([name, code, `${name}: what happened`]);
    expect(error instanceof classOf(name)).toBe(true);
    expect(new (classOf(name))('x', facts) instanceof classOf(name, copy.public)).toBe(true);
  }
});

test('minified primitives work, keep their names, and refuse to be posted raw', async () => {
  const { AtomicInt32 } = (await load(await builtCopy({ minify: true }))).public;
  const int = new AtomicInt32({ name: 'hits', value: 3 });
  expect([String(int), floor.AtomicInt32.from(int.share() as never).load()]).toEqual(['AtomicInt32(hits)[3]', 3]);
  expect(() => structuredClone(int)).toThrow(/share/);
});

test('a derived class with a code of its own is still its base, and keeps its name', () => {
  class Mine extends NotOwnerError {
    static override readonly code = 'MINE' as never;
  }
  const mine = new Mine('x', { owner: 1 });
  expect([mine instanceof Mine, mine instanceof NotOwnerError, mine.name]).toEqual([true, true, 'Mine']);
});
