import { spawn } from 'node:child_process';

/** Most that is kept of what a program says beside its lines. */
const KEPT = 2000;

/**
 * Runs a program in a runtime until it ends; one that does not end in time is killed, and
 * `stuck`. Answers with what it printed and how it ended; never rejects.
 *
 * @param {{ file: string, args: string[] }} runtime
 * @param {string} program
 * @param {{ args?: string[], cwd: string, limit: number, onLine?: (line: string) => void }} options
 */
export function runProgram(runtime, program, { args = [], cwd, limit, onLine = () => undefined }) {
  return new Promise((resolve) => {
    const child = spawn(runtime.file, [...runtime.args, program, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...QUIET, DENO_DIR: `${cwd}/.deno` },
    });
    const said = { stdout: '', stderr: '', stuck: false };
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said.stdout += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (said.stderr = (said.stderr + text).slice(-KEPT)));
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const timer = setTimeout(() => {
      said.stuck = true;
      kill();
    }, limit);
    const end = (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve({ ...said, code });
    };
    child.on('error', (error) => {
      said.stderr += error.message;
      end(null);
    });
    child.on('close', end);
  });
}

/** No colours, no warnings of what is experimental, nothing asked of the network. */
const QUIET = {
  NODE_OPTIONS: '',
  NODE_NO_WARNINGS: '1',
  NO_COLOR: '1',
  FORCE_COLOR: undefined, // Deno takes any value for a yes
  DO_NOT_TRACK: '1',
  DENO_NO_UPDATE_CHECK: '1',
};
