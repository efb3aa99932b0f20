/** What the platform tells a thread of its end. */
import { isNode } from '@sync/atomics/internal';
import { processHere } from './platform.ts';

/** Told in this order. */
export interface HearsEnd {
  /** Nobody has caught it. */
  readonly onUncaught: (error: unknown) => void;
  /** Nothing is left to do. */
  readonly onIdle: () => void;
  /** Whatever has brought it about, first of all that is told of it. */
  readonly onExit: (code: number) => void;
}

/** From now on the calling thread is told of its end. */
export function hearEnd({ onUncaught, onIdle, onExit }: HearsEnd): void {
  const process = processHere();
  process?.on('uncaughtExceptionMonitor', (error: unknown) => {
    if (process.listenerCount('uncaughtException') === 0) onUncaught(error);
  });
  // It is no uncaught exception elsewhere, and who listens has to end the thread.
  if (!isNode()) {
    process?.on('unhandledRejection', (error: unknown) => {
      if (process.listenerCount('unhandledRejection') > 1) return;
      onUncaught(error);
      process.exit(1);
    });
  }
  process?.on('beforeExit', onIdle);
  const isCalled = 'Deno' in globalThis ? noteExit() : () => true;
  process?.prependListener('exit', (code: number) => {
    if (code === 0 && !isCalled()) onIdle();
    onExit(code);
  });
}

/** Deno tells its workers not that nothing is left: then nobody has called `process.exit`. */
function noteExit(): () => boolean {
  let called = false;
  const process = processHere();
  const exit = process?.exit;
  if (process !== undefined && exit !== undefined) {
    process.exit = (code) => {
      called = true;
      return exit.call(process, code);
    };
  }
  return () => called;
}
