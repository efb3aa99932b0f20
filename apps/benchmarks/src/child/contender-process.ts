import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { formatCommand, type Answer, type Command } from './protocol.ts';

/** How to start a contender's process. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The first line of a contender. */
export interface Ready {
  readonly version?: string;
  readonly versions?: Readonly<Record<string, string>>;
}

/** Why a contender cannot go on. Its message is the reason that the report gives. */
export class ContenderFailure extends Error {
  override readonly name = 'ContenderFailure';
}

const STDERR_KEPT = 4000;

/** The line of a crash report that says what happened. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines.find((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1) ?? '';
}

/**
 * A contender's process: lives as long as its row is measured, answers one line to one line, and is killed by its own
 * process id when it does not answer in time. So a contender that hangs never hangs the program.
 */
export class ContenderProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #waiting: ((line: string) => void) | undefined;
  #failed: ((failure: ContenderFailure) => void) | undefined;
  #end: ContenderFailure | undefined;

  constructor({ command, args, env }: Launch) {
    this.#child = spawn(command, [...args], { stdio: 'pipe', env: { ...process.env, ...env } });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.#child.stdin.on('error', () => undefined); // its exit says more
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#waiting?.(line);
    });
    this.#child.once('error', (error) => { this.#ended(`cannot be started: ${error.message}`); });
    this.#child.once('close', (code, signal) => {
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      this.#ended(`ended with ${how} ${reasonIn(this.#stderr)}`.trim());
    });
  }

  /** The process id, while there is one. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  #ended(reason: string): void {
    this.#end ??= new ContenderFailure(reason);
    this.#failed?.(this.#end);
  }

  #nextLine(what: string, limitMs: number): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting = this.#failed = undefined;
      };
      const timer = setTimeout(() => {
        settle();
        this.#end = new ContenderFailure(`hung: no answer to ${what} within ${(limitMs / 1000).toFixed(1)} s; killed`);
        this.kill();
        reject(this.#end);
      }, limitMs);
      this.#failed = (failure) => {
        settle();
        reject(failure);
      };
      this.#waiting = (line) => {
        settle();
        const answer = JSON.parse(line) as Record<string, unknown>;
        if (typeof answer.error === 'string') reject(new ContenderFailure(answer.error));
        else resolve(answer);
      };
    });
  }

  /** Waits for the first line. */
  async ready(limitMs: number): Promise<Ready> {
    return this.#nextLine('the start', limitMs);
  }

  /** Runs one round; rejects with a `ContenderFailure` if it fails, ends, or takes longer than `limitMs`. */
  async run(command: Command, limitMs: number): Promise<Answer> {
    const answer = this.#nextLine(`"${formatCommand(command).trim()}"`, limitMs);
    this.#child.stdin.write(formatCommand(command));
    return (await answer) as unknown as Answer;
  }

  /** Ends it: its input ends first, and if it is still there after a moment it is killed. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.pid === undefined) return;
    const closed = new Promise<void>((resolve) => this.#child.once('close', () => { resolve(); }));
    this.#child.stdin.end();
    const timer = setTimeout(() => { this.kill(); }, 500);
    await closed;
    clearTimeout(timer);
  }

  /** Kills it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
