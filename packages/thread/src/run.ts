import { checkTravels, encode, encodeError } from '@sync/codec';
import {
  Deadline,
  IncompatibleVersionError,
  adopt,
  endThread,
  gaveUp,
  homeTable,
  load,
  markDaemon,
  markDone,
  onThreadExit,
  renameThread,
  share,
  store,
  swap,
  threadId,
  watch,
} from '@sync/atomics/internal';
import { inheritCode, leaveCode } from './code-cache.ts';
import {
  CANCELLED,
  CONTROL_WORDS,
  EXITED,
  FIRED,
  IDLE,
  NONE,
  POSTED,
  RETURNED,
  RUNNING,
  SLOT_DAEMON,
  SLOT_EXIT,
  SLOT_ID,
  SLOT_STATE,
  SLOT_TIMER,
  SLOT_TOLD,
  STARTED,
  THREW,
  WAITING,
  end,
  isEnd,
  sharedClock,
} from './control.ts';
import { KIND, ThreadCore, type Left } from './core.ts';
import { deathOf, describeLoad, explainLoading, explainResult, retold, withStart } from './failure.ts';
import { missingVariable } from './function-text.ts';
import { hearEnd } from './hear-end.ts';
import { host } from './host.ts';
import type { Job } from './job.ts';
import { knownThreads } from './known-threads.ts';
import { leave } from './left.ts';
import { loadTarget, type Served } from './load-target.ts';
import { ownOutput, printError } from './output.ts';
import { inspect, processHere } from './platform.ts';
import { isStopReason, listenForStops } from './stop.ts';
import type { Posted } from './thread-worker.ts';
import { inheritHooks, tellHere } from './uncaught.ts';

/** In the new thread: does what it was started for, and ends it. */
export async function runJob(job: Job, served?: Served): Promise<void> {
  await begun(job, served)?.run();
}

/** Undefined: it cannot be a thread, as when there are as many as there can be. Who waits for it is told so. */
function begun(job: Job, served: Served | undefined): Run | undefined {
  try {
    return new Run(job, served);
  } catch (error) {
    // What the words of another release mean is not known here; the starter hears of it.
    if (error instanceof IncompatibleVersionError) throw error;
    const words = new Int32Array(job.thread.buffer, job.thread.byteOffset, CONTROL_WORDS);
    if (leave(words, encodeError(explainLoading(error, job.load)))) end(words, THREW);
    exit();
    return undefined;
  }
}

/** The one run of a thread of ours. */
class Run {
  readonly #job: Job;
  readonly #served: Served | undefined;
  readonly #core: ThreadCore;
  readonly #flush: () => void;
  /** How it is about to end; undefined: it goes on. */
  #how: number | undefined;

