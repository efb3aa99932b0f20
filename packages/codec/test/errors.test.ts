import * as atomics from '@sync/atomics';
import { decode, decodeError, encode, encodeError, type DecodeOptions } from '@sync/codec';
import { Lock } from '@sync/lock';
import { describe, expect, onTestFinished, test } from 'vitest';

const there = (thrown: unknown, options?: DecodeOptions): any => decodeError(encodeError(thrown), options);

class HttpError extends Error {
  status: number;
  constructor(status: number) {
    if (typeof status !== 'number') throw new TypeError('no constructor of mine runs on arrival');
    super(`HTTP ${status}`);
    this.status = status;
  }
}
class BadInput extends TypeError {
  override name = 'BadInput';
}

describe('of the language', () => {
  test.each([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError])('%o', (Class) => {
    const error = new Class('what happened', { cause: 'why' });
    const copy = there(error);
    expect(copy).toBeInstanceOf(Class);
    expect(Object.getPrototypeOf(copy)).toBe(Class.prototype);
    expect(Object.prototype.toString.call(copy)).toBe('[object Error]');
    expect(copy).toMatchObject({ message: 'what happened', stack: error.stack, cause: 'why', name: Class.name });
    expect(Object.getOwnPropertyNames(copy).sort()).toEqual(['cause', 'message', 'stack']);
    expect(Object.keys(copy)).toEqual([]);
  });

  test('an AggregateError with its errors', () => {
    const copy = there(new AggregateError([new RangeError('one'), 'two'], 'several'));
    expect(copy).toBeInstanceOf(AggregateError);
    expect(copy).toMatchObject({ message: 'several', errors: [{ message: 'one' }, 'two'] });
    expect(copy.errors[0]).toBeInstanceOf(RangeError);
  });

  test('a DOMException with its name and code', () => {
    const copy = there(new DOMException('stopped', 'AbortError'));
    expect(copy).toBeInstanceOf(DOMException);
    expect(copy).toMatchObject({ message: 'stopped', name: 'AbortError', code: DOMException.ABORT_ERR });
    expect(there(AbortSignal.abort().reason)).toMatchObject({ name: 'AbortError' });
  });

  test('one without a message, and one without a stack', () => {
    const error = new Error();
    expect(Object.hasOwn(there(error), 'message')).toBe(Object.hasOwn(error, 'message'));
    delete error.stack;
    expect(there(error).message).toBe('');
  });

  test('the platform’s limit of stacks is as before', () => {
    const before = Error.stackTraceLimit;
    onTestFinished(() => { Error.stackTraceLimit = before; });
    Error.stackTraceLimit = 7;
    there(new Error('x', { cause: new DOMException('y') }));
    expect(Error.stackTraceLimit).toBe(7);
  });

  test('a system error with its code', () => {
    const error = Object.assign(new Error('ENOENT: no such file'), { errno: -2, code: 'ENOENT', syscall: 'open', path: '/x' });
    const copy = there(error);
    expect({ ...copy }).toEqual({ errno: -2, code: 'ENOENT', syscall: 'open', path: '/x' });
  });
});

