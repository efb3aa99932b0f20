// A page without the headers, or a server that renders it: importing does nothing.
import assert from 'node:assert/strict';

delete globalThis.SharedArrayBuffer;
const { SharedMemoryUnavailableError } = await import('@sync/atomics');
const { Lock, RLock } = await import('@sync/lock');
for (const Class of [Lock, RLock]) {
  assert.throws(
    () => new Class(),
    (error) => error instanceof SharedMemoryUnavailableError && /Cross-Origin-Opener-Policy/.test(error.message),
  );
}
console.log('harmless');
