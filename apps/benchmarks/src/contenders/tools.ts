import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 20_000;
const asked = new Map<string, Promise<string | undefined>>();

/** Runs a program once and keeps what it printed: a tool is looked for once in a run. Nothing if it fails. */
export function answerOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const key = JSON.stringify([program, args]);
  const known = asked.get(key);
  if (known) return known;
  const answer = promisify(execFile)(program, [...args], { timeout: LIMIT_MS }).then(
    ({ stdout, stderr }) => (stdout + stderr).trim(),
    () => undefined,
  );
  asked.set(key, answer);
  return answer;
}