describe('of these packages', () => {
  const thrown: atomics.SyncError[] = [
    new atomics.SyncError('m'),
    new atomics.NotOwnerError('m', { owner: 5 }),
    new atomics.AbandonedLockError('m', { owner: 5, ownerName: 'Worker-5' }),
    new atomics.DeadlockError('m', { cycle: [{ thread: 1, threadName: 'a', lock: 'l', owner: 2, ownerName: 'b' }] }),
    new atomics.TimeoutError('m', { timeout: 100 }),
    new atomics.ProcessDiedError('m', { pid: 5, exitCode: 3, signal: undefined }, { cause: new Error('why') }),
    new atomics.ThreadDiedError('m', { thread: 5, threadName: 'Worker-5', death: 'exited', exitCode: 3 }),
    ...[
      atomics.BlockingNotAllowedError, atomics.SharedMemoryUnavailableError, atomics.IncompatibleVersionError, atomics.ThreadStateError,
      atomics.BrokenBarrierError, atomics.QueueEmptyError, atomics.QueueFullError, atomics.QueueShutDownError, atomics.CancelledError,
      atomics.InvalidStateError, atomics.BrokenPoolError,
    ].map((Class) => new Class('m')),
  ];

  test('all classes are looked at', () => {
    const classes = Object.values(atomics).filter((one) => typeof one === 'function' && one.prototype instanceof Error);
    expect(new Set(thrown.map((one) => one.constructor))).toEqual(new Set(classes));
  });

  test.each(thrown.map((error) => [error.code, error] as const))('%s', (code, error) => {
    const copy = there(error);
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(error));
    expect(copy).toBeInstanceOf(atomics.SyncError);
    expect(copy).toMatchObject({ code, name: error.name, message: 'm', stack: error.stack });
    expect(Object.entries(copy)).toEqual(Object.entries(error));
    expect(String(copy)).toBe(String(error));
  });

  test('a class of somebody that extends one of them', () => {
    class Late extends atomics.TimeoutError {}
    const copy = there(new Late('m', { timeout: 5 }));
    expect(copy).toBeInstanceOf(atomics.TimeoutError);
    expect(copy).toMatchObject({ timeout: 5, code: 'SYNC_TIMEOUT' });
    class Own extends atomics.SyncError { static override readonly code = 'OWN'; }
    expect(there(new Own('m'))).toBeInstanceOf(atomics.SyncError);
  });
});

describe('of classes that the receiver may not have', () => {
  test('arrive as the nearest that it has, under their name, with their fields', () => {
    const copy = there(new HttpError(404));
    expect(Object.getPrototypeOf(copy)).toBe(Error.prototype);
    expect(copy).toMatchObject({ name: 'HttpError', message: 'HTTP 404', status: 404 });
    expect(Object.keys(copy)).toEqual(['status']);
    const bad = there(new BadInput('no'));
    expect(Object.getPrototypeOf(bad)).toBe(TypeError.prototype);
    expect(bad.name).toBe('BadInput');
    class Renamed extends Error {}
    Renamed.prototype.name = 'Custom';
    expect(there(new Renamed('x')).name).toBe('Custom');
  });

  test('arrive as one of them, if it says that it has it', () => {
    const copy = there(new HttpError(404), { classes: [BadInput, HttpError] });
    expect(copy).toBeInstanceOf(HttpError);
    expect(copy).toMatchObject({ message: 'HTTP 404', status: 404 });
  });

  test('an error of another realm', async () => {
    const { runInNewContext } = await import('node:vm');
    const copy = there(runInNewContext('Object.assign(new RangeError("far", { cause: new Error("why") }), { code: 5 })'));
    expect(copy).toBeInstanceOf(RangeError);
    expect(copy).toMatchObject({ message: 'far', code: 5 });
    expect(copy.cause).toBeInstanceOf(Error);
  });
});

