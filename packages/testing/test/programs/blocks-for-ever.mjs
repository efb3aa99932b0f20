// Run by a test: the watchdog's thread has to end this process.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

process.env.SYNC_TEST_FACTOR = '0.02';
// The watchdog alone, without the test runner that the package's index needs.
const dist = pathToFileURL(createRequire(import.meta.url).resolve('@sync/testing/worker'));
const { watch } = await import(new URL('./watchdog.js', dist).href);
watch(undefined, { handle: 7, how: { module: new URL('stub.mjs', import.meta.url).href, export: 'Stub' } });
await new Promise((resolve) => setTimeout(resolve, 300));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
