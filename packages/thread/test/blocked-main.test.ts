import { FACTOR, LONG, program } from '@sync/testing';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const BLOCKED = new URL('programs/blocked.mjs', import.meta.url);

const run = (name: string): ReturnType<typeof program> => program(BLOCKED, { args: [name], limit: 2 * LONG });

/** Runs one whose output is read by the test itself. */
function readBy(name: string, read: (child: ReturnType<typeof spawn>) => void, env = {}): Promise<number | null> {
  const child = spawn(process.execPath, [fileURLToPath(BLOCKED), name], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 2 * LONG);
  read(child);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

describe('while the main thread stands still in a join', () => {
  test('what a thread prints can be read at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sync-blocked-'));
    try {
      const seen = join(folder, 'seen');
      let stdout = '';
      const code = await readBy(
        'meanwhile',
        ({ stdout: stream }) => {
          stream?.setEncoding('utf8').on('data', (text: string) => {
            stdout += text;
            if (stdout.includes('printed meanwhile\n')) writeFileSync(seen, '');
          });
        },
        { SEEN_FILE: seen },
      );
      expect([stdout, code]).toEqual(['printed meanwhile\nwas read\njoined\n', 0]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('several threads print whole lines, each its own in order', async () => {
    const { stdout, stderr, code } = await run('several');
    const lines = stdout.split('\n');
    expect([lines.length, lines.at(-2), stderr, code]).toEqual([1502, 'all joined', '', 0]);
    for (const name of ['one', 'two', 'three']) {
      const its = lines.filter((line) => line.startsWith(`${name} `));
      expect(its).toEqual(Array.from({ length: 500 }, (_, line) => `${name} ${line} ${'.'.repeat(line % 200)}`));
    }
  });

  test('two megabytes go through a pipe that is read slowly', async () => {
    let stdout = '';
    const code = await readBy('large', ({ stdout: stream }) => {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        stream.pause();
        setTimeout(() => stream.resume(), 2);
      });
    });
    const lines = stdout.split('\n');
    expect([lines.length, lines.at(-2), code]).toEqual([2002, 'joined', 0]);
    expect(lines.slice(0, 2000).every((line, at) => line === `${at} `.padEnd(1000, 'x'))).toBe(true);
  });

  test('output that nobody reads any more is lost, and the program goes on', async () => {
    const code = await readBy('unread', ({ stdout }) => {
      stdout?.once('data', () => stdout.destroy());
    });
    expect(code).toBe(0);
  });

  test('what is no whole line comes at the end, also when that is process.exit() or an error', async () => {
    const { stdout, stderr, code } = await run('partial');
    expect([stdout, code]).toEqual(['no line yet\nand never onejoined\nbefore it exitsjoined again\nbefore it throwsjoined at last\n', 0]);
    expect(stderr).toContain('Exception in printsAndThrows:\nError: thrown');
  });

  test('what a thread prints when it exits is not lost', async () => {
    const { stdout, stderr, code } = await run('atExit');
    expect([stdout, stderr, code]).toEqual(['before it returns and at its exit', '', 0]);
  });

  test('the error stream is one of its own', async () => {
    const { stdout, stderr, code } = await run('errors');
    expect([stdout, stderr, code]).toEqual(['to the output\njoined\n', 'to the error stream\na warning of its own\npartly', 0]);
  });

  test('large values come back, and such as are shared', async () => {
    const { stdout, stderr, code } = await run('values');
    expect([stdout.split('\n'), code]).toEqual([
      [
        '10000000 bytes, true',
        '10000000 characters, true',
        '40000000 bytes, true',
        '16 words, 1000 in a list, theirs, mine, true, true',
        'the same again: true',
        'Error: RangeError: so large',
        '',
      ],
      0,
    ]);
    expect(stderr).toContain('Exception in throwsLarge');
  });

  test('threads start threads, and join them', async () => {
    const { stdout, stderr, code } = await run('nested');
    expect([stdout.split('\n'), stderr, code]).toEqual([
      ['nests starts one', 'nested 3 starts one', 'nested 2 starts one', 'nested 1 starts one', '4 3 2 1 nested 0', 'returned, false', 'its child is done: true', ''],
      '',
      0,
    ]);
  });

  test('those that await the same thread are told when it goes on', async () => {
    const { stdout, stderr, code, ms } = await run('twice');
    expect([stdout, stderr, code]).toEqual(['7 7 7 false\n', '', 0]);
    expect(ms).toBeLessThan(10_000 * FACTOR);
  });
});
