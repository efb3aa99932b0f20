import { ThreadDiedError, type ThreadDeath } from '@sync/atomics/internal';
import { DIED, EXITED, IDLE, LATE, TERMINATED } from './control.ts';
import type { Load } from './job.ts';

/** What a thread runs, for messages: as `main of file:///work.js`. */
export function describeLoad(load: Load): string {
  if (load.by === 'module') return `${load.name} of ${load.module}`;
  if (load.by === 'serve') return `${load.name} of a worker that was made for it`;
  return load.name === '' ? 'a function' : `the function ${load.name}`;
}

/** Who speaks: a thread, to those who ask how it ended. */
export interface Dead {
  readonly id: number;
  readonly label: string;
  readonly threadName: string;
  /** As {@link describeLoad}; undefined: not known here. */
  readonly what: string | undefined;
  readonly exitCode: number;
}

const STORIES: Readonly<Record<ThreadDeath, (dead: Dead) => string>> = {
  exited: ({ exitCode }) => `ended by process.exit(${exitCode}) of its own, before it returned`,
  idle: () => 'ended before it returned: it awaits something, and nothing is left to do that could bring it about',
  terminated: () => 'was ended by terminate()',
  died: () => 'ended without a word: it was out of memory (see resourceLimits), or it was ended from outside, or the thread that started it ended',
  late: () =>
    'did not load its module in time: an import of it, or an await at its top, never ends; or its worker does not call serve(). ' +
    'More time is given with { loadTimeout }',
} as const;

const DEATHS: Readonly<Record<number, ThreadDeath>> = {
  [EXITED]: 'exited',
  [IDLE]: 'idle',
  [TERMINATED]: 'terminated',
  [DIED]: 'died',
  [LATE]: 'late',
} as const;

/** The error of a thread that left none. */
export function deathOf(state: number, dead: Dead): ThreadDiedError {
  const death = DEATHS[state] ?? 'died';
  const running = dead.what === undefined ? '' : `, which ran ${dead.what},`;
  return new ThreadDiedError(`${dead.label}${running} ${STORIES[death](dead)}`, {
    thread: dead.id,
    threadName: dead.threadName,
    death,
    ...(death === 'exited' && { exitCode: dead.exitCode }),
  });
}

/** Says of an error which module could not be loaded, and what to do; its class and all else stay. */
export function explainLoading(error: unknown, load: Load): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  const advice =
    code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[mc]?tsx?$/.test(new URL(load.by === 'module' ? load.module : 'x:').pathname)
      ? '. This runtime does not run TypeScript: build it, run with tsx (--import tsx, and tsx installed beside the module), or use Node 22.18 or later'
      : '';
  return retold(error, `cannot load ${describeLoad(load)}: ${error.message}${advice}`);
}

/** Says of an error whose result could not travel, and where that was found. */
export function explainResult(error: unknown, label: string, load: Load): unknown {
  if (!(error instanceof TypeError)) return error;
  const what = error.message.startsWith('this.') ? 'fields that' : 'what';
  return retold(error, `${label}: ${what} ${describeLoad(load)} returned cannot travel: ${error.message}`);
}

/** The same error, which also says where its thread was started. */
export function withStart<T>(error: T, label: string, startedAt: string): T {
  if (!(error instanceof Error) || error.stack === undefined || startedAt === '') return error;
  const value = `${error.stack}\n    in ${label}, started\n${startedAt}`;
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
  return error;
}

/** The same error, with another message, also at the top of its stack. */
export function retold(error: Error, message: string): Error {
  const { stack, message: before } = error;
  Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
  if (stack?.includes(before) === true) {
    Object.defineProperty(error, 'stack', { value: stack.replace(before, () => message), configurable: true, writable: true });
  }
  return error;
}
