import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * The URL of the file that a package's name stands for, as seen from a test file: a thread
 * started elsewhere can import it.
 *
 * @param from the test's `import.meta.url`
 * @param name as in `@sync/lock`
 */
export function moduleUrl(from: string, name: string): string {
  return pathToFileURL(createRequire(from).resolve(name)).href;
}
