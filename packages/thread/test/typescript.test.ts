import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LONG, program } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const from = (name: string): URL => new URL(`./programs/${name}`, import.meta.url);

/** Runs Node with these arguments, in the folder of the tests. */
function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 2 * LONG,
  });
  const ended = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code, ...ended });
    });
  });
}

const main = fileURLToPath(from('typescript/main.ts'));
const RAN = 'TS FALSE\nfunction as text\nhello world 11\n';

describe('a module in TypeScript', () => {
  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ['node --import tsx', ['--import', 'tsx', main], {}],
    ['NODE_OPTIONS', [main], { NODE_OPTIONS: `--import ${import.meta.resolve('tsx')}` }],
    ['tsx', [fileURLToPath(import.meta.resolve('tsx/cli')), main], {}],
  ])('runs in a thread where tsx runs the process: %s', async (_, args, env) => {
    const { code, stdout, stderr } = await node(args, env);
    expect(stderr).toMatch(/^Exception in Thread-\d+ \(fails\):\nError: fails on purpose/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${RAN}work.ts:9\n` });
  });

  // Node 22.18 and later run it; before, the error says what to do.
  const strips = 'typescript' in process.features && process.features.typescript !== false;

  test.runIf(strips)('runs where the runtime strips types', async () => {
    expect((await program(from('typescript-without.mjs'))).stdout).toBe('TS FALSE\n');
  });

  test.runIf(!strips)('is refused elsewhere by an error that says what to do', async () => {
    const { stdout } = await program(from('typescript-without.mjs'));
    expect(stdout).toMatch(/^TypeError ERR_UNKNOWN_FILE_EXTENSION cannot load work of file:.*work\.ts: Unknown file extension "\.ts"/);
    expect(stdout).toContain('This runtime does not run TypeScript: build it, run with tsx (--import tsx, and tsx installed beside the module), or use Node 22.18 or later');
  });
});
