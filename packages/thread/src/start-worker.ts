import { ThreadStateError, isNode, load, receive, share, store } from '@sync/atomics/internal';
import { codeCache } from './code-cache.ts';
import { SLOT_DAEMON, SLOT_ID } from './control.ts';
import type { ThreadCore } from './core.ts';
import { fieldsOf } from './fields.ts';
import { JOB, type Job } from './job.ts';
import { knownThreads } from './known-threads.ts';
import { makeChannel } from './platform.ts';
import { settle } from './settle.ts';
import type { Target } from './target.ts';
import type { CheckedOptions } from './thread-options.ts';
import { ThreadWorker } from './thread-worker.ts';
import { CORE, type OurThread } from './our-thread.ts';
import { hookedAbove, tellOf, uncaughtFrom } from './uncaught.ts';

/**
 * Refuses to start what is just being loaded, to be run in the calling thread.
 *
 * @throws ThreadStateError it would start itself again, and so on
 */
export function checkNotLoading({ label }: ThreadCore, { load }: Target): void {
  if (load.by !== 'module' || !knownThreads().loading.includes(load.module)) return;
  throw new ThreadStateError(
    `${label}: start() while its own module is being loaded in a thread, ${load.module}: each thread would start another one. ` +
      'Guard what the module does on its own with if (isMainThread)',
  );
}

/** Makes the worker of a thread, and has it run the target. */
export function startWorker(thread: OurThread, target: Target, options: CheckedOptions): void {
  const core = thread[CORE];
  const { port1, port2 } = makeChannel();
  const isObject = target.load.by === 'module' && target.load.isClass;
  const job: Job = {
    kind: JOB,
    thread: thread.share(),
    load: target.load,
    args: share(options.args),
    fields: isObject ? share(fieldsOf(thread)) : undefined,
    port: port2,
    delay: core.delay,
    loading: knownThreads().loading,
    hooked: hookedAbove(),
    code: isNode() ? codeCache() : undefined,
    startedAt: startedAt(),
  };
  core.returnsFields = isObject;
  core.startedAt = job.startedAt;
  let exited = (): void => undefined;
  const exit = new Promise<void>((resolve) => (exited = resolve));
  const known = knownThreads();
  const worker = new ThreadWorker({
    core,
    target,
    job,
    port: port1,
    transfer: options.transfer,
    resourceLimits: options.resourceLimits,
    loadTimeout: options.loadTimeout,
    onEnd: () => {
      settle(thread);
    },
    onExit: () => {
      known.children.delete(exit);
      exited();
    },
    onMessage: tellFrom,
  });
  core.reins = worker;
  if (load(core.words, SLOT_DAEMON) === 0) known.children.add(exit);
  if (worker.threadId !== undefined) {
    store(core.words, SLOT_ID, worker.threadId + 1);
    known.byId.set(worker.threadId + 1, thread);
    known.objects.set(worker.threadId + 1, thread);
  }
}

/** An error has come from below. */
function tellFrom(message: unknown): void {
  const found = uncaughtFrom(message);
  if (found === undefined) return;
  tellOf(receive(found.thread), found.error);
}

/** The lines of the stack above `start()`. */
function startedAt(): string {
  const lines = (new Error('here').stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const above = lines.findIndex((line) => /\bThread\.start\b|\bas start\b|\.start \(/.test(line));
  return lines.slice(above + 1).join('\n');
}