describe('what cannot travel in an error does not hide it', () => {
  const error = (fields: object): Error => Object.assign(new RangeError('kept'), fields);

  test('it is told by its text', () => {
    const copy = there(error({
      retry: function again() {},
      lock: new Lock({ name: 'jobs' }),
      list: [1, Symbol('s'), { deep: new WeakMap() }],
      pending: Promise.resolve(),
      code: 5,
    }));
    expect(copy).toMatchObject({
      message: 'kept',
      code: 5,
      retry: '[function again]',
      lock: '[Lock(jobs)[free]]',
      list: [1, 'Symbol(s)', { deep: '[a value of class WeakMap]' }],
      pending: '[a value of class Promise]',
    });
  });

  test('nor does a field that throws, or is too deep, and those after it come', () => {
    let deep: unknown = 0;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    const thrower = { get inner(): never { throw new TypeError('unreadable'); } };
    const copy = there(error({ before: { a: 1 }, deep, thrower, after: { a: 2 }, buffer: new Uint8Array([1, 2]) }));
    expect(copy).toMatchObject({ before: { a: 1 }, thrower: '[TypeError: unreadable]', after: { a: 2 }, buffer: new Uint8Array([1, 2]) });
    expect(copy.deep).toMatch(/^\[RangeError/);
  });

  test('what a failed field had begun is no object that others refer to', () => {
    const shared = { name: 'shared' };
    const half = { shared, keys: { x: 1 }, bytes: new Uint8Array(3), get fails(): never { throw new Error('no'); } };
    const copy = there(error({ half, shared, keys: { x: 2 }, last: [shared] }));
    expect(copy.half).toBe('[Error: no]');
    expect(copy.shared).toEqual({ name: 'shared' });
    expect(copy.keys).toEqual({ x: 2 });
    expect(copy.last[0]).toBe(copy.shared);
  });

  test('nor among many others', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ at }));
    const copy = there(error({ half: { many, get fails(): never { throw new Error('no'); } }, many, last: many[40] }));
    expect(copy.many).toEqual(many);
    expect(copy.last).toBe(copy.many[40]);
  });

  test('nor causes that go too deep, and what stands beside is held to all as before', () => {
    let error = new Error('bottom');
    for (let depth = 0; depth < 10_000; depth++) error = new Error('above', { cause: error });
    expect(there(error).cause.cause.message).toBe('above');
    expect(() => encode([error, () => 1])).toThrow('value[1] is a function');
  });

  test('a cause, a message, a name, a stack of any kind', () => {
    expect(there(new Error('m', { cause: () => 1 })).cause).toMatch(/^\[function/);
    for (const key of ['message', 'name', 'stack', 'cause', 'constructor']) {
      for (const value of [undefined, null, 5, {}, () => 1, Symbol('s')]) {
        const copy = there(Object.defineProperty(new Error('kept'), key, { value, configurable: true }));
        expect(copy).toBeInstanceOf(Error);
      }
      const copy = there(Object.defineProperty(new Error('kept'), key, { get() { throw new Error('unreadable'); } }));
      expect(copy).toBeInstanceOf(Error);
    }
  });

  test('an error that is its own cause', () => {
    const one = new Error('one');
    one.cause = new AggregateError([one], 'two');
    const copy = there(one);
    expect(copy.cause.errors[0]).toBe(copy);
  });

  test('within a value, too', () => {
    const { results } = decode(encode({ results: [new HttpError(500), error({ retry: () => 1 })] })) as any;
    expect(results[0]).toMatchObject({ name: 'HttpError', status: 500 });
    expect(results[1]).toBeInstanceOf(RangeError);
    // What stands beside an error is held to all.
    expect(() => encode([error({ retry: () => 1 }), () => 1], { path: 'item' })).toThrow('item[1] is a function');
  });
});

describe('anything may be thrown', () => {
  test.each([undefined, null, 0, 'text', 5n, { code: 5 }, [1], new Date(5)])('%o arrives as it is', (thrown) => {
    expect(there(thrown)).toEqual(thrown);
  });

  test('what cannot travel arrives as its text', () => {
    expect(there(() => 1)).toBe('[function]');
    expect(there(Symbol('s'))).toBe('Symbol(s)');
    expect(there(new Lock({ name: 'jobs' }))).toBe('[Lock(jobs)[free]]');
    expect(there({ a: 1, b: () => 1 })).toEqual({ a: 1, b: expect.stringMatching('function') });
  });

  test('nothing makes it throw', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = new Proxy(new Error('x'), { get() { throw new Error('hostile'); }, ownKeys() { throw new Error('hostile'); }, getPrototypeOf() { throw new Error('hostile'); } });
    for (const thrown of [proxy, hostile, [proxy], { get a() { throw new Error('no'); } }, Object.assign(new Error('kept'), { proxy, hostile })]) {
      expect(() => there(thrown)).not.toThrow();
    }
    expect(there(Object.assign(new Error('kept'), { proxy, hostile })).message).toBe('kept');
  });
});

test('damaged bytes of an error are an error, and not thrown', () => {
  expect(decodeError(encodeError(new Error('x')).subarray(0, 10))).toBeInstanceOf(TypeError);
});