  constructor(job: Job, served: Served | undefined) {
    this.#job = job;
    this.#served = served;
    const core = (this.#core = new ThreadCore(adopt(KIND, job.thread)));
    renameThread(threadId(), job.thread.name, homeTable());
    store(core.words, SLOT_ID, threadId());
    if (load(core.words, SLOT_DAEMON) !== 0) markDaemon();
    inheritHooks(job.hooked, job.port);
    if (job.code !== undefined) inheritCode(job.code);
    knownThreads().self = job.thread;
    listenForStops(core, core.words);
    this.#flush = ownOutput();
    this.#listen();
  }

  async run(): Promise<void> {
    try {
      const target = await this.#load();
      if (this.#isDue()) this.#return(await target());
      else this.#how = CANCELLED;
    } catch (error) {
      this.#fail(this.#explained(error));
    }
    this.#end();
    // Those that it has started end with its worker.
    while (knownThreads().children.size > 0) await Promise.all(knownThreads().children);
    this.#leaveCode();
    exit();
  }

  /** Nobody waits any more. */
  #leaveCode(): void {
    const { code } = this.#job;
    const compiled = host()?.compiled;
    if (code !== undefined && compiled !== undefined) leaveCode(code, compiled);
  }

  async #load(): Promise<() => Promise<Left>> {
    const { load: what } = this.#job;
    let target: () => Promise<Left>;
    try {
      target = await loadTarget(this.#job, this.#served, this.#core);
    } catch (error) {
      throw explainLoading(error, what);
    }
    // It came too late, or was ended: nobody waits for it.
    if (!swap(this.#core.words, SLOT_STATE, STARTED, RUNNING)) exit(); // T3
    return target;
  }

  /** T5, of a Timer: false, if it was cancelled before its time came. Blocks until then. */
  #isDue(): boolean {
    const { words } = this.#core;
    const { delay } = this.#job;
    if (delay === undefined || load(words, SLOT_TIMER) === NONE) return true;
    const left = Math.max(0, delay.after - ((sharedClock() - delay.since) | 0));
    const watched = { subject: this.#core, words, index: SLOT_TIMER };
    if (!watch(watched, (timer) => timer !== WAITING, Deadline.interruptible(left))) gaveUp();
    return swap(words, SLOT_TIMER, WAITING, FIRED);
  }

  /** As bytes; what bytes cannot carry, to the starter alone. */
  #return(left: Left): void {
    if (this.#leave(left)) {
      this.#how = RETURNED;
      return;
    }
    const posted: Posted = { left: share(left) };
    try {
      this.#job.port.postMessage(posted);
      this.#how = POSTED;
    } catch (error) {
      this.#fail(this.#refused(posted.left, error));
    }
  }

  /** False: bytes cannot carry it, or too many are needed. */
  #leave(left: Left): boolean {
    try {
      return leave(this.#core.words, isNothing(left) ? new Uint8Array() : encode(left));
    } catch {
      return false;
    }
  }

  /** What cannot travel, by its path. */
  #refused({ result, fields }: Left, error: unknown): unknown {
    try {
      checkTravels(result, 'result', { posted: true });
      checkTravels(fields, 'this', { posted: true });
      return explainResult(error, this.#core.label, this.#job.load);
    } catch (found) {
      return explainResult(found, this.#core.label, this.#job.load);
    }
  }

  #fail(error: unknown): void {
    if (this.#how !== undefined) {
      printError(`Exception in ${this.#core.name}, after it had returned:\n${inspect(error)}`);
      return;
    }
    const { words, name } = this.#core;
    const bytes = encodeError(withStart(error, this.#core.label, this.#job.startedAt));
    if (!leave(words, bytes)) leave(words, encodeError(new Error(`${String(error).slice(0, 1000)} ... (an error of ${bytes.byteLength} bytes)`)));
    this.#how = THREW;
    if (isStopReason(error)) store(words, SLOT_TOLD, 1);
    else tellHere(words, name, error);
  }

  /** A function that misses what was around it. */
  #explained(error: unknown): unknown {
    const missing = this.#job.load.by === 'text' ? missingVariable(error) : undefined;
    if (missing === undefined) return error;
    return retold(
      error as Error,
      `${(error as Error).message}: ${describeLoad(this.#job.load)} travels as its text, without what is around it, such as ${missing}; ` +
        'pass it in args, import it inside, or let the thread run a module',
    );
  }

  #end(): void {
    try {
      endThread();
    } catch (error) {
      printError(`Exception in ${this.#core.name}, as it ended:\n${inspect(error)}`);
    }
    this.#finish();
  }

  /** T4. Nobody counts it among the threads from now on, though its worker may go on for a while. */
  #finish(): void {
    this.#flush();
    markDone();
    end(this.#core.words, this.#how ?? EXITED);
  }

  #listen(): void {
    const { words } = this.#core;
    hearEnd({
      onUncaught: (error) => {
        this.#fail(this.#explained(error));
      },
      onIdle: () => {
        this.#idle();
      },
      onExit: (code) => {
        store(words, SLOT_EXIT, code);
      },
    });
    // After what others have registered, and before it is gone for all other threads.
    onThreadExit(() => {
      this.#finish();
    });
  }

  #idle(): void {
    const { id = 0, label, name, state, words } = this.#core;
    if (this.#how !== undefined || isEnd(state)) return;
    this.#how = IDLE;
    const what = `${describeLoad(this.#job.load)}${state === STARTED ? ' (it is still being loaded)' : ''}`;
    const death = deathOf(IDLE, { id, label, threadName: name, what, exitCode: 0 });
    tellHere(words, name, withStart(death, label, this.#job.startedAt));
  }
}

/** Of that there are no bytes: most threads need not have them made. */
function isNothing({ result, fields }: Left): boolean {
  return result === undefined && fields === undefined;
}

function exit(): void {
  const process = processHere();
  if (process === undefined) (globalThis as { close?(): void }).close?.();
  else process.exit();
}
