/**
 * Threads as the system knows them: whether one has ended is what it alone can tell, without
 * the help of any event loop.
 *
 * Where there is a `/proc`, as on Linux, a thread is its number in the kernel and the time at
 * which it started, since the numbers are used again. On Node elsewhere it is a file that
 * the thread keeps open. Whoever shows in neither way is known by a number drawn for it, of
 * which nothing can be told.
 *
 * NUMBERS
 *   1 to 2^29 - 1     the kernel's
 *   2^29 to 2^30 - 1  drawn: the stamp of a file, see `native-file.ts`
 *   from 2^30         drawn
 */
import { perThread } from './context.ts';
import { hasClosed, openStamped } from './native-file.ts';
import { fileSystem } from './platform.ts';

/** Two threads that are alive at a time differ in it. */
export interface NativeThread {
  /** Its number, as above. */
  readonly id: number;
  /** When it started, in the kernel's ticks; of a file, its number + 1; 0: not known. */
  readonly start: number;
}

const FIRST_FILE = 2 ** 29;
const FIRST_UNSEEN = 2 ** 30;

/** What the kernel says of one that has ended. */
const NOBODY: NativeThread = { id: 0, start: 0 } as const;

/** The calling thread. */
export function nativeThread(): NativeThread {
  return perThread('native', () => fromKernel() ?? byFile() ?? byLink() ?? { id: draw(FIRST_UNSEEN), start: 0 });
}

/** True for a number that the kernel has given. */
export function isKernelId(id: number): boolean {
  return id > 0 && id < FIRST_FILE;
}

/** False for the number of a thread of which nothing can be told. */
export function isSeen(id: number): boolean {
  return id < FIRST_UNSEEN;
}

/**
 * True if the system says that the thread has ended: no code of it can run any more.
 * Undefined: the system cannot be asked. Takes 2 us if its number is enough, 10 if not, and
 * several times that in a thread that sleeps in between (measured on Linux, Node 20).
 *
 * @param byNumber its start was compared a moment ago: the kernel, which gives numbers in turn,
 * has not given its number to another since
 */
export function hasEnded({ id, start }: NativeThread, byNumber = false): boolean | undefined {
  if (id >= FIRST_FILE) return isSeen(id) && start !== 0 ? hasClosed(start - 1, id) : undefined;
  const folder = `self/task/${id}`;
  const isThere = exists(folder);
  if (isThere === true && (byNumber || start === 0)) return false;
  const now = isThere === true ? look(folder) : isThere === false ? NOBODY : undefined;
  if (now === undefined) return undefined;
  // Not where all is missing that the kernel should tell.
  if (now === NOBODY) return exists('thread-self') === true || undefined;
  return now.start !== start;
}

function fromKernel(): NativeThread | undefined {
  const me = look('thread-self');
  return me === NOBODY ? undefined : me;
}

function byFile(): NativeThread | undefined {
  // Even: a time that every file system can keep.
  const id = draw(FIRST_FILE) & ~1;
  const file = openStamped(id);
  return file === undefined ? undefined : { id, start: file + 1 };
}

/** For a process that has no file to spare: at least its number. */
function byLink(): NativeThread | undefined {
  try {
    const id = Number(fileSystem()?.readlinkSync('/proc/thread-self').split('/').at(-1));
    return id > 0 ? { id, start: 0 } : undefined;
  } catch {
    return undefined;
  }
}

/** As large as `first`, up to twice that. */
function draw(first: number): number {
  return first + Math.floor(Math.random() * first);
}

/** Whether the kernel has that; undefined: it could not be asked. Takes no file to read with. */
function exists(folder: string): boolean | undefined {
  const fs = fileSystem();
  try {
    fs?.accessSync(`/proc/${folder}`);
    return fs && true;
  } catch (error) {
    return isMissing(error) ? false : undefined;
  }
}

/** Undefined: the kernel could not be asked, as when the process has no file to spare. */
function look(folder: string): NativeThread | undefined {
  let line: string | undefined;
  try {
    line = fileSystem()?.readFileSync(`/proc/${folder}/stat`, 'utf8');
  } catch (error) {
    return isMissing(error) ? NOBODY : undefined;
  }
  if (!line) return undefined;
  // The name, in brackets, may contain anything; the state follows it, and 18 fields on the start.
  const [state = '', ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? NOBODY : { id: parseInt(line), start: Number(fields[18]) | 0 || 1 };
}

/** There is none, or it ends while it is asked after. All else says nothing of it. */
function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ENOENT' || code === 'ESRCH';
}
