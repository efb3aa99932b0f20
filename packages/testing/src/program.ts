import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LONG } from './delays.ts';

/** How a program ended. */
export interface Ended {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it ran, in milliseconds. */
  readonly ms: number;
  /** True when it had to be killed, because its limit was over. */
  readonly stuck: boolean;
}

/** How a program is run. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** In milliseconds; when it is over the program is killed. */
  readonly limit?: number;
}

/** Runs a file of JavaScript in a process of its own, until it ends or its limit is over. */
export function program(file: URL, options: ProgramOptions = {}): Promise<Ended> {
  const { args = [], cwd, limit = LONG } = options;
  const start = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let stuck = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => {
    stuck = true;
    child.kill('SIGKILL');
  }, limit);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, ms: performance.now() - start, stuck });
    });
  });
}
