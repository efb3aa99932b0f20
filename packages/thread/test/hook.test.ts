import { Event } from '@sync/event';
import { Thread, setExceptHook, type Uncaught } from '@sync/thread';
import { LONG, program, until, type Ended } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

const run = (name: string, ...args: string[]): Promise<Ended> => program(new URL(`./programs/${name}.mjs`, import.meta.url), { args });

afterEach(() => {
  setExceptHook(undefined);
});

describe.concurrent('an error that ends a thread', () => {
  test.each([['prints'], ['prints-awaited'], ['nobody-joins']])('is printed at once, with the name of the thread, class, message and stack, and ends only it: %s', async (how) => {
    const { code, stdout, stderr } = await run('uncaught', how);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Exception in one:\nRangeError: in one\n {4}at /);
    expect(stderr).toMatch(/in Thread\(one\), started\n.*uncaught\.mjs/);
    expect(stderr.match(/RangeError/g)).toHaveLength(1);
    if (how !== 'nobody-joins') expect(stdout).toBe('goes on\n');
  });

  test('is printed whole: code and cause', async () => {
    const { stderr } = await run('uncaught', 'cause');
    expect(stderr).toContain('Error: outer');
    expect(stderr).toContain("code: 'E_OUT'");
    expect(stderr).toMatch(/\[cause\]: TypeError: inner/);
  });

  test('is printed also when it is none', async () => {
    const { stderr } = await run('uncaught', 'non-error');
    expect(stderr).toBe("Exception in one:\n{ reason: 'one' }\nException in two:\nundefined\n");
  });

  test('goes to the hook instead, whoever joins: each once', async () => {
    const { code, stdout, stderr } = await run('uncaught', 'hook');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('told of one RangeError: in one\ntold of two RangeError: in two\ntold of three RangeError: in three\n');
  });

  test('is printed again once the hook is taken back, which setExceptHook returns', async () => {
    const { stdout, stderr } = await run('uncaught', 'hook-taken-back');
    expect(stdout).toBe('told of one RangeError: in one\ntrue\n');
    expect(stderr).toMatch(/^Exception in two:\nRangeError: in two/);
  });

  test('of a hook is printed with the one that it was told of', async () => {
    const { code, stdout, stderr } = await run('uncaught', 'hook-throws');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'goes on\n' });
    expect(stderr).toMatch(/^Exception in the hook of setExceptHook\(\):\nTypeError: the hook fails\n.*^Exception in one:\nRangeError: in one/ms);
  });

  test('is one also when a result cannot travel', async () => {
    const { stdout } = await run('uncaught', 'hook-posts-result');
    expect(stdout).toMatch(/^told of one TypeError: Thread\(one\): what a function returned cannot travel/);
  });

  test('is none when the thread was asked to stop, or exited on its own', async () => {
    expect(await run('uncaught', 'stop')).toMatchObject({ code: 0, stdout: 'false\n', stderr: '' });
    expect(await run('uncaught', 'exits')).toMatchObject({ code: 0, stdout: 'goes on\n', stderr: '' });
  });

  test.each([
    ['nobody', [], '', /^Exception in depth 2:\nRangeError: from below/],
    ['main', ['main'], 'main is told of depth 2: from below\n', /^$/],
    ['the middle', ['none', '1'], 'depth 1 is told of depth 2: from below\n', /^$/],
    ['the one above that', ['none', '0'], 'depth 0 is told of depth 2: from below\n', /^$/],
    ['the nearest of two', ['main', '1'], 'depth 1 is told of depth 2: from below\n', /^$/],
    ['not the one that failed itself, but the one above', ['main', '2'], 'main is told of depth 2: from below\n', /^$/],
  ])('of a thread of a thread is told to the hook above: %s', async (_, args, stdout, stderr) => {
    const ended = await run('uncaught-below', ...args);
    expect(ended).toMatchObject({ code: 0, stdout });
    expect(ended.stderr).toMatch(stderr);
  });
});

test('the hook is given the very thread and the error, and is called in the thread that set it, while others go on', async () => {
  const heard: Uncaught[] = [];
  expect(setExceptHook((uncaught) => heard.push(uncaught))).toBeUndefined();
  const gate = new Event();
  const other = new Thread(new URL('./workers/gate.mjs', import.meta.url), { args: [gate] }).start();
  const thread = new Thread(() => { throw new RangeError('mine'); }).start();
  await until('the hook is told', () => heard.length > 0);
  expect(heard).toHaveLength(1);
  expect(heard[0]!.thread).toBe(thread);
  expect(heard[0]!.error).toBeInstanceOf(RangeError);
  expect(() => thread.result()).toThrow(heard[0]!.error);
  expect(other.isAlive).toBe(true);
  gate.set();
  expect(other.join({ timeout: LONG })).toBe(true);
});
