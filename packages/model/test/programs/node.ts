import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended. */
export interface Ran {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node in this folder, with all its warnings. */
export function node(args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '', NODE_TEST_CONTEXT: undefined };
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, env, timeout: 20_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}
