import { Lock } from '@sync/lock';
import { Thread, mainThread, currentThread, setExceptHook, sleep, sleepAsync } from '@sync/thread';
import { WRONG_LIMITS, attempt, expectAllHandled, expectAtOnce, expectRefusal, laterVersion, timed, wrong } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const work = new URL('./workers/targets.mjs', import.meta.url);

describe('a Thread refuses', () => {
  expectAllHandled();

  test.each([
    ['a number for options', 7, /new Thread\(\): expected options such as \{ name: 'reader'/],
    ['null for options', null, /new Thread\(\)/],
    ['a text for options', 'reader', /new Thread\(\)/],
    ['a name that is no string', { name: 7 }, /the name must be a string, not 7/],
    ['a daemon that is no boolean', { daemon: 'yes' }, /daemon/],
    ['arguments that are no array', { args: 7 }, /args must be an array, not 7/],
    ['a transfer that is no array', { transfer: {} }, /transfer must be an array/],
    ['an export that is no name', { export: 7 }, /export must be the name of an export, not 7/],
    ['a load timeout that is no number', { loadTimeout: '5' }, /loadTimeout must be a number of milliseconds.*'5'/],
    ['limits that are none', { resourceLimits: 7 }, /resourceLimits/],
  ])('to be made with %s', (_, options, says) => expectRefusal(() => new Thread(work, wrong(options)), 'TypeError', says));

  test.each([[-1], [NaN]])('to be made with a load timeout of %d', (loadTimeout) =>
    expectRefusal(() => new Thread(work, { loadTimeout }), 'RangeError', /loadTimeout/));

  test('an export of a function', () => expectRefusal(() => new Thread(() => 1, wrong({ export: 'main' })), 'TypeError', /export is for modules/));

  test.each(WRONG_LIMITS)('join, result and their awaited forms with %s, before and after its life', async (_, options, error, says) => {
    const [fresh, ended] = [new Thread(() => 1, { name: 'mine' }), new Thread(() => 1, { name: 'mine' }).start()];
    ended.join();
    for (const thread of [fresh, ended]) {
      for (const call of ['join', 'result'] as const) {
        await expectRefusal(() => thread[call](wrong(options)), error, says, new RegExp(`^Thread\\(mine\\): ${call}\\(`));
        const promise = thread[`${call}Async`](wrong(options));
        expect(promise).toBeInstanceOf(Promise);
        await expectRefusal(() => promise, error, says, new RegExp(`^Thread\\(mine\\): ${call}Async\\(`));
      }
    }
  });

  test('a name that is no string, and keeps the one that it has', async () => {
    const thread = new Thread(() => 1, { name: 'mine' });
    for (const named of [thread, currentThread()]) {
      const { name } = named;
      await expectRefusal(() => { named.name = wrong(7); }, 'TypeError', /the name must be a string, not 7/);
      expect(named.name).toBe(name);
    }
  });

  test('to be a daemon by anything but true and false', () =>
    expectRefusal(() => { new Thread(() => 1).daemon = wrong('yes'); }, 'TypeError', /daemon/));

  test('signal to other threads, and terminate() before the start', async () => {
    const thread = new Thread(() => 1, { name: 'mine' });
    await expectRefusal(() => thread.signal, 'ThreadStateError', /Thread\(mine\): signal is for the thread itself; others have stopRequested/);
    await expectRefusal(() => thread.terminate(), 'ThreadStateError', /Thread\(mine\): terminate\(\) of a thread that was not started/);
  });

  test('to be posted as it is: the error says what to do', async () => {
    const error = await attempt(() => structuredClone(new Thread(() => 1)));
    expect(String(error)).toMatch(/share\(\)/);
  });

  test.each<[string, () => unknown, string, RegExp]>([
    ['a handle of another class', () => new Lock().share(), 'TypeError', /Thread\.from/],
    ['a handle of another protocol', () => laterVersion(new Thread(() => 1).share()), 'IncompatibleVersionError', /version|protocol/i],
    ['one instead of its handle', () => new Thread(() => 1), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
  ])('to be made from %s', (_, handle, error, says) => {
    const given = handle();
    return expectRefusal(() => Thread.from(wrong(given)), error, says);
  });
});

describe('of the main thread', () => {
  test('join by itself is refused', async () => {
    await expectRefusal(() => mainThread().join(), 'ThreadStateError', /Thread\(MainThread\): join\(\) by the thread itself/);
    await expectRefusal(() => mainThread().joinAsync(), 'ThreadStateError');
  });

  test('the signal is never aborted, and always the same', () => {
    const { signal } = mainThread();
    expect(signal.aborted).toBe(false);
    expect(mainThread().signal).toBe(signal);
  });
});

test.each([['sleep', sleep], ['sleepAsync', sleepAsync]] as const)('%s refuses what is no length of time', async (_, call) => {
  for (const [value, error] of [[-1, 'RangeError'], [NaN, 'RangeError'], ['5', 'TypeError'], [undefined, 'TypeError'], [{ timeout: 5 }, 'TypeError']] as const) {
    await expectRefusal(() => call(wrong(value)), error);
  }
  expectAtOnce((await timed(() => call(0))).ms);
});

test('a hook that is no function is refused, and the one before stays', async () => {
  const hook = (): undefined => undefined;
  setExceptHook(hook);
  await expectRefusal(() => setExceptHook(wrong(7)), 'TypeError');
  expect(setExceptHook(undefined)).toBe(hook);
});

