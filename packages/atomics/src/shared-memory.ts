import { SharedMemoryUnavailableError } from './errors.ts';

/**
 * Memory that all threads of the process see, zeroed.
 *
 * @throws SharedMemoryUnavailableError there is none here; the message says what to do
 */
export function allocate(byteLength: number): SharedArrayBuffer {
  checkSharedMemory();
  return new SharedArrayBuffer(byteLength);
}

/** True for shared memory, from whichever realm. */
export function isShared(value: unknown): value is SharedArrayBuffer {
  return Object.prototype.toString.call(value) === '[object SharedArrayBuffer]';
}

/** @throws SharedMemoryUnavailableError there is none here; the message says what to do */
export function checkSharedMemory(): void {
  if (typeof (globalThis as { SharedArrayBuffer?: unknown }).SharedArrayBuffer === 'function') return;
  throw new SharedMemoryUnavailableError(
    'SharedArrayBuffer is missing; serve the page with the headers ' +
      '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp"',
  );
}
