import { fileSystem, isNode, temporaryFolder } from './platform.ts';

/**
 * Opens a file that the calling thread keeps for as long as it lives, and that nobody else
 * can reach by a name. Node closes what a thread has opened when the thread ends, however it
 * does, and the numbers of open files are those of the whole process: any thread sees
 * whether it is open. Unless a worker is made with `trackUnmanagedFds: false`.
 *
 * Returns its number; undefined: it is not to be had, or not Node.
 *
 * @param stamp its time, in seconds, tells it from files that get the number later
 */
export function openStamped(stamp: number): number | undefined {
  const fs = isNode() ? fileSystem() : undefined;
  if (fs === undefined) return undefined;
  let file: number | undefined;
  try {
    const path = `${temporaryFolder()}/sync-${stamp}-${Math.random().toString(36).slice(2)}`;
    file = fs.openSync(path, 'wx', 0o600);
    fs.unlinkSync(path);
    fs.futimesSync(file, stamp, stamp);
    if (stampOf(file) === stamp) return file;
  } catch {
    // As below.
  }
  if (file !== undefined) fs.closeSync(file);
  return undefined;
}

/** True if that file is not open any more; undefined: that cannot be told. */
export function hasClosed(file: number, stamp: number): boolean | undefined {
  try {
    const found = stampOf(file);
    return found === undefined ? undefined : found !== stamp;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === 'EBADF' ? true : undefined;
  }
}

/** Undefined: there is no file system to ask. */
function stampOf(file: number): number | undefined {
  const stat = fileSystem()?.fstatSync(file);
  return stat && stat.mtimeMs / 1000;
}
