/** Child processes, where the runtime has them: asked for when they are needed, no `node:` import. */
import { SyncError, platformProcess } from '@sync/atomics/internal';
import type { FromChild, ToChild } from './child-messages.ts';

/** How child processes are made. */
export interface ChildOptions {
  /** Options of the runtime, before the script; those of this process, unless told. */
  readonly execArgv?: readonly string[] | undefined;
  /** Their environment; that of this process, unless told. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A child process, as the one that has made it has it. */
export interface ChildProcess {
  readonly pid?: number;
  readonly connected: boolean;
  send(message: ToChild, done: (error: unknown) => void): boolean;
  disconnect(): void;
  kill(signal: string): boolean;
  on(event: 'message', listener: (message: FromChild) => void): unknown;
  on(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** The process itself, where it is a child. */
export interface OwnProcess {
  readonly connected?: boolean;
  send?(message: FromChild): boolean;
  exit(): never;
  on(event: 'message', listener: (message: ToChild) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  on(event: 'uncaughtExceptionMonitor', listener: (error: unknown) => void): unknown;
}

interface ChildProcesses {
  fork(script: URL, args: readonly string[], options: object): ChildProcess;
}

/**
 * Throws where there are none.
 *
 * @param where as `new ProcessPool()`
 */
export function checkProcesses(where: string): void {
  if (childProcesses() === undefined) {
    throw new SyncError(`${where}: this runtime has no child processes (node:child_process); use a ThreadPool`);
  }
}

/** Makes one, whose output is this process's. */
export function fork({ execArgv, env }: ChildOptions): ChildProcess {
  return (childProcesses() as ChildProcesses).fork(new URL('./child.js', import.meta.url), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    ...(execArgv !== undefined && { execArgv }),
    ...(env !== undefined && { env }),
  });
}

/** The calling process. */
export function ownProcess(): OwnProcess {
  return platformProcess() as unknown as OwnProcess;
}

/** Ends a process of that id, if there still is one. */
export function kill(pid: number, signal: string): void {
  try {
    (platformProcess() as unknown as { kill(pid: number, signal: string): void }).kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function childProcesses(): ChildProcesses | undefined {
  try {
    return platformProcess()?.getBuiltinModule?.('node:child_process') as ChildProcesses | undefined;
  } catch {
    return undefined;
  }
}
