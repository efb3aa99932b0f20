import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Condition } from '@sync/condition';
import { Lock, RLock } from '@sync/lock';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, entriesOf } from './spec.ts';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
  await closeSubjects();
});
afterAll(endThreads);

const wrong = (value: unknown): never => value as never;
const bytes = Condition.byteLength;

/** What a call throws or rejects with; fails the test if it does neither. */
async function attempt(call: () => unknown): Promise<Error> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

describe('Condition refuses', () => {
  /** Options of all ways to wait: what they are, the error's class, and what its message says. */
  const LIMITS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
    ['a negative timeout', { timeout: -1 }, 'RangeError', /0 to Infinity, not -1/],
    ['a timeout of -Infinity', { timeout: -Infinity }, 'RangeError', /not -Infinity/],
    ['a timeout of NaN', { timeout: NaN }, 'RangeError', /NaN/],
    ['a timeout that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
    ['a timeout of null', { timeout: null }, 'TypeError', /null/],
    ['a timeout that is a bigint', { timeout: 5n }, 'TypeError', /number/],
    ['a number instead of options', 100, 'TypeError', /\{ timeout: 100 \}/],
    ['true instead of options', true, 'TypeError', /\{ timeout/],
    ['null instead of options', null, 'TypeError', /\{ timeout/],
  ];
  const SYNC = [
    ['wait', (condition: Condition, options: unknown) => condition.wait(wrong(options))],
    ['waitFor', (condition: Condition, options: unknown) => condition.waitFor(() => true, wrong(options))],
  ] as const;
  const ASYNC = [
    ['waitAsync', (condition: Condition, options: unknown) => condition.waitAsync(wrong(options))],
    ['waitForAsync', (condition: Condition, options: unknown) => condition.waitForAsync(() => true, wrong(options))],
  ] as const;
  test.each(LIMITS)('to wait with %s, whoever holds the lock, and names itself and the call', async (_, options, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const condition = new Condition({ name: 'mine', buffer });
    for (const held of [true, false]) {
      if (held) condition.acquire();
      const before = [...new Int32Array(buffer)];
      for (const [call, wait] of SYNC) {
        const thrown = await attempt(() => wait(condition, options));
        expect(thrown).toMatchObject({ name: error });
        expect(thrown.message).toMatch(new RegExp(`^Condition\\(mine\\): ${call}\\(`));
        expect(thrown.message).toMatch(says);
      }
      for (const [call, wait] of ASYNC) {
        const promise = wait(condition, options);
        // It rejects and does not throw.
        expect(promise).toBeInstanceOf(Promise);
        const reason = await attempt(() => promise);
        expect(reason).toMatchObject({ name: error });
        expect(reason.message).toMatch(new RegExp(`^Condition\\(mine\\): ${call}\\(`));
        expect(reason.message).toMatch(says);
      }
      expect([...new Int32Array(buffer)]).toEqual(before);
      if (held) condition.release();
    }
  });

  const NUMBERS: readonly (readonly [n: unknown, error: string])[] = [
    [-1, 'RangeError'],
    [0.5, 'RangeError'],
    [NaN, 'RangeError'],
    [Infinity, 'RangeError'],
    [2 ** 31, 'RangeError'],
    ['1', 'TypeError'],
    [null, 'TypeError'],
    [1n, 'TypeError'],
    [{}, 'TypeError'],
  ];
  test.each(NUMBERS)('to notify %s, whoever holds the lock', async (n, error) => {
    const condition = new Condition({ name: 'mine' });
    condition.acquire();
    const wait = condition.waitAsync({ timeout: 5 });
    for (const held of [true, false]) {
      if (held) condition.acquire();
      const thrown = await attempt(() => { condition.notify(wrong(n)); });
      expect(thrown).toMatchObject({ name: error });
      expect(thrown.message).toMatch(/^Condition\(mine\): notify\(\): the number must be an integer, 0 to 2147483647, not/);
      if (held) condition.release();
    }
    expect(await wait).toBe(false);
    condition.notify(2 ** 31 - 1);
    condition.release();
  });

  const PREDICATES = [undefined, null, true, 'x', {}, Promise.resolve(true)].map((predicate: unknown) => ({ predicate }));
  test.each(PREDICATES)('$predicate for a predicate', async ({ predicate }) => {
    const condition = new Condition({ name: 'mine' });
    condition.acquire();
    expect((await attempt(() => condition.waitFor(wrong(predicate)))).message).toMatch(/^Condition\(mine\): waitFor\(\) expects a function, not/);
    const promise = condition.waitForAsync(wrong(predicate));
    expect(promise).toBeInstanceOf(Promise);
    expect((await attempt(() => promise)).message).toMatch(/^Condition\(mine\): waitForAsync\(\) expects a function, not/);
    expect(condition.owned).toBe(true);
    condition.release();
  });

  const CALLS: readonly (readonly [name: string, call: (condition: Condition) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (condition) => condition.waitAsync({ signal: wrong(new AbortController()) }), 'TypeError', /mine.*waitAsync.*signal/],
    ['an unref that is a string', (condition) => condition.waitForAsync(() => true, { unref: wrong('yes') }), 'TypeError', /mine.*waitForAsync.*unref/],
    ['to run an async function', (condition) => condition.run(wrong(async () => 1)), 'TypeError', /mine.*runAsync/],
    ['to be posted to another thread', (condition) => { new MessageChannel().port1.postMessage(condition); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (condition) => { new MessageChannel().port1.postMessage({ deep: [condition] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (condition) => structuredClone(condition), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have locked written', (condition) => { (condition as { locked: boolean }).locked = true; }, 'TypeError', /locked/],
    ['to be called without new', () => (Condition as unknown as () => unknown)(), 'TypeError', /new/],
  ];
  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const condition = new Condition({ buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    const thrown = await attempt(() => call(condition));
    expect(thrown).toMatchObject({ name: error });
    expect(thrown.message).toMatch(says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });
});

describe.each(KINDS)('$name: who does not hold the lock', ({ spec }) => {
  const CALLS: readonly (readonly [name: string, call: (here: { lock: Condition }) => unknown])[] = [
    ['wait', ({ lock }) => lock.wait()],
    ['wait', ({ lock }) => lock.wait({ timeout: 0 })],
    ['waitAsync', ({ lock }) => lock.waitAsync()],
    ['waitAsync', ({ lock }) => lock.waitAsync({ signal: AbortSignal.abort() })],
    ['waitFor', ({ lock }) => lock.waitFor(() => true)],
    ['waitFor', ({ lock }) => lock.waitFor(() => false)],
    ['waitForAsync', ({ lock }) => lock.waitForAsync(() => true)],
    ['notify', ({ lock }) => { lock.notify(); }],
    ['notify', ({ lock }) => { lock.notify(0); }],
    ['notifyAll', ({ lock }) => { lock.notifyAll(); }],
  ];

  test('may neither wait nor notify: the error says who does, and nothing changes', async () => {
    const subject = new Subject<Condition>(spec, { name: 'jobs' });
    const { lock: condition, words } = subject;
    const other = subject.thread();
    const [me, itself] = [1, other.threadId + 1];
    for (const holder of ['nobody', 'MainThread', `Worker-${other.threadId}`]) {
      if (holder === 'MainThread') condition.acquire();
      if (holder.startsWith('Worker')) await other.run(({ lock }) => lock.acquireAsync());
      const before = [...words].slice(0, 6);
      const owner = holder === 'nobody' ? 0 : holder === 'MainThread' ? me : itself;
      for (const [call, fn] of CALLS) {
        const outcomes = [
          ...(holder === 'MainThread' ? [] : [await attempt(() => fn({ lock: condition }))]),
          ...(holder.startsWith('Worker') ? [] : [await attempt(() => other.run(fn))]),
        ];
        for (const outcome of outcomes) {
          expect(outcome).toMatchObject({ name: 'NotOwnerError', code: 'SYNC_NOT_OWNER', owner });
          expect(outcome.message).toMatch(new RegExp(`^Condition\\(jobs\\): ${call}\\(\\) by (MainThread|Worker-\\d+), but ${holder} holds \\S+\\. Acquire it first\\.$`));
        }
      }
      expect([...words].slice(0, 6)).toEqual(before);
      expect(entriesOf(words)).toEqual([]);
      if (holder === 'MainThread') condition.release();
      if (holder.startsWith('Worker')) await other.run(({ lock }) => { lock.release(); });
    }
  });

  test('has given it up while it waits, and may not wait or notify meanwhile', async () => {
    const { lock: condition } = new Subject<Condition>(spec);
    condition.acquire();
    const wait = condition.waitAsync({ timeout: 5 });
    expect(await attempt(() => { condition.notifyAll(); })).toMatchObject({ name: 'NotOwnerError', owner: 0 });
    expect(await attempt(() => condition.waitAsync())).toMatchObject({ name: 'NotOwnerError', owner: 0 });
    expect(await wait).toBe(false);
    condition.release();
  });
});

describe('a Condition is not made', () => {
  const LOCKS: readonly (readonly [name: string, lock: unknown, says: RegExp])[] = [
    ['null', null, /a Lock, an RLock or options, not null/],
    ['a number', 7, /a Lock, an RLock or options, not 7/],
    ['a string', 'jobs', /not 'jobs'/],
    ['a function', () => 1, /not a function/],
    ['another condition', new Condition(), /not a value of class Condition/],
    ['a flag', new AtomicFlag(), /not a value of class AtomicFlag/],
    ['a buffer', new SharedArrayBuffer(bytes), /not a value of class SharedArrayBuffer/],
    ['a date', new Date(), /not a value of class Date/],
    ['a lock among the options', { lock: new Lock() }, /pass the lock first/],
  ];
  test.each(LOCKS)('over %s', async (_, lock, says) => {
    for (const args of [[lock], [lock, { name: 'jobs' }]]) {
      const thrown = await attempt(() => new Condition(...(args as [never, never])));
      expect(thrown).toMatchObject({ name: 'TypeError' });
      expect(thrown.message).toMatch(/^new Condition\(\)/);
      if (args.length === 1) expect(thrown.message).toMatch(says);
    }
  });

  const OPTIONS: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a number for options', 7, /options/],
    ['a string for options', 'ready', /options|\{ name/],
    ['null for options', null, /options/],
    ['a name that is no string', { name: 7 }, /name/],
    ['a buffer for options', new SharedArrayBuffer(bytes), /\{ name, buffer/],
    ['a byteOffset without a buffer', { byteOffset: 4 }, /buffer/],
    ['a handle for options', new Condition().share(), /Condition\.from\(\)/],
  ];
  test.each(OPTIONS)('with %s, with and without a lock', async (_, options, says) => {
    for (const lock of [undefined, new Lock()]) {
      const thrown = await attempt(() => new Condition(lock, wrong(options)));
      expect(thrown).toMatchObject({ name: 'TypeError' });
      expect(thrown.message).toMatch(says);
      expect(thrown.message).toMatch(/^new Condition\(\)/);
    }
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new Lock().share(), 'TypeError', /Lock\.from/],
    ['a handle of another protocol', () => laterVersion(new Condition().share()), 'IncompatibleVersionError', /version|protocol/i],
    ['a condition instead of its handle', () => new Condition(), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
    ['a handle without the lock', () => ({ ...new Condition(new Lock()).share(), lock: undefined }), 'TypeError', /damaged handle/],
    ['a handle with a lock that is none', () => ({ ...new Condition(new RLock()).share(), lock: new RLock() }), 'TypeError', /damaged handle/],
  ];
  test.each(HANDLES)('from %s', async (_, handle, error, says) => {
    const thrown = await attempt(() => Condition.from(wrong(handle())));
    expect(thrown).toMatchObject({ name: error });
    expect(thrown.message).toMatch(says);
  });

  const PLACES: readonly (readonly [name: string, buffer: unknown, byteOffset: unknown, error: string, says: RegExp])[] = [
    ['a buffer that is not shared', new ArrayBuffer(bytes), 0, 'TypeError', /SharedArrayBuffer/],
    ['a typed array', new Int32Array(new SharedArrayBuffer(bytes)), 0, 'TypeError', /SharedArrayBuffer/],
    ['a buffer that is too short', new SharedArrayBuffer(bytes - 4), 0, 'RangeError', new RegExp(String(bytes))],
    ['an offset beyond what is there', new SharedArrayBuffer(bytes), 4, 'RangeError', new RegExp(String(bytes))],
    ['an odd offset', new SharedArrayBuffer(bytes + 8), 1, 'RangeError', /multiple of 4/],
    ['a negative offset', new SharedArrayBuffer(bytes + 8), -4, 'RangeError', /-4/],
    ['an offset that is a string', new SharedArrayBuffer(bytes + 8), '4', 'TypeError', /multiple of 4, not '4'/],
  ];
  test.each(PLACES)('in %s, and nothing is written', async (_, buffer, byteOffset, error, says) => {
    const makes = [
      () => new Condition(wrong({ buffer, byteOffset })),
      () => new Condition(new Lock(), wrong({ buffer, byteOffset })),
      () => Condition.at(wrong(buffer), wrong(byteOffset)),
    ];
    for (const make of makes) {
      const thrown = await attempt(make);
      expect(thrown).toMatchObject({ name: error });
      expect(thrown.message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('where something else lies, and nothing is written', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Lock({ buffer }).acquire();
    const before = [...new Int32Array(buffer)];
    const made = await attempt(() => new Condition({ buffer }));
    expect(made).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect(made.message).toContain('Condition.at(');
    const attached = await attempt(() => Condition.at(buffer));
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect(attached.message).toContain('no Condition');
    expect([...new Int32Array(buffer)]).toEqual(before);
    for (const slot of [0, 1, 7, 8, 16, bytes / 4 - 1]) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Condition({ buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  test('where a Condition lies already', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Condition({ buffer });
    for (const lock of [undefined, new Lock()]) {
      const thrown = await attempt(() => new Condition(lock, { buffer }));
      expect(thrown).toMatchObject({ name: 'InvalidStateError' });
      expect(thrown.message).toContain('Condition.at(');
    }
  });

  const ATTACHED: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a lock that is none', { lock: {} }, /the lock must be a Lock or an RLock, not an object/],
    ['null for the lock', { lock: null }, /the lock must be a Lock or an RLock, not null/],
    ['a condition for the lock', { lock: new Condition() }, /the lock must be a Lock or an RLock, not a value of class Condition/],
    ['a name that is no string', { name: 7 }, /name/],
    ['a number for options', 7, /options/],
    ['null for options', null, /options/],
  ];
  test.each(ATTACHED)('by at() with %s', async (_, options, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    new Condition({ buffer });
    const thrown = await attempt(() => Condition.at(buffer, 0, wrong(options)));
    expect(thrown).toMatchObject({ name: 'TypeError' });
    expect(thrown.message).toMatch(/^Condition\.at\(\)/);
    expect(thrown.message).toMatch(says);
  });
});

/** The same handle as a later version of the package would make it. */
function laterVersion(handle: unknown): unknown {
  const raised = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object' || value instanceof SharedArrayBuffer || ArrayBuffer.isView(value)) return value;
    const fields = Object.entries(value).map(([key, field]) => [key, key === 'protocol' ? Number(field) + 1 : raised(field)] as const);
    return Object.fromEntries(fields);
  };
  return raised(structuredClone(handle));
}
