import { LONG, program, type Ended } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const ENDS = new URL('programs/ends.mjs', import.meta.url);
/** One that nobody is to wait for sleeps for a minute. */
const run = (name: string): Promise<Ended> => program(ENDS, { args: [name], limit: 2 * LONG });

/** What is printed, and the exit code. */
function outcome({ stdout, code, stuck }: Ended): unknown {
  return [stdout.split('\n').slice(0, -1), stuck ? 'stuck' : code];
}

const MAIN = 'main is done';
const THREAD = 'the thread is done';
const PARENT = 'the parent is done';

describe.concurrent('the process', () => {
  test.each([
    ['waits for a thread', 'waits', [MAIN, THREAD], 0],
    ['waits for a thread, whether or not somebody awaits its end', 'waits, and has awaited', [MAIN, THREAD], 0],
    ['does not wait for a daemon', 'daemon', [MAIN], 0],
    ['does not wait for a daemon that computes', 'daemon that computes', [MAIN], 0],
    ['waits for a daemon whose end it awaits', 'daemon that is awaited', [THREAD, MAIN], 0],
    ['waits for what a thread has started', 'grandchild', [MAIN, PARENT, THREAD], 0],
    ['does not wait for the daemon of a thread, which ends with that', 'daemon of a thread', [PARENT, MAIN], 0],
    ['does not wait for what a daemon has started, which is one, too', 'child of a daemon', [PARENT, MAIN], 0],
    ['does not wait for what was not started', 'never started', [MAIN], 0],
    ['ends when a thread was ended that computes', 'terminated', ['alive: false'], 0],
    ['ends at process.exit() in the main thread, whatever its threads do', 'main exits', [], 5],
    ['ends when the main thread fails, as always', 'main fails', [], 1],
    ['is told to await what never comes only when its threads have ended', 'main awaits what never comes', [THREAD], 13],
    ['ends after its threads', 'ends within', [THREAD, 'the process exits with 0, the thread is alive: false'], 0],
    ['goes on when a thread calls process.exit()', 'exits', ['joined: true'], 0],
  ])('%s', async (_, name, printed, code) => {
    expect(outcome(await run(name))).toEqual([printed, code]);
  });

  test('waits for what a thread has started that has itself returned and was joined', async () => {
    const ended = await run('grandchild of one that was joined');
    const [[first, ...rest], code] = outcome(ended) as [string[], unknown];
    expect([first, rest.sort(), code]).toEqual([PARENT, [MAIN, THREAD], 0]);
  });

  test('is not ended by the error of a thread, which is printed with its name', async () => {
    const ended = await run('error');
    expect(outcome(ended)).toEqual([[MAIN, THREAD], 0]);
    expect(ended.stderr.match(/Exception in throws:\nError: the thread has failed\n/g)).toHaveLength(2);
  });

  test('has the exit code of the main thread, whatever its threads threw', async () => {
    expect(outcome(await run('error and code'))).toEqual([[], 3]);
  });
});
