import { perThread } from './context.ts';
import { fileSystem, isMainThread, platformProcess } from './platform.ts';

/** What a listening server is among the resources that keep a process alive. */
const SERVERS: readonly string[] = ['TCPServerWrap', 'PipeServerWrap'] as const;

/**
 * Says, once in a process, that the main thread has been blocked for more than a second while
 * a server is open, which answers nobody meanwhile. Written at once: a warning of the runtime's
 * own would come when the thread is blocked no more.
 */
export function warnOfBlockedServer(waitsFor: string): void {
  const process = platformProcess();
  if (!isMainThread || !process?.getActiveResourcesInfo?.().some((name) => SERVERS.includes(name))) return;
  const once = perThread('blocked-server', () => ({ warned: false }));
  if (once.warned) return;
  once.warned = true;
  const message =
    `(sync) Warning: the main thread has been blocked for more than a second, waiting for ${waitsFor}, while ` +
    'a server is open in it, which answers nobody meanwhile. Wait with await there (acquireAsync(), waitAsync(), ' +
    'runAsync()), or in another thread.\n';
  fileSystem()?.writeSync(2, message);
}
