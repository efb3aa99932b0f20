import { spawn } from 'node:child_process';

/**
 * Runs a command and answers with its output; one that fails is an error that shows it.
 * Not a blocking call: a test may have a server to run meanwhile.
 *
 * @param {{ cwd: string, fails?: boolean, env?: Record<string, string> }} options
 *   `fails`: answer with the output of a command that is expected to fail
 */
export function command(file, args, { cwd, fails = false, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      timeout: 100_000,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if ((code === 0) !== fails) resolve(output);
      else reject(new Error(`${file} ${args.join(' ')}: exit code ${code}\n${output}`));
    });
  });
}
