import { MessageChannel } from 'node:worker_threads';
import { AtomicFlag } from '@sync/atomics';
import { Event } from '@sync/event';
import { afterEach, describe, expect, test } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

const wrong = (value: unknown): never => value as never;
const bytes = Event.byteLength;

/** What a call throws or rejects with; fails the test if it does neither. */
async function attempt(call: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

describe('Event refuses', () => {
  /** Options of both ways to wait: what they are, the error's class, and what its message says. */
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
  test.each(LIMITS)('to wait with %s, set or not, and names itself and the call', async (_, options, error, says) => {
    for (const set of [false, true]) {
      const event = new Event({ name: 'mine' });
      if (set) event.set();
      const sync = await attempt(() => event.wait(wrong(options)));
      expect(sync).toMatchObject({ name: error });
      expect((sync as Error).message).toMatch(/Event\(mine\).*wait\(/);
      expect((sync as Error).message).toMatch(says);
      const promise = event.waitAsync(wrong(options));
      // It rejects and does not throw.
      expect(promise).toBeInstanceOf(Promise);
      const async = await attempt(() => promise);
      expect(async).toMatchObject({ name: error });
      expect((async as Error).message).toMatch(/Event\(mine\).*waitAsync\(/);
      expect((async as Error).message).toMatch(says);
      expect(event.isSet).toBe(set);
    }
  });

  const CALLS: readonly (readonly [name: string, call: (event: Event) => unknown, error: string, says: RegExp])[] = [
    ['a controller for a signal', (event) => event.waitAsync({ signal: wrong(new AbortController()) }), 'TypeError', /mine.*signal/],
    ['an unref that is a string', (event) => event.waitAsync({ unref: wrong('yes') }), 'TypeError', /mine.*unref/],
    ['to be posted to another thread', (event) => { new MessageChannel().port1.postMessage(event); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be posted inside an object', (event) => { new MessageChannel().port1.postMessage({ deep: [event] }); }, 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to be cloned', (event) => structuredClone(event), 'DataCloneError', /share(\(\)|_AND_POST)/],
    ['to have isSet written', (event) => { (event as { isSet: boolean }).isSet = true; }, 'TypeError', /isSet/],
    ['to be called without new', () => (Event as unknown as () => unknown)(), 'TypeError', /new/],
  ];
  test.each(CALLS)('%s, and changes nothing', async (_, call, error, says) => {
    const buffer = new SharedArrayBuffer(bytes);
    const event = new Event({ buffer, name: 'mine' });
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => call(event));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  const HANDLES: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new AtomicFlag().share(), 'TypeError', /AtomicFlag\.from/],
    ['a handle of another protocol', () => laterVersion(new Event().share()), 'IncompatibleVersionError', /version|protocol/i],
    ['an event instead of its handle', () => new Event(), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(bytes), 'TypeError', /share\(\)/],
  ];
  test.each(HANDLES)('to be made from %s', async (_, handle, error, says) => {
    const outcome = await attempt(() => Event.from(wrong(handle())));
    expect(outcome).toMatchObject({ name: error });
    expect((outcome as Error).message).toMatch(says);
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
  test.each(PLACES)('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
    for (const make of [() => new Event(wrong({ buffer, byteOffset })), () => Event.at(wrong(buffer), wrong(byteOffset))]) {
      const outcome = await attempt(make);
      expect(outcome).toMatchObject({ name: error });
      expect((outcome as Error).message).toMatch(says);
    }
    if (buffer instanceof SharedArrayBuffer) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('memory in which an Event lies already, and names at()', async () => {
    const buffer = new SharedArrayBuffer(bytes);
    new Event({ buffer }).set();
    const before = [...new Int32Array(buffer)];
    const outcome = await attempt(() => new Event({ buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain('Event.at(');
    expect([...new Int32Array(buffer)]).toEqual(before);
    expect(Event.at(buffer).isSet).toBe(true);
  });

  test('memory in which an AtomicFlag lies, and writes nothing', async () => {
    const buffer = new SharedArrayBuffer(AtomicFlag.byteLength);
    new AtomicFlag({ buffer }).testAndSet();
    const before = [...new Int32Array(buffer)];
    expect(await attempt(() => new Event({ buffer }))).toMatchObject({ name: 'InvalidStateError' });
    const attached = await attempt(() => Event.at(buffer));
    expect(attached).toMatchObject({ name: 'TypeError' });
    expect((attached as Error).message).toContain('no Event');
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('memory in which anything else lies', async () => {
    for (let slot = 0; slot < bytes / 4; slot++) {
      const words = new Int32Array(new SharedArrayBuffer(bytes));
      words[slot] = -1;
      expect(await attempt(() => new Event({ buffer: words.buffer }))).toMatchObject({ name: 'InvalidStateError' });
    }
  });

  const OPTIONS: readonly (readonly [name: string, options: unknown, says: RegExp])[] = [
    ['a number for options', 7, /options/],
    ['a string for options', 'ready', /options|\{ name/],
    ['a name that is no string', { name: 7 }, /name/],
    ['a buffer for options', new SharedArrayBuffer(64), /\{ name, buffer/],
    ['a handle for options', new Event().share(), /Event\.from\(\)/],
  ];
  test.each(OPTIONS)('to be made with %s', async (_, options, says) => {
    const outcome = await attempt(() => new Event(wrong(options)));
    expect(outcome).toMatchObject({ name: 'TypeError' });
    expect((outcome as Error).message).toMatch(says);
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
